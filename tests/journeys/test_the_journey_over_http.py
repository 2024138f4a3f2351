"""`padu demo`'s journey as people's browsers see it: sites, workers and sandboxes as programs of their own, twice on one market."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tests.running_sandboxes import free_port

from padu.entry.commands.demo import DemoOptions, run_demo
from padu.platform.settings import Settings

# The order in which one thing leads to the other; pages may be added between.
TOLD = [
    *("feed", "card", "hand-off", "sign in at the market", "confirm the hand-off", "product", "basket", "search", "second product"),
    *("address", "checkout", "pay", "paid", "seller signs in", "pack", "ship", "couriers", "delivered", "received", "completed"),
    *("escrow released", "creator credited", "regulator signs in", "findings", "flows", "ledger", "checkpoint", "evidence"),
]

pytestmark = pytest.mark.xdist_group("journey")


@pytest.fixture
def settings(committed_market: Any, committed_social: Any, tmp_path: Path) -> Settings:  # noqa: ANN401 - a conftest class
    return Settings(
        home=tmp_path / "home",
        market_database_url=committed_market.app_url,
        social_database_url=committed_social.app_url,
        market_port=free_port(),
        social_port=free_port(),
        payments_url=f"http://127.0.0.1:{free_port()}",
        couriers_url=f"http://127.0.0.1:{free_port()}",
    )


def demo(settings: Settings, report: Path) -> dict[str, Any]:
    said = io.StringIO()
    options = DemoOptions(seed=2024, scale=0.05, serve=False, report=report, fresh=False)
    assert run_demo(settings, options, Console(file=said, width=140)) == 0, said.getvalue()
    told: dict[str, Any] = json.loads(report.read_text())
    return told


def test_a_viewer_buys_what_a_video_shows_and_everybody_gets_their_share(settings: Settings, tmp_path: Path) -> None:
    first = demo(settings, tmp_path / "first.json")
    steps = [step["step"] for step in first["journey"]]
    assert [step for step in steps if step in TOLD] == TOLD
    assert len(first["purchase"]["orders"]) == 2
    assert first["purchase"]["paid"] > 0
    assert first["credited"] > 0
    assert first["ledger_imbalance"] == 0
    assert first["evidence"]["entries"] > 0
    second = demo(settings, tmp_path / "second.json")
    assert second["purchase"]["purchase"] != first["purchase"]["purchase"]
    assert not set(second["purchase"]["orders"]) & set(first["purchase"]["orders"])
    assert second["credited"] > 0
    assert second["evidence"]["entries"] >= first["evidence"]["entries"]
