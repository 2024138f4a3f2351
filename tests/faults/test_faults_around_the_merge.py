"""The database goes away, or its disk fills: a clear error, and running the same command again ends well."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.market_state import state_of

from padu.demo import write_exports
from padu.platform import postgres

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("around-the-merge")]


def start(exports: Path, home: Path) -> subprocess.Popen[str]:
    environment = {"PATH": os.environ["PATH"], "PADU_HOME": str(home), "COLUMNS": "200"}
    command = [sys.executable, "-m", "padu.entry.command_line", "merge", "exports", str(exports)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = Path("/var/lib/padu") / f"test-faults-{os.getpid()}" if os.geteuid() == 0 else tmp_path / "home"
    yield folder
    postgres.stop(folder, mode="immediate")
    shutil.rmtree(folder, ignore_errors=True)


def market_url(home: Path) -> str:
    return postgres.start(home).admin_url.replace("/postgres?", "/padu_market?")


def wait_for_rows(url: str, process: subprocess.Popen[str], query: str) -> None:
    until = time.monotonic() + 90
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < until:
            assert process.poll() is None, process.communicate()
            if connection.execute(query).fetchone() != (0,):
                return
            time.sleep(0.01)
    raise AssertionError("the merge never came so far")


def test_a_database_that_is_killed_under_the_merge_is_a_clear_error_and_nothing_is_lost(home: Path, tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    write_exports(exports, seed=5, scale=0.05)
    postgres.start(home)
    first = start(exports, home)
    with psycopg.connect(postgres.start(home).admin_url, autocommit=True) as connection:
        until = time.monotonic() + 90
        while connection.execute("select 1 from pg_database where datname = 'padu_market'").fetchone() is None:
            assert time.monotonic() < until
            time.sleep(0.02)
    until = time.monotonic() + 90
    while True:
        try:
            wait_for_rows(market_url(home), first, "select count(*) from merge.source_record")
            break
        except psycopg.errors.UndefinedTable:
            assert time.monotonic() < until
            time.sleep(0.05)
    os.kill(postgres.start(home).pid, signal.SIGKILL)
    _, said = first.communicate(timeout=60)
    assert first.returncode == 1
    assert "database.gone" in said
    assert "Traceback" not in said

    again = start(exports, home)
    _, said = again.communicate(timeout=120)
    assert again.returncode == 0, said
    state = state_of(market_url(home))
    third = start(exports, home)
    third.communicate(timeout=120)
    assert third.returncode == 0
    assert state_of(market_url(home)) == state


def test_a_disk_that_fills_under_the_merge_is_a_clear_error_and_the_merge_ends_well_once_there_is_room(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    disk = Path("/var/lib/padu") / f"test-small-disk-{os.getpid()}"
    disk.mkdir(parents=True)
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=140m,mode=755", "tmpfs", str(disk)], check=False, capture_output=True
    ).returncode:
        disk.rmdir()
        pytest.skip("this machine does not let us mount a small disk")
    home = disk / "home"
    try:
        exports = tmp_path / "exports"
        write_exports(exports, seed=5, scale=0.25)
        postgres.start(home)
        ballast = disk / "ballast"
        free = shutil.disk_usage(disk).free
        ballast.write_bytes(b"\0" * max(0, free - 24 * 1024 * 1024))
        first = start(exports, home)
        _, said = first.communicate(timeout=180)
        assert first.returncode == 1, said
        assert "full" in said
        assert "Traceback" not in said
        ballast.unlink()
        again = start(exports, home)
        out, said = again.communicate(timeout=180)
        assert again.returncode == 0, out + said
    finally:
        postgres.stop(home, mode="immediate")
        subprocess.run(["umount", "-l", str(disk)], check=False)
        disk.rmdir()
