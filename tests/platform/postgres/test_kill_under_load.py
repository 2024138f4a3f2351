"""Killed under load: whatever a client was told to be committed is there when the server is back."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from padu.kernel.errors import PaduError
from padu.platform import postgres
from padu.platform.postgres import Server, State

WRITERS = 4


def kill_postmaster(server: Server) -> None:
    psutil.Process(server.pid).kill()


def kill_everything(server: Server) -> None:
    postmaster = psutil.Process(server.pid)
    for process in (postmaster, *postmaster.children(recursive=True)):
        process.kill()


def kill_one_backend(server: Server) -> None:
    next(child for child in psutil.Process(server.pid).children() if "idle" in child.cmdline()[0] or "INSERT" in child.cmdline()[0]).kill()


def connect(server: Server) -> psycopg.Connection:
    return psycopg.connect(server.admin_url, autocommit=True)


@contextmanager
def writers(server: Server, first: int) -> Iterator[list[int]]:
    """Several clients that insert until the server goes away; gives the list of acknowledged numbers, which grows meanwhile."""
    acknowledged: list[int] = []

    def write(number: int) -> None:
        try:
            with connect(server) as connection:
                while True:
                    connection.execute("insert into kept (number, filling) values (%s, repeat('x', 200))", [number])
                    acknowledged.append(number)
                    number += WRITERS
        except psycopg.Error:
            return

    threads = [threading.Thread(target=write, args=[first + n]) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    yield acknowledged
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


@pytest.mark.faults
@pytest.mark.parametrize("kill", [kill_postmaster, kill_everything, kill_one_backend])
def test_no_acknowledged_row_is_lost(made_home: Path, kill: Callable[[Server], None]) -> None:
    server = postgres.start(made_home)
    with connect(server) as connection:
        connection.execute("create table kept (number int primary key, filling text)")
    promised: set[int] = set()
    for life in range(3):
        with writers(server, life * 1_000_000) as acknowledged:
            until = time.monotonic() + 20
            while len(acknowledged) < 200 and time.monotonic() < until:
                time.sleep(0.002)
            kill(server)
        assert len(acknowledged) >= 200
        promised.update(acknowledged)
        server = postgres.start(made_home)
        with connect(server) as connection:
            found = {row[0] for row in connection.execute("select number from kept")}
            assert promised <= found
            # At most what was on its way when the server died may be there unpromised: one row for each writer.
            assert len(found - promised) <= WRITERS
            promised = found


@pytest.mark.faults
def test_a_busy_orphan_is_ended_before_a_new_server_touches_the_data(made_home: Path) -> None:
    server = postgres.start(made_home)
    with connect(server) as connection:
        orphan = psutil.Process(connection.info.backend_pid)

        def count_forever() -> None:
            with pytest.raises(psycopg.OperationalError):
                connection.execute("select count(*) from generate_series(1, 1000000000000)")

        thread = threading.Thread(target=count_forever)
        thread.start()
        time.sleep(0.3)
        kill_postmaster(server)
        time.sleep(0.3)
        assert orphan.status() == psutil.STATUS_RUNNING, "an orphan that works on is what this is about"
        again = postgres.start(made_home)
        assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
        assert again.pid != server.pid
        thread.join(10)


@pytest.mark.faults
def test_a_recovery_is_waited_for_as_long_as_it_advances_and_told_when_it_stands_still(made_home: Path) -> None:
    server = postgres.start(made_home, options={"max_wal_size": "4GB", "checkpoint_timeout": "1d", "autovacuum": "off", "fsync": "off"})
    with connect(server) as connection:
        connection.execute("create table kept (number int primary key)")
        connection.execute("checkpoint")
        connection.execute("insert into kept select n from generate_series(1, 400000) n")
    kill_everything(server)

    told: list[str] = []
    ended: list[Server | PaduError] = []

    def start() -> None:
        try:
            ended.append(postgres.start(made_home, wait_seconds=1, tell=told.append))
        except PaduError as error:
            ended.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    recovering = wait_for_startup_process(made_home)
    recovering.suspend()
    assert postgres.status(made_home).state is State.RECOVERING
    thread.join(30)
    [error] = ended
    assert isinstance(error, PaduError)
    assert error.code == "postgres.cannot_start"
    assert "made no progress" in error.what

    recovering.resume()
    slowly = threading.Thread(target=let_run_in_slices, args=[recovering, 3])
    slowly.start()
    begun = time.monotonic()
    again = postgres.start(made_home, wait_seconds=1.5)
    assert time.monotonic() - begun > 1.5, "too quick to show that progress counts, not time"
    slowly.join()
    assert re.search("redo done", "".join(file.read_text() for file in (made_home / "postgres" / "log").iterdir()))
    assert again.pid == int((made_home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    with connect(again) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (400000,)


def let_run_in_slices(process: psutil.Process, seconds: float) -> None:
    """Make a process slow without standing still: some milliseconds of work in every tenth of a second."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        process.suspend()
        time.sleep(0.1)
        process.resume()
        time.sleep(0.01)


def wait_for_startup_process(home: Path) -> psutil.Process:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for process in psutil.process_iter(["name", "cmdline", "cwd"]):
            words = process.info["cmdline"] or [""]
            if process.info["cwd"] == str(home / "postgres" / "data") and words[0].startswith("postgres: startup recovering"):
                return process
    raise AssertionError("no recovery seen")
