"""Make the data folder, whole or not at all, and judge the one that is there."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping

from padu.kernel.errors import PaduError
from padu.platform.postgres.account import Account, run_as
from padu.platform.postgres.binaries import Binaries
from padu.platform.postgres.folders import Folders, make_closed
from padu.platform.postgres.log import explain
from padu.platform.postgres.processes import end_makers

_FRESH = ".data-"


def data_version(folders: Folders) -> str | None:
    """The major version that made the data folder; None when there is none yet.

    Raises `postgres.data_damaged` for a folder that is neither empty nor a database's.
    """
    try:
        text = (folders.data / "PG_VERSION").read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        if folders.data.is_dir() and any(folders.data.iterdir()):
            raise _damaged(folders, "it holds files but no PG_VERSION") from None
        return None
    if not text.isdecimal():
        raise _damaged(folders, f"its PG_VERSION says {text!r}")
    return text


def check_data_version(folders: Folders, binaries: Binaries) -> None:
    """Raise `postgres.wrong_version` when another major version made the data folder; nothing is touched."""
    found = data_version(folders)
    if found is not None and int(found) != binaries.major:
        raise PaduError(
            "postgres.wrong_version",
            f"the data folder was made by PostgreSQL {found}, and the programs here are PostgreSQL {binaries.version}",
            where=str(folders.data),
            todo=f"dump it with PostgreSQL {found} and load the dump into a new home; the folder was left as it is",
        )


def make_data(folders: Folders, account: Account, binaries: Binaries, options: Mapping[str, str]) -> None:
    """Run initdb into a folder of its own beside the place, then rename it there: a killed initdb leaves nothing in the way.

    UTF-8 with PostgreSQL's own C.UTF-8 order (the same on every machine), checksums on, the superuser `postgres` trusted
    on the closed socket and refused everywhere else. `wal_segment_size` among the options holds from here on for good.
    """
    for leftover in folders.base.glob(f"{_FRESH}*"):
        end_makers(leftover)
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = folders.base / f"{_FRESH}{uuid.uuid4().hex[:8]}"
    make_closed(fresh, account)
    command = [
        *(binaries.folder / "initdb", "-D", fresh, "--username=postgres", "--auth-local=trust", "--auth-host=reject"),
        *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions"),
        *([f"--wal-segsize={options['wal_segment_size'].removesuffix('MB')}"] if "wal_segment_size" in options else []),
        *(["--no-sync"] if options.get("fsync") == "off" else []),
    ]
    answer = run_as(account, [*command, "--locale=C.UTF-8"])
    if answer.returncode and b"locale" in answer.stderr:  # a system without C.UTF-8; only the system library's own texts change
        answer = run_as(account, [*command, "--locale=C"])
    if answer.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise explain(folders, answer.stderr.decode(errors="replace"))
    fresh.rename(folders.data)
    descriptor = os.open(folders.base, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(folders: Folders, why: str) -> PaduError:
    return PaduError(
        "postgres.data_damaged",
        f"the data folder is not a database's: {why}",
        where=str(folders.data),
        todo="restore it from a backup, or move it away to begin anew; it was left as it is",
    )
