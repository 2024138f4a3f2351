"""The checks of a merge as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import msgspec

from padu.entry.jobs.score_matching import KindQuality
from padu.entry.jobs.stage_the_journey import Played
from padu.merge.reconcile import Reconciliation

_COUNTS = ("created", "merged", "rejected", "waiting", "quarantined", "unaccounted")


def write_report(
    path: Path,
    found: Reconciliation,
    quality: Mapping[str, KindQuality],
    seconds: Mapping[str, float],
    played: Played | None = None,
) -> None:
    """Write the report; differences are absolute, 0 where everything agrees. `quality` is empty where no truth is known.

    `played` adds the journey's steps with their milliseconds, the ledger as it was after it, and the newest checkpoint.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    report = describe(found, quality, seconds) | (describe_journey(played) if played else {})
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")
    fresh.replace(path)


def _number(amount: Decimal) -> int | float:
    """Whole amounts without a decimal point."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def describe(found: Reconciliation, quality: Mapping[str, KindQuality], seconds: Mapping[str, float]) -> dict[str, object]:
    """The report's fields."""
    return {
        "source_records": sum(row.source for row in found.kinds),
        **{name: sum(getattr(row, name) for row in found.kinds) for name in _COUNTS},
        "stock_difference": abs(found.stock.difference),
        "money_difference": _number(sum((abs(money.difference) for money in found.money), Decimal(0))),
        "ledger_imbalance": abs(found.ledger_imbalance),
        "matching": {kind: msgspec.to_builtins(figures) for kind, figures in quality.items()},
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "checks_failed": [check.name for check in found.failed],
        "checks": {check.name: check.detail for check in found.checks},
    }


def describe_journey(played: Played) -> dict[str, object]:
    """The report's fields about the journey."""
    journey = played.journey
    return {
        "journey": [{"step": step.name, "ms": step.milliseconds, "waited_ms": step.waited, "told": step.told} for step in journey.steps],
        "journey_ms": round(journey.milliseconds, 1),
        "purchase": msgspec.to_builtins(journey.bought),
        "credited": journey.credited,
        "evidence": msgspec.to_builtins(journey.evidence),
        "ledger_imbalance": played.ledger_imbalance,
        "checkpoint": played.checkpoint,
    }
