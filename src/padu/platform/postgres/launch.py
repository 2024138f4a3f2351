"""Launch a postmaster that outlives us, and wait for a server as long as it makes progress."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psutil

from padu.kernel.errors import PaduError
from padu.platform.postgres import log
from padu.platform.postgres.account import Account, run_as
from padu.platform.postgres.ask import ask
from padu.platform.postgres.binaries import Binaries
from padu.platform.postgres.folders import PORT, Folders
from padu.platform.postgres.pid_file import read_pid_file
from padu.platform.postgres.processes import alive, recovery_work
from padu.platform.postgres.types import Server

Tell = Callable[[str], None]

# Backgrounded by a shell that ends at once: the postmaster becomes init's child, so it outlives us and never stays our zombie.
_DETACH = '"$@" >&2 & echo $!'
_LOOK = 0.5  # seconds between two looks at what recovery has done, which costs more than asking the server


class ServerEndedError(Exception):
    """The server that was waited for ended on its own."""


@dataclass(frozen=True, slots=True)
class Launched:
    """A postmaster on its way up, the file with its first words (before its log collector runs), and where its log began."""

    process: psutil.Process | None
    first_words: int
    mark: log.LogMark

    def words(self, folders: Folders) -> str:
        """Everything it has said so far."""
        return os.pread(self.first_words, 100_000, 0).decode(errors="replace") + log.written_since(folders, self.mark)


def settings_of(folders: Folders, options: Mapping[str, str]) -> dict[str, str]:
    """The settings of the server: closed socket only, a bounded log, and then the caller's options."""
    quoted = str(folders.socket).replace('"', '""')
    return {
        "listen_addresses": "",
        "unix_socket_directories": f'"{quoted}"',
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "timezone": "UTC",
        "log_directory": str(folders.log),
        **log.SETTINGS,
        **{name: value for name, value in options.items() if name != "wal_segment_size"},
    }


def launch(folders: Folders, account: Account, binaries: Binaries, options: Mapping[str, str], lock: int) -> Launched:
    """Start the postmaster; it inherits `lock`, the descriptor of the server's lock, and keeps it for all its life."""
    first_words = os.memfd_create("padu-postgres")  # in memory: a full disk must be able to say so
    mark = log.mark_log(folders)
    command = [binaries.folder / "postgres", "-D", folders.data]
    for name, value in settings_of(folders, options).items():
        command += ["-c", f"{name}={value}"]
    answer = run_as(account, ["/bin/sh", "-c", _DETACH, "sh", *command], stderr=first_words, keep_open=[lock])
    try:
        process = psutil.Process(int(answer.stdout))
    except (psutil.NoSuchProcess, ValueError):
        process = None
    return Launched(process, first_words, mark)


def wait_until_ready(folders: Folders, process: psutil.Process, wait_seconds: float, tell: Tell) -> Server:
    """Wait until `process` serves our data folder and proved it.

    A recovery may take hours: it is waited for as long as it makes progress, and `wait_seconds` bounds only the time
    without any. Raises ServerEndedError when the process ends, `postgres.cannot_start` when it stands still, and what it says
    when it is up but turns everybody away (a full disk). It is then left alone, so that a later start can attach to it.
    """
    begun = last_progress = last_looked = last_told = time.monotonic()
    work = recovery_work(process)
    reason, coming = "it has not taken its data folder yet", False
    while alive(process):
        pid_file = read_pid_file(folders.data)
        if pid_file is not None and pid_file.pid == process.pid:
            reason, coming = "it is starting up", True
            if pid_file.ready:
                answer = ask(folders, pid_file)
                if answer.server is not None:
                    return answer.server
                reason, coming = answer.reason, answer.coming
                if log.meaning(reason) != "postgres.cannot_start":  # up, but turning everybody away for a cause that waiting does not mend
                    raise log.explain(folders, reason[reason.find("FATAL") :])
        now = time.monotonic()
        if now - last_looked > min(_LOOK, wait_seconds / 4):
            last_looked = now
            if (done := recovery_work(process)) != work:
                work, last_progress = done, now
        if now - last_progress > wait_seconds:
            raise PaduError(
                "postgres.cannot_start",
                f"the server (process {process.pid}) made no progress for {wait_seconds:g} s: {reason}",
                where=f"{folders.data}, log in {folders.log}",
                todo="wait and start again (it was left running), or end it: padu db stop --immediate",
            )
        if now - last_told > 1:
            last_told = now
            tell(f"{'recovering' if coming else 'waiting'} for {now - begun:.0f} s: {reason}")
        time.sleep(0.02 if now - begun < 2 else 0.2)
    raise ServerEndedError
