"""Load and save checkpoints and the hashes of the entries they cover; no decisions."""

from __future__ import annotations

from collections.abc import Sequence

from padu.oversight.evidence.types import SignedCheckpoint
from padu.platform.unit_of_work import UnitOfWork

_LOCK = 0x50616475436B7074  # "PaduCkpt": one checkpoint is made at a time


async def lock(uow: UnitOfWork) -> None:
    """Keep others from making a checkpoint until this transaction ends."""
    driver = await uow.driver()
    await driver.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


async def list_checkpoints(uow: UnitOfWork, *, newest: int | None = None) -> list[SignedCheckpoint]:
    """All checkpoints, or only the `newest` so many; the oldest first."""
    driver = await uow.driver()
    cursor = await driver.execute("select size, root, at, note, subtrees from oversight.checkpoint order by size desc limit %s", [newest])
    rows = await cursor.fetchall()
    return [
        SignedCheckpoint(size=size, root=bytes(root), at=at, note=note, subtrees=tuple(map(bytes, subtrees)))
        for size, root, at, note, subtrees in reversed(rows)
    ]


async def save_checkpoint(uow: UnitOfWork, made: SignedCheckpoint) -> None:
    """Write a new checkpoint."""
    driver = await uow.driver()
    await driver.execute(
        "insert into oversight.checkpoint (size, root, at, note, subtrees) values (%s, %s, %s, %s, %s::bytea[])",
        [made.size, made.root, made.at, made.note, list(made.subtrees)],
    )


async def save_hashes(uow: UnitOfWork, start: int, hashes: Sequence[bytes]) -> None:
    """Write the hashes of the entries from position `start` on."""
    driver = await uow.driver()
    await driver.execute(
        "insert into oversight.audit_leaf (position, hash)"
        " select position, hash from unnest(%s::bigint[], %s::bytea[]) as leaf (position, hash)",
        [list(range(start, start + len(hashes))), list(hashes)],
    )


async def load_hashes(uow: UnitOfWork, start: int, end: int) -> dict[int, bytes]:
    """The hashes of the entries from position `start` to before `end`, by position."""
    driver = await uow.driver()
    cursor = await driver.execute("select position, hash from oversight.audit_leaf where position >= %s and position < %s", [start, end])
    return {position: bytes(found) for position, found in await cursor.fetchall()}
