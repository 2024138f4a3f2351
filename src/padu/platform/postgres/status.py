"""Tell how the server of a home fares, without changing anything and without waiting."""

from __future__ import annotations

import time
from pathlib import Path

import psutil

from padu.kernel.errors import PaduError
from padu.platform.postgres import log
from padu.platform.postgres.ask import ask
from padu.platform.postgres.binaries import wheel_binaries
from padu.platform.postgres.folders import Folders, folders_of, plain_errors
from padu.platform.postgres.initialise import check_data_version, data_version
from padu.platform.postgres.pid_file import read_pid_file
from padu.platform.postgres.processes import holders_of
from padu.platform.postgres.types import Server, State, Status

_YOUNG = 2  # seconds within which a postmaster has written its pid file


def status(home: Path) -> Status:
    """Running, stopped, recovering or broken, with the reason."""
    folders = folders_of(home)
    try:
        with plain_errors(folders):
            return _status(folders)
    except PaduError as error:
        return _told(folders, State.BROKEN, error.what, code=error.code)


def _status(folders: Folders) -> Status:
    check_data_version(folders, wheel_binaries())
    holders = holders_of(folders.data)
    if holders.postmaster is not None:
        return _status_of_running(folders, holders.postmaster)
    if data_version(folders) is None:
        return _told(folders, State.STOPPED, "it was never started here")
    words = log.last_life(folders)
    if "aborting startup" in words:
        error = log.explain(folders, words)
        return _told(folders, State.BROKEN, error.what, code=error.code)
    if holders.others or (folders.data / "postmaster.pid").exists():
        return _told(folders, State.STOPPED, "it ended without being stopped; the next start recovers everything that was committed")
    return _told(folders, State.STOPPED, "it was stopped")


def _status_of_running(folders: Folders, postmaster: psutil.Process) -> Status:
    pid = postmaster.pid
    pid_file = read_pid_file(folders.data)
    if pid_file is None or pid_file.pid != pid:
        if time.time() - postmaster.create_time() < _YOUNG:
            return _told(folders, State.RECOVERING, "it is starting up")
        return _told(folders, State.BROKEN, f"process {pid} has lost its pid file; start mends it", code="postgres.cannot_start")
    if not pid_file.ready:
        return _told(folders, State.RECOVERING, "it is starting up or recovering from a crash")
    answer = ask(folders, pid_file)
    if answer.server is not None:
        return _told(folders, State.RUNNING, f"process {pid} answers", server=answer.server)
    if answer.coming or answer.leaving:
        return _told(folders, State.RECOVERING if answer.coming else State.STOPPED, answer.reason)
    return _told(folders, State.BROKEN, answer.reason, code=log.meaning(answer.reason))


def _told(folders: Folders, state: State, reason: str, *, server: Server | None = None, code: str = "") -> Status:
    return Status(state, reason, folders.home, folders.log, server, code)
