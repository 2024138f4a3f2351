"""A disk that fills up: a clear error, and every committed row when there is room again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from padu.kernel.errors import PaduError
from padu.platform import postgres
from padu.platform.postgres import Server, State

SMALL = {"wal_segment_size": "1MB", "min_wal_size": "2MB", "max_wal_size": "4MB"}


@pytest.fixture
def disk(home: Path) -> Iterator[Path]:
    """A disk of 56 MB, below a home."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = home / "disk"
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=56m,mode=755", "tmpfs", folder], check=False, capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    postgres.stop(folder, mode="immediate")
    subprocess.run(["umount", folder], check=True)


def fill(disk: Path) -> None:
    with (disk / "filling").open("ab", buffering=0) as stream:
        for size in (1_000_000, 4096):
            try:
                while stream.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


def insert_until_it_fails(server: Server, acknowledged: list[int]) -> None:
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("create table kept (number int primary key, filling bytea)")
        for number in range(1_000_000):
            connection.execute("insert into kept values (%s, %s)", [number, os.urandom(1500)])
            acknowledged.append(number)


def kill_everything(server: Server) -> None:
    postmaster = psutil.Process(server.pid)
    for process in (postmaster, *postmaster.children(recursive=True)):
        process.kill()


@pytest.mark.faults
def test_a_disk_that_fills_under_load_loses_nothing(disk: Path) -> None:
    # Old WAL is kept, lest recovery make room for itself by throwing some away.
    server = postgres.start(disk, options={**SMALL, "wal_keep_size": "1GB"})
    acknowledged: list[int] = []
    with pytest.raises(psycopg.Error):
        insert_until_it_fails(server, acknowledged)
    assert len(acknowledged) > 500
    fill(disk)
    if psutil.pid_exists(server.pid):
        kill_everything(server)

    for _ in range(2):
        with pytest.raises(PaduError) as caught:
            postgres.start(disk, options={**SMALL, "wal_keep_size": "1GB"})
        assert caught.value.code == "postgres.disk_full", str(caught.value)
        assert postgres.status(disk).state in {State.BROKEN, State.STOPPED}
        fill(disk)

    (disk / "filling").unlink()
    subprocess.run(["mount", "-o", "remount,size=128m", disk], check=True)
    with psycopg.connect(postgres.start(disk, options=SMALL).admin_url) as connection:
        found = {row[0] for row in connection.execute("select number from kept")}
    assert set(acknowledged) <= found
    assert len(found) <= len(acknowledged) + 1


@pytest.mark.faults
def test_a_disk_too_full_for_a_new_database_leaves_nothing_half_made(disk: Path) -> None:
    (disk / "held").write_bytes(b"\0" * 45_000_000)
    with pytest.raises(PaduError) as caught:
        postgres.start(disk, options=SMALL)
    assert caught.value.code == "postgres.disk_full", str(caught.value)
    assert not (disk / "postgres" / "data").exists()
    assert list((disk / "postgres").glob(".data-*")) == []
    fill(disk)
    with pytest.raises(PaduError) as caught:
        postgres.start(disk, options=SMALL)
    assert caught.value.code == "postgres.disk_full", str(caught.value)
    (disk / "held").unlink()
    (disk / "filling").unlink()
    assert postgres.start(disk, options=SMALL).pid


@pytest.mark.faults
def test_a_running_server_that_turns_everybody_away_for_want_of_room_says_so_at_once(disk: Path) -> None:
    server = postgres.start(disk, options=SMALL)
    (disk / "postgres" / "data" / "global" / "pg_internal.init").unlink()  # every connection wants to write it anew
    fill(disk)
    status = postgres.status(disk)
    assert (status.state, status.code) == (State.BROKEN, "postgres.disk_full")
    with pytest.raises(PaduError, match="No space left on device") as caught:
        postgres.start(disk)
    assert caught.value.code == "postgres.disk_full"
    (disk / "filling").unlink()
    assert postgres.start(disk) == server
