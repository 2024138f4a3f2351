"""What the supervision of the embedded server gives back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered and proved that it serves the data below `home`.

    `admin_url` is a superuser's URL that psycopg and SQLAlchemy both read. `pid` is the postmaster's process.
    `version` counts as PostgreSQL does: 180006 is 18.6.
    """

    home: Path
    admin_url: str
    pid: int
    socket_folder: Path
    version: int


class State(StrEnum):
    """How the embedded server fares."""

    RUNNING = "running"
    STOPPED = "stopped"
    RECOVERING = "recovering"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Status:
    """How the server below `home` fares, and why.

    `reason` is an English sentence; `code` is set when broken, with the code that `start` would raise. `server` is
    set when running. `log_folder` holds what the server wrote.
    """

    state: State
    reason: str
    home: Path
    log_folder: Path
    server: Server | None = None
    code: str = ""
