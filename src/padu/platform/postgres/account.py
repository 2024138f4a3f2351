"""The unprivileged user that the server runs as, and how our programs are run as that user.

PostgreSQL refuses to run as root. An ordinary user runs it as themselves; root drops to a user without rights.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from padu.kernel.errors import PaduError

NAME = "padu"


@dataclass(frozen=True, slots=True)
class Account:
    """Who the server runs as. `dropped` says that we are root and become this user for it."""

    uid: int
    gid: int
    name: str
    dropped: bool


def choose_account(data: Path) -> Account:
    """Ourselves when not root. As root: the owner of an existing data folder, else `padu`, `postgres` or `nobody`.

    `padu` is made where `useradd` is at hand. initdb wants a user with a name, so a bare number will not do.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), _name_of(os.geteuid()), dropped=False)
    if (owner := _owner(data)) is not None:
        return owner
    for name in (NAME, "postgres", "nobody"):
        if (account := _named(name)) is not None:
            return account
        if name == NAME and (account := _create()) is not None:
            return account
    raise PaduError(
        "postgres.no_user",
        "PostgreSQL does not run as root, and there is no user to run it as",
        todo=f"create one: useradd --system --no-create-home --shell /usr/sbin/nologin {NAME}",
    )


def run_as(
    account: Account,
    command: Sequence[str | Path],
    *,
    stderr: int | IO[bytes] = subprocess.PIPE,
    keep_open: Iterable[int] = (),
    folder: Path = Path("/"),
) -> subprocess.CompletedProcess[bytes]:
    """Run a program as `account`, in a session of its own and with a clean environment; it is never passed through a shell.

    `keep_open` are file descriptors that it inherits. Raises PaduError `postgres.cannot_start` when we may not become that user.
    """
    environment: Mapping[str, str] = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    try:
        return subprocess.run(  # noqa: S603 - programs of our own choosing, arguments as a list
            [str(word) for word in command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            pass_fds=tuple(keep_open),
            cwd=folder,
            env=environment,
            start_new_session=True,
            umask=0o077,
            user=account.uid if account.dropped else None,
            group=account.gid if account.dropped else None,
            extra_groups=[] if account.dropped else None,
        )
    except subprocess.SubprocessError as error:
        raise PaduError(
            "postgres.cannot_start",
            f"this process is root but may not become the user {account.name} ({account.uid}): {error}",
            todo="run as an ordinary user, or allow root to change its user",
        ) from error


def closed_to(account: Account, folder: Path) -> Path | None:
    """The first folder on the way to `folder`, itself included, that `account` may not enter; None when the way is open.

    Asked of the kernel as that user, so that access lists count too.
    """
    if not account.dropped:
        return next((step for step in _way(folder) if step.is_dir() and not os.access(step, os.X_OK)), None)
    script = 'for f do [ -d "$f" ] && [ -x "$f" ] || { printf %s "$f"; exit 1; }; done'
    answer = run_as(account, ["/bin/sh", "-c", script, "sh", *(step for step in _way(folder) if step.is_dir())])
    return Path(os.fsdecode(answer.stdout)) if answer.returncode else None


def _way(folder: Path) -> list[Path]:
    return [*reversed(folder.parents), folder]


def _owner(data: Path) -> Account | None:
    try:
        found = data.stat()
    except FileNotFoundError:
        return None
    return Account(found.st_uid, found.st_gid, _name_of(found.st_uid), dropped=True) if found.st_uid else None


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid, name, dropped=True) if entry.pw_uid else None


def _create() -> Account | None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        return None
    subprocess.run(  # noqa: S603 - Debian's own program, fixed arguments
        [program, "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", "--user-group", NAME],
        check=False,
        capture_output=True,
    )
    return _named(NAME)  # also right when another process was quicker


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
