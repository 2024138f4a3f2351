"""Start the server, attach to a healthy one, or recover a dead one: always one server for one home."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from padu.kernel.errors import PaduError
from padu.platform.postgres import log
from padu.platform.postgres.account import Account, choose_account
from padu.platform.postgres.binaries import Binaries, binaries_for, wheel_binaries
from padu.platform.postgres.folders import (
    PORT,
    Folders,
    folders_of,
    locked,
    make_base,
    make_closed,
    plain_errors,
    server_lock,
)
from padu.platform.postgres.initialise import check_data_version, data_version, make_data
from padu.platform.postgres.launch import ServerEndedError, Tell, launch, wait_until_ready
from padu.platform.postgres.pid_file import PidFile, read_pid_file
from padu.platform.postgres.processes import alive, end, end_leftovers, holders_of
from padu.platform.postgres.types import Server


def _silent(_: str) -> None:
    return None


def start(home: Path, *, options: Mapping[str, str] | None = None, wait_seconds: float = 300, tell: Tell = _silent) -> Server:
    """Give the running server of `home`; it survives us, and everything committed survives it.

    Idempotent, and safe from many processes at once: the first starts, the others attach. A server that runs already is
    kept as it is, also when `options` (settings of PostgreSQL, e.g. `{"fsync": "off"}`) differ from those it was started
    with; they count from the next start on. `wal_segment_size` (e.g. `1MB`) counts when the data folder is made.
    `wait_seconds` bounds the time without progress, not a recovery that advances. `tell` is called about once a second
    with an English sentence while it waits.

    As root the server runs as an unprivileged user, which must be able to reach `home`: a home below a closed folder such
    as /root is the error `postgres.folder_closed`; no folder that exists is ever opened wider.

    Raises PaduError `postgres.wrong_version`, `.disk_full`, `.data_damaged`, `.folder_closed`, `.no_binaries`, `.no_user`,
    or `.cannot_start` for everything else.
    """
    folders = folders_of(home)
    with plain_errors(folders):
        check_data_version(folders, wheel_binaries())
        account = choose_account(folders.data)
        make_base(folders, account)
        with locked(folders.start_lock):
            return _attach(folders, wait_seconds, tell) or _start(folders, account, options or {}, wait_seconds, tell)


def _attach(folders: Folders, wait_seconds: float, tell: Tell) -> Server | None:
    """The healthy server on our data folder; None when there is none, after an unreachable one was shut down."""
    postmaster = holders_of(folders.data).postmaster
    if postmaster is None:
        return None
    if not _settles(folders, postmaster):
        # Without its pid file the postmaster gives up by itself within a minute; without its socket nobody can reach it.
        tell(f"the server (process {postmaster.pid}) has lost its pid file or socket and is started anew")
        if end([postmaster], signal.SIGINT, wait_seconds):
            raise PaduError(
                "postgres.cannot_start",
                f"a server (process {postmaster.pid}) that cannot be reached does not end",
                where=str(folders.data),
                todo="end it: padu db stop --immediate",
            )
        return None
    try:
        server = wait_until_ready(folders, postmaster, wait_seconds, tell)
    except ServerEndedError:  # it was shutting down, or could not recover; starting anew tells which
        return None
    log.prune_log(folders)
    return server


def _settles(folders: Folders, postmaster: psutil.Process) -> bool:
    """Whether a postmaster without a fitting pid file is only young (or leaving): it gets two seconds to show either."""
    until = time.monotonic() + 2
    while time.monotonic() < until and alive(postmaster):
        pid_file = read_pid_file(folders.data)
        if pid_file is not None and pid_file.pid == postmaster.pid and (not pid_file.ready or _socket_of(pid_file).exists()):
            return True
        time.sleep(0.05)
    return not alive(postmaster)


def _socket_of(pid_file: PidFile) -> Path:
    return pid_file.socket_folder / f".s.PGSQL.{pid_file.port}"


def _start(folders: Folders, account: Account, options: Mapping[str, str], wait_seconds: float, tell: Tell) -> Server:
    binaries: Binaries = binaries_for(account)
    end_leftovers(folders)
    with server_lock(folders.server_lock) as lock:
        if lock is None:
            raise PaduError(
                "postgres.cannot_start",
                "a process that this machine does not show holds the data folder, perhaps in another container",
                where=str(folders.data),
                todo="stop it there first",
            )
        for folder in (folders.log, folders.socket):
            make_closed(folder, account)
        if data_version(folders) is None:
            tell("making a new database")
            make_data(folders, account, binaries, options)
        # Nothing holds the data folder: whatever these files say, they are stale.
        for stale in (folders.data / "postmaster.pid", *(folders.socket / f".s.PGSQL.{PORT}{end}" for end in ("", ".lock"))):
            stale.unlink(missing_ok=True)
        log.prune_log(folders)
        launched = launch(folders, account, binaries, options, lock)
    try:
        if launched.process is None:
            raise log.explain(folders, launched.words(folders))
        return wait_until_ready(folders, launched.process, wait_seconds, tell)
    except ServerEndedError:
        raise log.explain(folders, launched.words(folders)) from None
    finally:
        os.close(launched.first_words)
