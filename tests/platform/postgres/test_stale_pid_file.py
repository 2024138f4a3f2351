"""A pid file that lies: the server is started anew with every row, and whoever has the number now is left in peace."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from padu.kernel.errors import PaduError
from padu.platform import postgres
from padu.platform.postgres import Server, State

QUICK = {"fsync": "off"}  # nothing here is about the disk


def kill_everything(server: Server) -> None:
    postmaster = psutil.Process(server.pid)
    for process in (postmaster, *postmaster.children(recursive=True)):
        process.kill()
    until = time.monotonic() + 5
    while any(Path(f"/proc/{process.pid}/cwd").exists() for process in [postmaster]) and time.monotonic() < until:
        time.sleep(0.01)


def write(server: Server, number: int) -> None:
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("create table if not exists kept (number int)")
        connection.execute("insert into kept values (%s)", [number])


def kept(server: Server) -> list[int]:
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        return [row[0] for row in connection.execute("select number from kept order by 1")]


def postmasters(home: Path) -> list[int]:
    data = str(home / "postgres" / "data")
    return [process.pid for process in psutil.process_iter(["cmdline"]) if data in (process.info["cmdline"] or [])]


@pytest.fixture
def stranger(made_home: Path) -> Iterator[psutil.Process]:
    """A live program of the very user that the server runs as: the one case in which PostgreSQL itself takes it for a postmaster."""
    user = postgres_user(made_home)
    with subprocess.Popen(["sleep", "600"], user=user) as process:
        yield psutil.Process(process.pid)
        process.kill()


def postgres_user(home: Path) -> int:
    server = postgres.start(home, options=QUICK)
    write(server, 1)
    kill_everything(server)
    return (home / "postgres" / "data").stat().st_uid


@pytest.mark.faults
@pytest.mark.parametrize("content", ["stale", "reused", "truncated", "one line", "empty", "garbage", "binary", "missing"])
def test_a_dead_server_is_started_anew_whatever_its_pid_file_says(made_home: Path, stranger: psutil.Process, content: str) -> None:
    file = made_home / "postgres" / "data" / "postmaster.pid"
    told = file.read_text()
    dead = told.splitlines()[0]
    reused = told.replace(dead, str(stranger.pid), 1)
    contents = {
        "stale": told.encode(),
        "reused": reused.encode(),
        "truncated": reused.encode()[: len(reused) // 2],
        "one line": f"{stranger.pid}\n".encode(),
        "empty": b"",
        "garbage": b"not a pid file at all\n\n\n\n\n\n\n",
        "binary": bytes(range(256)) * 4,
    }
    if content == "missing":
        file.unlink()
    else:
        file.write_bytes(contents[content])
    lock = made_home / "postgres" / "run" / ".s.PGSQL.5432.lock"
    lock.write_bytes(contents.get(content, b"") or reused.encode())

    assert postgres.status(made_home).state is State.STOPPED
    assert postgres.stop(made_home) is False
    server = postgres.start(made_home, options=QUICK)

    assert kept(server) == [1]
    assert postmasters(made_home) == [server.pid]
    assert stranger.status() == psutil.STATUS_SLEEPING
    assert postgres.start(made_home, options=QUICK) == server


@pytest.mark.faults
def test_another_homes_postgresql_is_not_taken_for_ours(home: Path) -> None:
    ours, theirs = home / "ours", home / "theirs"
    postgres_user(ours)
    other = postgres.start(theirs, options=QUICK)
    write(other, 2)
    # The worst lie: a pid file that names a healthy postmaster, its socket and all.
    (ours / "postgres" / "data" / "postmaster.pid").write_bytes((theirs / "postgres" / "data" / "postmaster.pid").read_bytes())

    assert postgres.status(ours).state is State.STOPPED
    assert postgres.stop(ours) is False
    server = postgres.start(ours, options=QUICK)

    assert kept(server) == [1]
    assert server.pid != other.pid
    assert postgres.start(theirs, options=QUICK) == other
    assert kept(other) == [2]


@pytest.mark.faults
@pytest.mark.parametrize("damage", ["truncated", "removed", "socket removed"])
def test_a_live_server_that_lost_its_files_is_started_anew(made_home: Path, damage: str) -> None:
    first = postgres.start(made_home, options=QUICK)
    write(first, 1)
    file = made_home / "postgres" / "data" / "postmaster.pid"
    if damage == "truncated":
        file.write_text(file.read_text()[:3])
    elif damage == "removed":
        file.unlink()
    else:
        (first.socket_folder / ".s.PGSQL.5432").unlink()
    server = postgres.start(made_home, options=QUICK)
    assert kept(server) == [1]
    assert postmasters(made_home) == [server.pid]
    assert server.pid != first.pid


@pytest.mark.faults
def test_a_server_that_stands_still_is_told_and_never_doubled(made_home: Path) -> None:
    server = postgres.start(made_home, options=QUICK)
    write(server, 1)
    postmaster = psutil.Process(server.pid)
    postmaster.suspend()
    try:
        with pytest.raises(PaduError, match="made no progress") as caught:
            postgres.start(made_home, wait_seconds=0.5)
        assert caught.value.code == "postgres.cannot_start"
        assert postmasters(made_home) == [server.pid]
    finally:
        postmaster.send_signal(signal.SIGCONT)
    assert postgres.start(made_home, options=QUICK) == server
    assert kept(server) == [1]
