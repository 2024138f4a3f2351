"""Which processes hold a data folder, found by what they are and never by a process id alone.

Every process of a PostgreSQL server stands in its data folder (`chdir` at start), so the kernel itself says who holds it.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from padu.kernel.errors import PaduError
from padu.platform.postgres.folders import Folders

_GONE = (psutil.NoSuchProcess, psutil.ZombieProcess)


@dataclass(frozen=True, slots=True)
class Holders:
    """The live processes on a data folder: the postmaster, if it lives, and all the others."""

    postmaster: psutil.Process | None
    others: tuple[psutil.Process, ...]

    @property
    def everyone(self) -> tuple[psutil.Process, ...]:
        """The postmaster first."""
        return ((self.postmaster,) if self.postmaster else ()) + self.others


def holders_of(data: Path) -> Holders:
    """Look at every process of this machine. A zombie holds nothing; a folder deleted under a server still counts."""
    places = {str(data), f"{data} (deleted)"}
    found: list[psutil.Process] = []
    postmasters: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if process.name() != "postgres" or not alive(process):
                continue
            words = process.cmdline()
            named = _data_argument(words) == str(data)
            if named or process.cwd() in places:
                found.append(process)
            if named or (words and Path(words[0]).name == "postgres" and process in found):
                postmasters.append(process)
        except (*_GONE, psutil.AccessDenied):  # gone meanwhile, or another user's and so not on our data
            continue
    # A child that was forked this moment still carries its parent's words; the parent is the postmaster.
    children = {process.pid for process in postmasters if _parent(process) in {other.pid for other in postmasters}}
    postmaster = next((process for process in postmasters if process.pid not in children), None)
    return Holders(postmaster, tuple(process for process in found if process != postmaster))


def alive(process: psutil.Process) -> bool:
    """Whether this very process, not a later one with its number, still runs."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except _GONE:
        return False


def end(processes: Sequence[psutil.Process], how: signal.Signals, wait_seconds: float) -> list[psutil.Process]:
    """Send a signal to proven processes and wait; gives back those that are still there."""
    for process in processes:
        try:
            process.send_signal(how)  # psutil refuses when the number was given to another process meanwhile
        except _GONE:
            continue
    return wait_gone(processes, wait_seconds)


def wait_gone(processes: Sequence[psutil.Process], wait_seconds: float) -> list[psutil.Process]:
    """Wait until the processes are gone; gives back those that stayed."""
    until = time.monotonic() + wait_seconds
    while (left := [process for process in processes if alive(process)]) and time.monotonic() < until:
        time.sleep(0.02)
    return left


def end_leftovers(folders: Folders, *, patience: float = 2) -> None:
    """See that nothing holds the data folder any more.

    Children of a killed postmaster notice its death and go by themselves, but a busy one may work on for long. They are
    ended before a new server may touch the data; what a client was told to be committed is in the log by then.
    Raises `postgres.cannot_start` when one cannot be ended.
    """
    left = wait_gone(holders_of(folders.data).everyone, patience)
    for how in (signal.SIGQUIT, signal.SIGKILL):
        if left:
            left = end(left, how, patience)
    left = [*holders_of(folders.data).everyone]
    if left:
        raise PaduError(
            "postgres.cannot_start",
            f"processes of an earlier server cannot be ended: {', '.join(str(process.pid) for process in left)}",
            where=str(folders.data),
            todo="end them, or start the machine again",
        )


def end_makers(fresh: Path, *, patience: float = 5) -> None:
    """End an initdb whose starter was killed, and the servers that it runs: else it would go on filling what we remove."""
    makers: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if process.name() == "initdb" and str(fresh) in process.cmdline():
                makers.append(process)
        except (*_GONE, psutil.AccessDenied):
            continue
    end(makers, signal.SIGKILL, patience)
    end(holders_of(fresh).everyone, signal.SIGKILL, patience)


def recovery_work(postmaster: psutil.Process) -> tuple[float, ...]:
    """What recovery has done so far (seconds of processor, bytes read and written); it changes while there is progress.

    Replay is the startup process's; at its end the checkpointer writes everything out.
    """
    work: list[float] = []
    try:
        for child in postmaster.children():
            if re.match(r"postgres: (startup|checkpointer|io worker)", " ".join(child.cmdline())):
                times, transfer = child.cpu_times(), child.io_counters()
                work += [child.pid, times.user + times.system, transfer.read_chars + transfer.write_chars]
    except (*_GONE, psutil.AccessDenied):
        pass
    return tuple(work)


def _data_argument(words: Sequence[str]) -> str | None:
    if not words or Path(words[0]).name != "postgres" or "-D" not in words[:-1]:
        return None
    return os.path.realpath(words[words.index("-D") + 1])


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except _GONE:
        return 0
