"""Where the server's files lie below a home, and how those folders are made without loosening anybody else's.

HOME/postgres/            ours (0700; as root 0755, owned by root, so that the server's user can pass)
    data/  log/  run/     0700, owned by the server's user
    start.lock            held while somebody starts or stops the server
    server.lock           inherited by the server and its children: free only when the last of them is gone
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from padu.kernel.errors import PaduError
from padu.platform.postgres.account import Account, closed_to

PORT = 5432  # only the name of the socket's file: nothing listens on the network
_LONGEST_SOCKET = 107  # bytes of a unix socket's path, without its closing zero (sockaddr_un of Linux)


@dataclass(frozen=True, slots=True)
class Folders:
    """The places of one server. `socket` lies below `base` unless that cannot be a socket's path."""

    home: Path
    base: Path
    data: Path
    log: Path
    socket: Path
    start_lock: Path
    server_lock: Path


def folders_of(home: Path) -> Folders:
    """The places below `home`; makes nothing. Two names of one folder give the same places."""
    real = Path(os.path.realpath(home))
    base = real / "postgres"
    return Folders(real, base, base / "data", base / "log", _socket_folder(base), base / "start.lock", base / "server.lock")


def _socket_folder(base: Path) -> Path:
    """Below `base`, unless the path is too long for a socket or holds what a URL's host cannot (libpq reads a comma as a list)."""
    near = base / "run"
    if str(near).isascii() and "," not in str(near) and len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET:
        return near
    mark = hashlib.sha256(os.fsencode(base)).hexdigest()[:16]
    return Path(f"/run/padu-{mark}") if os.geteuid() == 0 else Path(f"/tmp/padu-{os.geteuid()}-{mark}")  # noqa: S108 - checked in make_closed


def make_base(folders: Folders, account: Account) -> None:
    """Make the home and `postgres` below it where missing, and see that the server's user can get there.

    Folders that exist keep their permissions. Raises `postgres.folder_closed` with the folder that is closed.
    """
    mode = 0o755 if account.dropped else 0o700
    for step in (*reversed(folders.home.parents), folders.home, folders.base):
        if not step.exists():
            if (closed := closed_to(account, step.parent)) is not None:
                raise _closed(account, closed)
            make_folder(step, mode)
    if (closed := closed_to(account, folders.base)) is not None:
        raise _closed(account, closed)


def make_folder(folder: Path, mode: int, *, parents: bool = False) -> None:
    """Make a folder with exactly this mode, whatever the umask; one that exists is left as it is."""
    if parents and not folder.parent.exists():
        make_folder(folder.parent, mode, parents=True)
    try:
        folder.mkdir(mode)
    except FileExistsError:
        return
    folder.chmod(mode)


def make_closed(folder: Path, account: Account) -> None:
    """Make a folder that only the server's user may enter, or accept the one that is there if it is just that.

    A socket folder may lie in a place where others can make folders too; one that is not ours is refused.
    """
    make_folder(folder, 0o700)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() != account.uid:
        os.chown(folder, account.uid, account.gid)
        found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise PaduError(
            "postgres.folder_closed",
            f"{folder} is not a folder of the user {account.name} alone",
            where=str(folder),
            todo=f"remove it, or: chown {account.name} {folder} && chmod 700 {folder}",
        )


@contextmanager
def locked(file: Path, *, patience: float | None = None) -> Generator[None]:
    """Hold `file`'s lock; it falls with our process. With `patience`, go on without it after that many seconds."""
    descriptor = _open_lock(file)
    try:
        if patience is None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        else:
            until = time.monotonic() + patience
            while not _try_lock(descriptor) and time.monotonic() < until:
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def server_lock(file: Path) -> Generator[int | None]:
    """Try to hold the lock that a server inherits; gives its descriptor, or None while some process of a server holds it.

    A lock of this kind belongs to the open file, not to a process: handed to the server, it stays held until the server
    and every child of it is gone, also those that this machine does not show us (another container on the same volume).
    """
    descriptor = _open_lock(file)
    try:
        yield descriptor if _try_lock(descriptor) else None
    finally:
        os.close(descriptor)


def _open_lock(file: Path) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    owner = file.parent.stat()
    if os.geteuid() == 0 and os.fstat(descriptor).st_uid != owner.st_uid:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)  # root helping out in a user's home must not lock the user out
    return descriptor


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def plain_errors(folders: Folders) -> Generator[None]:
    """Turn what the operating system refuses into errors with our codes."""
    try:
        yield
    except OSError as error:
        where = str(error.filename or folders.home)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise disk_full(where) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR}:
            raise PaduError(
                "postgres.folder_closed",
                f"{where} cannot be used: {error.strerror}",
                where=where,
                todo="choose another home by PADU_HOME, or change its permissions",
            ) from error
        raise


def disk_full(where: str, reason: str = "") -> PaduError:
    """The error of a full disk; nothing that was committed is lost by it."""
    return PaduError(
        "postgres.disk_full",
        f"the disk that holds the database is full{f': {reason}' if reason else ''}",
        where=where,
        todo="free space and start again; every committed row is still there",
    )


def _closed(account: Account, folder: Path) -> PaduError:
    who = f"the user {account.name}, which PostgreSQL runs as because we are root," if account.dropped else f"the user {account.name}"
    return PaduError(
        "postgres.folder_closed",
        f"{who} may not enter {folder}",
        where=str(folder),
        todo="set PADU_HOME to a folder that others may pass, for example /var/lib/padu; we never open a folder that we did not make",
    )
