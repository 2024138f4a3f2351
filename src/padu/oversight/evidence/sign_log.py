"""Sign the market's audit log on a schedule: the job `oversight.make_checkpoint`."""

from __future__ import annotations

from pathlib import Path

from padu.engines import tlog
from padu.oversight.evidence.load_key import load_or_make_key
from padu.oversight.evidence.make_checkpoint import make_checkpoint
from padu.platform.unit_of_work import Database

ORIGIN = "padu/market/audit"
"""The name that the market's audit log is signed under."""


def key_file(home: Path) -> Path:
    """Where an installation keeps the key that signs its checkpoints."""
    return home / "keys" / "evidence"


def signer_of(home: Path) -> tlog.Signer:
    """An installation's signing key, made where there is none yet. Raises as `load_or_make_key`."""
    return load_or_make_key(key_file(home), name=ORIGIN)


async def sign_log(database: Database, home: Path) -> None:
    """Make a checkpoint where the log has grown since the newest one; run it every few minutes."""
    signer = signer_of(home)
    async with database.unit_of_work() as uow:
        await make_checkpoint(uow, signer)
