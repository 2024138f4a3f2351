"""What the server wrote about itself: settings that bound it, and what its last words mean."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from padu.kernel.errors import PaduError
from padu.platform.postgres.folders import Folders, disk_full

_KEPT = 10  # files of 10 MB
_NO_ROOM = 1_000_000  # bytes free below which a wordless end is put down to the disk

SETTINGS: Mapping[str, str] = {
    "logging_collector": "on",
    "log_filename": "postgres-%Y-%m-%dT%H%M%S.log",
    "log_rotation_size": "10MB",
    "log_rotation_age": "1d",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "lc_messages": "C",  # the patterns below read English
}

# The first that fits names the error. The phrases are PostgreSQL's own (xlog.c, xlogrecovery.c, controldata_utils.c, miscinit.c, fd.c).
_MEANINGS: tuple[tuple[str, str], ...] = (
    ("postgres.disk_full", r"No space left on device|Disk quota exceeded"),
    ("postgres.wrong_version", r"data directory was initialized by PostgreSQL version|CATALOG_VERSION_NO|PG_CONTROL_VERSION \d{3,4},"),
    ("postgres.folder_closed", r"Permission denied|has wrong ownership|has invalid permissions|Read-only file system"),
    (
        "postgres.data_damaged",
        (
            r"checkpoint record|checksum in control file|control file contains invalid|pg_control|is not a valid data directory"
            r"|invalid page|incorrect checksum|could not find the database system|database files are incompatible"
            r"|required WAL directory|could not (?:open|read|access|stat) (?:file|directory) \"(?:base|global|pg_\w+)"
            r"|invalid data in file|WAL ends before|PANIC: |could not access status of transaction"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class LogMark:
    """How long each file of the log was at a moment, so that later only what came after is read."""

    sizes: Mapping[Path, int]


def mark_log(folders: Folders) -> LogMark:
    """Where the log ends now."""
    return LogMark({file: file.stat().st_size for file in _files(folders)})


def written_since(folders: Folders, mark: LogMark, *, longest: int = 200_000) -> str:
    """What the server wrote after `mark`, at most its last `longest` bytes."""
    parts: list[bytes] = []
    for file in _files(folders):
        with file.open("rb") as stream:
            stream.seek(max(mark.sizes.get(file, 0), file.stat().st_size - longest))
            parts.append(stream.read())
    return b"".join(parts)[-longest:].decode(errors="replace")


def last_life(folders: Folders) -> str:
    """What the server wrote since it last came up, or failed to."""
    text = written_since(folders, LogMark({}))
    return text[max(text.rfind("starting PostgreSQL"), 0) :]


def prune_log(folders: Folders) -> None:
    """Keep the newest files only; the server starts a new one with every start, day and 10 MB."""
    for file in _files(folders)[:-_KEPT]:
        file.unlink(missing_ok=True)


def meaning(reason: str) -> str:
    """The code of the error that these words of the server tell of; `postgres.cannot_start` when they tell of none."""
    return next((code for code, phrases in _MEANINGS if re.search(phrases, reason)), "postgres.cannot_start")


def explain(folders: Folders, text: str) -> PaduError:
    """The error that the server's last words tell of."""
    reason = _reason(text)
    code = meaning(reason)
    if code == "postgres.cannot_start" and not reason and shutil.disk_usage(folders.base).free < _NO_ROOM:
        code = "postgres.disk_full"  # there was not even room to say so
    if code == "postgres.disk_full":
        return disk_full(str(folders.data), reason)
    todo = {
        "postgres.wrong_version": "use the version of Padu that made this folder, dump there with pg_dump, and load the dump here",
        "postgres.data_damaged": "stop using this folder, keep a copy of it, and restore a backup; nothing was changed by this start",
        "postgres.folder_closed": "give the folder back to the user that PostgreSQL runs as, with mode 0700",
    }.get(code, "read the log there; start again when its cause is gone")
    said = reason or text.strip()[-500:] or "it ended without a word"
    return PaduError(code, f"PostgreSQL could not start: {said}", where=f"{folders.data}, log in {folders.log}", todo=todo)


def _reason(text: str) -> str:
    """The lines that tell why, without time and process: what was fatal, with its details."""
    lines = [re.sub(r"^\S+ \S+ UTC \[\d+\] ", "", line) for line in text.splitlines()]
    grave = [
        line
        for line in lines
        if re.match(r"(PANIC|FATAL|ERROR):|\S*initdb: error|postgres: could not|.*could not write|.*No space left", line)
    ]
    # Clients that knocked meanwhile, among them we ourselves, are turned away by FATAL lines that tell nothing.
    telling = [line for line in grave if not re.search(r"the database system is|terminating connection", line)]
    details = [line for line in lines if re.match(r"\s*(DETAIL|HINT):", line)]
    return " ".join(dict.fromkeys([*telling[-3:], *(details[-2:] if telling else [])]))


def _files(folders: Folders) -> list[Path]:
    try:
        return sorted(folders.log.glob("postgres-*.log"))
    except FileNotFoundError:
        return []
