"""One world for all journeys: merged, filmed and played once, then played again by each in its own way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.conftest import clone, drop
from tests.running_world import demonstrate, world_settings

from padu.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """A world that the demo has made, with what it reported."""

    settings: Settings
    report: dict[str, Any]


@pytest.fixture(scope="session")
def demonstrated(admin_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstrated]:
    """The demo, run once; nothing of it runs any more."""
    folder = tmp_path_factory.mktemp("world")
    names = [f"padu_journey_{side}_{os.getpid()}" for side in ("market", "social")]
    market, social = (clone(admin_url, name, side) for name, side in zip(names, ("market", "social"), strict=True))
    settings = world_settings(folder / "home", market.app_url, social.app_url)
    yield Demonstrated(settings, demonstrate(settings, folder / "report.json"))
    for name in names:
        drop(admin_url, name)
