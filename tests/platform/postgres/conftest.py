"""A home of its own for every test's server, where the server's user can reach it; ended and removed afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from padu.kernel.ids import new_id
from padu.platform import postgres


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home: the first start makes a database."""
    yield from new_home()


@pytest.fixture
def made_home(home: Path, stopped_home: Path) -> Path:
    """A home whose database was made and stopped before: copied, which is quicker than made anew."""
    home.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", stopped_home / "postgres", home / "postgres"], check=True)
    return home


@pytest.fixture(scope="session")
def stopped_home() -> Iterator[Path]:
    for home in new_home():
        postgres.start(home, options={"fsync": "off", "wal_segment_size": "1MB"})
        postgres.stop(home)
        yield home


def new_home() -> Iterator[Path]:
    if os.geteuid() == 0:
        Path("/var/lib/padu").mkdir(mode=0o755, exist_ok=True)
        folder = Path(f"/var/lib/padu/test-{new_id().hex[-12:]}")
    else:
        folder = Path(tempfile.mkdtemp(prefix="padu-"))
    yield folder
    for lock in [folder / "postgres" / "start.lock", *folder.rglob("start.lock")]:
        postgres.stop(lock.parents[1], mode="immediate")
    shutil.rmtree(folder, ignore_errors=True)
