"""`postmaster.pid`, read as what it is: a hint that may be stale, cut short or garbage, never a proof."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_LINES = 5  # process, data folder, start time, port, socket folder; written at once. The status is the eighth, written later


@dataclass(frozen=True, slots=True)
class PidFile:
    """What a postmaster wrote when it took the data folder. `ready` says that it took connections at some time since."""

    pid: int
    port: int
    socket_folder: Path
    ready: bool


def read_pid_file(data: Path) -> PidFile | None:
    """The file's content, or None when it is missing, empty, cut short or not what PostgreSQL writes (miscadmin.h, LOCK_FILE_LINE_*)."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < _LINES or not (lines[0].isdecimal() and lines[3].isdecimal() and lines[4].startswith("/")):
        return None
    status = lines[7].strip() if len(lines) > 7 else ""
    return PidFile(int(lines[0]), int(lines[3]), Path(lines[4]), ready=status == "ready")
