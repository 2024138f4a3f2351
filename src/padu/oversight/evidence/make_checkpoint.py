"""Sign the audit log as it stands."""

from __future__ import annotations

from padu.engines import tlog
from padu.oversight.evidence import store
from padu.oversight.evidence.types import EvidenceError, SignedCheckpoint
from padu.platform import audit
from padu.platform.unit_of_work import UnitOfWork

_AT_ONCE = 2_000


async def make_checkpoint(uow: UnitOfWork, signer: tlog.Signer) -> SignedCheckpoint:
    """Sign a checkpoint over every entry that is committed (and those of this transaction); the newest one if it covers them all.

    Reads only the entries since the newest checkpoint. The signer's name is the log's origin. Raises `EvidenceError`:
    `evidence.other_key` where the newest checkpoint is not of this key, `evidence.tree_damaged` where it does not fit itself,
    `evidence.log_gap` where entries have been taken out.
    """
    await store.lock(uow)
    before = next(iter(await store.list_checkpoints(uow, newest=1)), None)
    frontier = _resume(before, signer.verifier) if before else tlog.Frontier()
    end = await audit.count(uow)
    if before and end <= before.size:
        if end < before.size:
            raise _gap(end)
        return before
    # In rounds, so that a long log is never in memory whole.
    for start in range(frontier.size, end, _AT_ONCE):
        hashes: list[bytes] = []
        for leaf in await audit.read_leaves(uow, start, min(start + _AT_ONCE, end)):
            if leaf.position != frontier.size:
                raise _gap(frontier.size)
            hashes.append(tlog.hash_leaf(leaf.data))
            frontier.add(hashes[-1])
        await store.save_hashes(uow, start, hashes)
    if frontier.size != end:
        raise _gap(frontier.size)
    root = frontier.root()
    note = tlog.sign_checkpoint(tlog.Checkpoint(signer.name, frontier.size, root), signer)
    made = SignedCheckpoint(size=frontier.size, root=root, at=uow.clock.now(), note=note, subtrees=tuple(frontier.subtrees))
    await store.save_checkpoint(uow, made)
    return made


def _resume(before: SignedCheckpoint, verifier: tlog.Verifier) -> tlog.Frontier:
    """The tree of a checkpoint, after making sure that this key signed just that tree: what was not is never built upon."""
    try:
        signed = tlog.open_checkpoint(before.note, verifier)
    except tlog.TlogError as error:
        raise EvidenceError(
            "evidence.other_key",
            f"the newest checkpoint, over {before.size} entries, is not signed by this key: {error.what}",
            todo="put the log's own key file back; verify a file of evidence if you did not change the key",
        ) from error
    if before.size.bit_count() == len(before.subtrees):
        frontier = tlog.Frontier(before.size, list(before.subtrees))
        if (signed.size, signed.root) == (before.size, before.root) == (frontier.size, frontier.root()):
            return frontier
    raise EvidenceError(
        "evidence.tree_damaged",
        f"the newest checkpoint, over {before.size} entries, was changed after it was signed",
        todo="restore the table oversight.checkpoint from a backup, and find out who wrote to it",
    )


def _gap(position: int) -> EvidenceError:
    return EvidenceError(
        "evidence.log_gap",
        f"audit entry {position} is missing: it was there, or never should have been skipped",
        todo="restore the table platform.audit_entry from a backup, and find out who wrote to it",
    )
