"""Say in a person's words what the machine or the database did to us."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import psycopg
from sqlalchemy.exc import DBAPIError

from padu.kernel.errors import PaduError

_ROOM = 32 * 1024 * 1024  # PostgreSQL asks for one 16 MiB segment of its log at a time
_SAFE = "nothing is half-written: put it right and run the same command again, it goes on where it was"


def explain_fault(error: BaseException, home: Path) -> PaduError | None:
    """The error that a fault of the disk, the database or its server deserves; None for what is no such fault.

    `home` is where the embedded server would be, which may know better why it went away.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.errors.DiskFull):
        return PaduError("database.disk_full", f"the database's disk is full: {_first_line(cause)}", todo=f"make room; {_SAFE}")
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return PaduError(
            "database.denied", f"the database refused: {_first_line(cause)}", todo="see `padu db create` for the roles' rights"
        )
    if isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError)):
        return _explain_gone(_first_line(cause), home)
    if isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}:
        return PaduError("disk.full", "the disk is full", where=str(cause.filename or ""), todo=f"make room; {_SAFE}")
    if isinstance(cause, PermissionError):
        return PaduError(
            "disk.denied", "this may not be read or written", where=str(cause.filename or ""), todo="change its owner or its mode"
        )
    return None


def _explain_gone(said: str, home: Path) -> PaduError:
    """A server that cannot write its log ends at once, and only its own folder tells that the disk was full."""
    if home.exists() and shutil.disk_usage(home).free < _ROOM:
        return PaduError("database.disk_full", "the database stopped because its disk is full", where=str(home), todo=f"make room; {_SAFE}")
    return PaduError("database.gone", f"the database went away: {said}", todo=f"see `padu db status`; {_SAFE}")


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
