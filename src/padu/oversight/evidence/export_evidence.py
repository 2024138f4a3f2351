"""Write the audit log and its checkpoints as a file that can be verified anywhere.

JSON lines: a header, then every covered entry with its hash, and after the last entry that a checkpoint covers the checkpoint.
"""

from __future__ import annotations

import base64
from typing import BinaryIO

import msgspec

from padu.engines import tlog
from padu.oversight.evidence import store
from padu.oversight.evidence.types import FORMAT, EvidenceError, Header, SignedCheckpoint
from padu.platform import audit
from padu.platform.unit_of_work import UnitOfWork

_AT_ONCE = 2_000


async def export_evidence(uow: UnitOfWork, verifier: tlog.Verifier, out: BinaryIO) -> SignedCheckpoint:
    """Write everything up to the newest checkpoint into `out`; returns that checkpoint.

    Exports what the tables hold, also where that disagrees with what was signed: finding it is the verifier's work, and a
    damaged log must be possible to look at. Raises `evidence.no_checkpoint` where nothing was signed yet.
    """
    checkpoints = await store.list_checkpoints(uow)
    if not checkpoints:
        raise EvidenceError("evidence.no_checkpoint", "no checkpoint of the audit log was made yet", todo="make one, then export")
    newest = checkpoints[-1]
    header = Header(format=FORMAT, key=tlog.format_verifier(verifier), entries=newest.size, checkpoints=len(checkpoints))
    out.write(msgspec.json.encode(header) + b"\n")
    written = 0
    for checkpoint in checkpoints:
        for start in range(written, checkpoint.size, _AT_ONCE):
            await _write_entries(uow, start, min(start + _AT_ONCE, checkpoint.size), out)
        written = checkpoint.size
        out.write(msgspec.json.encode({"checkpoint": checkpoint.note}) + b"\n")
    return newest


async def _write_entries(uow: UnitOfWork, start: int, end: int, out: BinaryIO) -> None:
    hashes = await store.load_hashes(uow, start, end)
    for leaf in await audit.read_leaves(uow, start, end):
        kept = hashes.get(leaf.position) or tlog.hash_leaf(leaf.data)
        out.write(b'{"entry":' + leaf.data + b',"hash":"' + base64.b64encode(kept) + b'"}\n')
