"""A run's figures come to stand in the README, and those of a failed run do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools import refresh_readme

REPORT = {
    "source_records": 20_500,
    "created": 12_000,
    "merged": 8_000,
    "rejected": 300,
    "waiting": 150,
    "quarantined": 50,
    "unaccounted": 0,
    "stock_difference": 0,
    "money_difference": 0,
    "ledger_imbalance": 0,
    "matching": {"sellers": {"precision": 0.99, "recall": 0.95}, "listings": {"precision": 0.98, "recall": 0.9}},
    "seconds": {"read": 1.5, "match": 2.0},
    "checks_failed": [],
}


@pytest.fixture
def readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(refresh_readme, "ROOT", tmp_path)
    path = tmp_path / "README.md"
    path.write_text("# Padu\n\n<!-- figures -->\nold\n<!-- /figures -->\n\nThe end.\n")
    return path


def test_the_figures_stand_between_their_marks(readme: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text(json.dumps(REPORT))
    assert refresh_readme.main([str(report)]) == 0
    once = readme.read_text()
    assert "| source records | 20,500 |" in once
    assert "| listings: precision, recall | 0.980, 0.900 |" in once
    assert "| seconds | 3.5 |" in once
    assert "old" not in once
    assert once.startswith("# Padu\n\n<!-- figures -->\n")
    assert once.endswith("<!-- /figures -->\n\nThe end.\n")
    assert refresh_readme.main([str(report)]) == 0
    assert readme.read_text() == once


def test_a_journey_that_was_played_is_told() -> None:
    played = {**REPORT, "journey": [{"step": "feed", "ms": 40.0}], "journey_ms": 3210.0, "checkpoint": {"size": 12}}
    assert "| the journey: steps, seconds | 1, 3.2 |" in refresh_readme.figures(played)
    assert "| entries under the signed checkpoint | 12 |" in refresh_readme.figures(played)
    assert "journey" not in refresh_readme.figures(REPORT)


def test_a_failed_run_is_not_written(readme: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text(json.dumps({**REPORT, "checks_failed": ["stock"]}))
    assert refresh_readme.main([str(report)]) == 1
    assert "old" in readme.read_text()


def test_a_readme_without_marks_is_refused() -> None:
    with pytest.raises(SystemExit, match="figures"):
        refresh_readme.refreshed("# Padu\n", REPORT)
