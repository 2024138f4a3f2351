"""One world for all tests that break something of it; each mends what it broke."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.breakable_world import BreakableWorld


@pytest.fixture(scope="session")
def a_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BreakableWorld]:
    """Merged, filmed and running."""
    folder = tmp_path_factory.mktemp("breakable")
    home = Path("/var/lib/padu") / f"test-breakable-{os.getpid()}" if os.geteuid() == 0 else folder / "home"
    world = BreakableWorld(home, folder)
    try:
        world.fill(folder / "exports")
        yield world
    finally:
        world.close()


@pytest.fixture
def world(a_world: BreakableWorld) -> Iterator[BreakableWorld]:
    """As it was: everything runs, and the gateways make no faults."""
    yield a_world
    a_world.start_postgres()
    a_world.start(*a_world.programs)
    for gateway in (a_world.settings.payments_url, a_world.settings.couriers_url):
        a_world.switch(gateway)
