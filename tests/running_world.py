"""A small made-up world as `padu demo` makes it, and its sites, workers and sandboxes for as long as a block runs."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from tests.running_sandboxes import free_port

from padu.demo.people import people_of
from padu.demo.videos import Format
from padu.entry.commands.demo import DemoOptions, run_demo
from padu.entry.commands.run_beside import Running, run_beside
from padu.entry.jobs.stage_the_journey import Filming, Staged, all_the_rest, demo_settings, market_alone, stage_the_journey
from padu.platform.settings import Settings

SEED, SCALE = 2024, 0.05
# Each creator's, small and short: they are watched for a moment only.
FILMING = Filming(6, Format(width=180, height=320, rate=12, seconds=3))


def world_settings(home: Path, market_url: str, social_url: str) -> Settings:
    """Settings of a world of its own: these databases, ports that nobody listens on."""
    return Settings(
        home=home,
        market_database_url=market_url,
        social_database_url=social_url,
        market_port=free_port(),
        social_port=free_port(),
        payments_url=f"http://127.0.0.1:{free_port()}",
        couriers_url=f"http://127.0.0.1:{free_port()}",
    )


def demonstrate(settings: Settings, report: Path) -> dict[str, Any]:
    """Run the whole demo once, without serving afterwards; what it reports."""
    said = io.StringIO()
    options = DemoOptions(seed=SEED, scale=SCALE, serve=False, report=report, fresh=False, filming=FILMING)
    assert run_demo(settings, options, Console(file=said, width=140)) == 0, said.getvalue()
    told: dict[str, Any] = json.loads(report.read_text())
    return told


@dataclass(frozen=True, slots=True)
class World:
    """What runs: the demo's settings, who walks and what is shown, and the programs by name."""

    settings: Settings
    staged: Staged
    running: Running

    @property
    def market(self) -> str:
        """The market's origin as browsers name it."""
        return self.settings.market_public_url

    @property
    def social(self) -> str:
        """The social side's origin as browsers name it."""
        return self.settings.social_public_url


@contextmanager
def running_world(settings: Settings) -> Iterator[World]:
    """Serve a world that was demonstrated once; what its creators show can be watched at once."""
    ready = demo_settings(msgspec.structs.replace(settings, demo=True))
    with run_beside(ready, (*market_alone(ready), *all_the_rest(ready))) as running:
        staged = asyncio.run(stage_the_journey(ready, people_of(ready.home), SEED, lambda *_: None, FILMING))
        yield World(ready, staged, running)
