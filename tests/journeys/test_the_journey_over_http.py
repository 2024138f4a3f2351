"""`padu demo`'s journey as people's browsers see it: sites, workers and sandboxes as programs of their own, twice on one market."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.journeys.conftest import Demonstrated
from tests.running_world import demonstrate

# The order in which one thing leads to the other; pages may be added between.
TOLD = [
    *("feed", "card", "hand-off", "sign in at the market", "confirm the hand-off", "product", "basket", "search", "second product"),
    *("address", "checkout", "pay", "paid", "seller signs in", "pack", "ship", "couriers", "delivered", "received", "completed"),
    *("escrow released", "creator credited", "regulator signs in", "findings", "flows", "ledger", "checkpoint", "evidence"),
]

pytestmark = pytest.mark.xdist_group("journey")


def test_a_viewer_buys_what_a_video_shows_and_everybody_gets_their_share(demonstrated: Demonstrated, tmp_path: Path) -> None:
    first = demonstrated.report
    steps = [step["step"] for step in first["journey"]]
    assert [step for step in steps if step in TOLD] == TOLD
    assert len(first["purchase"]["orders"]) == 2
    assert first["purchase"]["paid"] > 0
    assert first["credited"] > 0
    assert first["ledger_imbalance"] == 0
    assert first["evidence"]["entries"] > 0
    second = demonstrate(demonstrated.settings, tmp_path / "second.json")
    assert second["purchase"]["purchase"] != first["purchase"]["purchase"]
    assert not set(second["purchase"]["orders"]) & set(first["purchase"]["orders"])
    assert second["credited"] > 0
    assert second["evidence"]["entries"] >= first["evidence"]["entries"]
