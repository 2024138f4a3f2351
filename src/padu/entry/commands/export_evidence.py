"""`padu evidence export`: sign the market's audit log as it stands and write it as a file that anybody can verify."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.text import Text

from padu.engines.tlog import Signer, format_verifier
from padu.entry.databases import open_databases
from padu.kernel.clock import SystemClock
from padu.oversight.evidence import SignedCheckpoint, export_evidence, make_checkpoint, signer_of
from padu.platform.settings import Settings
from padu.platform.unit_of_work import open_database


def run(settings: Settings, file: Path, *, console: Console) -> int:
    """Make a checkpoint if there is anything new, then write all evidence into `file`; an earlier file is replaced whole."""
    signer = signer_of(settings.home)
    url = open_databases(settings).market_url
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "wb") as out:
            newest = asyncio.run(_export(url, signer, out))
        Path(fresh).replace(file)
    finally:
        Path(fresh).unlink(missing_ok=True)
    console.print(Text(f"{newest.size:,} entries, signed, are in {file}"), soft_wrap=True)
    console.print(Text(f"The key to verify them with: {format_verifier(signer.verifier)}"), soft_wrap=True)
    return 0


async def _export(url: str, signer: Signer, out: BinaryIO) -> SignedCheckpoint:
    database = open_database(url, SystemClock())
    try:
        async with database.unit_of_work() as uow:
            await make_checkpoint(uow, signer)
        # After the commit: no file holds a checkpoint that the log does not.
        async with database.unit_of_work() as uow:
            return await export_evidence(uow, signer.verifier, out)
    finally:
        await database.close()
