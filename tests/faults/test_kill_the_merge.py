"""kill -9 at ten seeded moments: run again, the merge ends in the state that it would have had undisturbed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from tests.conftest import clone, drop
from tests.market_state import state_of

from padu.demo import write_exports

SEED, SCALE, MOMENTS = 11, 0.03, 10


def start(exports: Path, url: str, social_url: str, home: Path) -> subprocess.Popen[bytes]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PADU_HOME": str(home)}
    environment |= {"PADU_MARKET_DATABASE_URL": url, "PADU_SOCIAL_DATABASE_URL": social_url}
    return subprocess.Popen(
        [sys.executable, "-m", "padu.entry.command_line", "merge", "exports", str(exports)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def finish(exports: Path, url: str, social_url: str, home: Path) -> float:
    """Run to the end; returns the seconds between the run's first and last sign of life in the database."""
    process = start(exports, url, social_url, home)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output.decode()
    with psycopg.connect(url) as connection:
        query = "select extract(epoch from max(s.updated_at) - min(r.started_at)) from merge.run r join merge.run_step s using (run_id)"
        row = connection.execute(query).fetchone()
    assert row is not None
    return float(row[0])


def wait_for_run(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < until and process.poll() is None:
            if connection.execute("select 1 from merge.run").fetchone():
                return
            time.sleep(0.005)
    raise AssertionError("the merge never began")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "exports"
    write_exports(folder, seed=SEED, scale=SCALE)
    return folder


@pytest.fixture(scope="module")
def undisturbed(request: pytest.FixtureRequest, exports: Path, tmp_path_factory: pytest.TempPathFactory):  # noqa: ANN201 - state and seconds
    admin, social = request.getfixturevalue("admin_url"), request.getfixturevalue("social_database")
    database = clone(admin, "padu_test_undisturbed_" + os.urandom(4).hex())
    seconds = finish(exports, database.app_url, social.app_url, tmp_path_factory.mktemp("home"))
    yield state_of(database.auditor_url), seconds, social.app_url
    drop(admin, database.name)


@pytest.mark.faults
@pytest.mark.xdist_group("kill")
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_killed_at_any_moment_it_ends_the_same(moment: int, undisturbed, exports: Path, committed_market, tmp_path: Path) -> None:  # noqa: ANN001 - conftest classes can't be imported
    state, seconds, social_url = undisturbed
    # One moment in each tenth of the run, so that every step is hit; the seed is the moment's number.
    fraction = (moment + random.Random(moment).random()) / MOMENTS  # noqa: S311 - a seeded moment, not a secret
    process = start(exports, committed_market.app_url, social_url, tmp_path)
    wait_for_run(committed_market.app_url, process)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=fraction * seconds)
    killed = process.poll() is None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    finish(exports, committed_market.app_url, social_url, tmp_path)
    assert state_of(committed_market.auditor_url) == state, f"killed at {fraction:.0%} of {seconds:.1f} s, {killed=}"
