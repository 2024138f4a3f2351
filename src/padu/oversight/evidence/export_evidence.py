"""Write the audit log and its checkpoints as a file that can be verified anywhere.

JSON lines: a header, then every covered entry with its hash, and after the last entry that a checkpoint covers the checkpoint.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import BinaryIO

import msgspec

from padu.engines import tlog
from padu.oversight.evidence import store
from padu.oversight.evidence.types import FORMAT, EvidenceError, Header, SignedCheckpoint
from padu.platform import audit
from padu.platform.unit_of_work import UnitOfWork

_AT_ONCE = 2_000


async def export_evidence(uow: UnitOfWork, verifier: tlog.Verifier, out: BinaryIO) -> SignedCheckpoint:
    """Write everything up to the newest checkpoint into `out`; returns that checkpoint. Raises as `stream_evidence`."""
    checkpoints = await _checkpoints(uow)
    async for part in _parts(uow, verifier, checkpoints):
        out.write(part)
    return checkpoints[-1]


async def stream_evidence(uow: UnitOfWork, verifier: tlog.Verifier) -> AsyncIterator[bytes]:
    """The same file piece by piece, so that a long log is never in memory whole; the transaction stays open until the last one.

    Exports what the tables hold, also where that disagrees with what was signed: finding it is the verifier's work, and a
    damaged log must be possible to look at. Raises `evidence.no_checkpoint` where nothing was signed yet.
    """
    async for part in _parts(uow, verifier, await _checkpoints(uow)):
        yield part


async def _checkpoints(uow: UnitOfWork) -> list[SignedCheckpoint]:
    checkpoints = await store.list_checkpoints(uow)
    if not checkpoints:
        raise EvidenceError("evidence.no_checkpoint", "no checkpoint of the audit log was made yet", todo="make one, then export")
    return checkpoints


async def _parts(uow: UnitOfWork, verifier: tlog.Verifier, checkpoints: list[SignedCheckpoint]) -> AsyncIterator[bytes]:
    key = tlog.format_verifier(verifier)
    header = Header(format=FORMAT, key=key, entries=checkpoints[-1].size, checkpoints=len(checkpoints))
    yield msgspec.json.encode(header) + b"\n"
    written = 0
    for checkpoint in checkpoints:
        for start in range(written, checkpoint.size, _AT_ONCE):
            yield await _entries(uow, start, min(start + _AT_ONCE, checkpoint.size))
        written = checkpoint.size
        yield msgspec.json.encode({"checkpoint": checkpoint.note}) + b"\n"


async def _entries(uow: UnitOfWork, start: int, end: int) -> bytes:
    hashes = await store.load_hashes(uow, start, end)
    lines: list[bytes] = []
    for leaf in await audit.read_leaves(uow, start, end):
        kept = hashes.get(leaf.position) or tlog.hash_leaf(leaf.data)
        lines.append(b'{"entry":' + leaf.data + b',"hash":"' + base64.b64encode(kept) + b'"}\n')
    return b"".join(lines)
