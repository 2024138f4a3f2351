"""Ask a server whether it is well, and make it prove that it is the one we mean."""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass
from urllib.parse import quote

import psycopg

from padu.kernel.errors import PaduError
from padu.platform.postgres.folders import Folders
from padu.platform.postgres.pid_file import PidFile
from padu.platform.postgres.types import Server

OLDEST = 180000


@dataclass(frozen=True, slots=True)
class Answer:
    """`server` when it answered and proved itself; else why not, and whether it is only on its way."""

    server: Server | None = None
    coming: bool = False
    leaving: bool = False
    reason: str = ""


def ask(folders: Folders, pid_file: PidFile) -> Answer:
    """`SELECT 1` over the socket that the pid file names.

    Proof of identity: the kernel says which process listens there, and it is the postmaster; and the server itself says
    that our folder is its data folder.
    """
    try:
        with psycopg.connect(
            host=str(pid_file.socket_folder),
            port=pid_file.port,
            user="postgres",
            dbname="postgres",
            connect_timeout=3,
            autocommit=True,
            options="-c statement_timeout=5000",
        ) as connection:
            listener = _listener(connection)
            row = connection.execute("select 1, current_setting('data_directory'), current_setting('server_version_num')::int").fetchone()
    except psycopg.Error as error:
        said = str(error).strip()
        coming = any(words in said for words in ("is starting up", "not yet accepting connections", "in recovery mode"))
        return Answer(coming=coming, leaving="is shutting down" in said, reason=said)
    if row is None or row[0] != 1:
        return Answer(reason="it does not answer SELECT 1")
    if os.path.realpath(row[1]) != str(folders.data):
        return Answer(reason=f"the server on this socket serves {row[1]}")
    if listener != pid_file.pid:
        return Answer(reason=f"process {listener} listens on this socket, and the pid file names {pid_file.pid}")
    url = f"postgresql://postgres@/postgres?host={quote(str(pid_file.socket_folder), safe='')}&port={pid_file.port}"
    return Answer(server=Server(folders.home, url, pid_file.pid, pid_file.socket_folder, row[2]))


def _listener(connection: psycopg.Connection) -> int:
    """The process that called listen() on the other end's socket (SO_PEERCRED of unix(7))."""
    with socket.socket(fileno=os.dup(connection.fileno())) as copy:
        process, _, _ = struct.unpack("iII", copy.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("iII")))
    return process


def check_version(url: str) -> int:
    """The version of any server by URL, as 180006 for 18.6.

    Raises `database.too_old` below PostgreSQL 18 and `database.unreachable` when nobody answers.
    """
    try:
        with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=10, autocommit=True) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise PaduError(
            "database.unreachable",
            f"the database does not answer: {str(error).strip()}",
            where=_without_password(url),
            todo="start it, or correct the URL",
        ) from error
    if version < OLDEST:
        found = f"{version // 10000}.{version % 10000}"
        raise PaduError(
            "database.too_old",
            f"the server is PostgreSQL {found}; Padu needs {OLDEST // 10000} or newer",
            where=_without_password(url),
            todo=f"name a server of PostgreSQL {OLDEST // 10000} or newer, or unset the URL to use the embedded one",
        )
    return version


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    login, at, place = rest.rpartition("@")
    return f"{scheme}://{login.partition(':')[0]}{at}{place.partition('?')[0]}"
