"""Stop the server of a home."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Literal

from padu.kernel.errors import PaduError
from padu.platform.postgres.folders import Folders, folders_of, locked, plain_errors
from padu.platform.postgres.processes import end, end_leftovers, holders_of


def stop(home: Path, *, mode: Literal["fast", "immediate"] = "fast", wait_seconds: float = 300) -> bool:
    """Stop the server; True when one was there. Makes nothing where there is none.

    `fast` ends sessions and writes everything out; `immediate` ends at once and leaves a recovery to the next start. Neither
    loses what was committed. Only processes proven to hold this data folder get a signal. Raises `postgres.cannot_stop`.
    """
    folders = folders_of(home)
    with plain_errors(folders):
        if not folders.start_lock.exists():
            return False
        # A start that waits for a long recovery holds the lock; after some patience the stop goes ahead, and that start tells so.
        with locked(folders.start_lock, patience=10):
            holders = holders_of(folders.data)
            if not holders.everyone:
                return False
            if holders.postmaster is not None:
                left = end([holders.postmaster], signal.SIGINT if mode == "fast" else signal.SIGQUIT, _limit(mode, wait_seconds))
                if left and mode == "fast":
                    raise PaduError(
                        "postgres.cannot_stop",
                        f"the server (process {holders.postmaster.pid}) is still there after {wait_seconds:g} s",
                        where=str(folders.data),
                        todo="wait, or end it without writing out: padu db stop --immediate",
                    )
                end(left, signal.SIGKILL, 5)
            end_leftovers(folders)
            _remove_far_socket_folder(folders)
    return True


def _limit(mode: str, wait_seconds: float) -> float:
    return wait_seconds if mode == "fast" else min(wait_seconds, 10)  # the postmaster itself kills its children after 5 s


def _remove_far_socket_folder(folders: Folders) -> None:
    if folders.socket.parent != folders.base and folders.socket.is_dir() and not any(folders.socket.iterdir()):
        folders.socket.rmdir()
