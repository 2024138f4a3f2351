"""Write a run's figures into the README: `python tools/refresh_readme.py report.json`, the file that `padu demo --report` wrote."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
COUNTS = ("source_records", "created", "merged", "rejected", "waiting", "quarantined", "unaccounted")
ZEROS = ("stock_difference", "money_difference", "ledger_imbalance")


def figures(report: Mapping[str, Any]) -> str:
    """The table of one run: what became of every record, what must be nothing, how well the matching did, what the journey took."""
    matching = cast("Mapping[str, Mapping[str, float]]", report["matching"])
    seconds = cast("Mapping[str, float]", report["seconds"])
    total = seconds.get("total", sum(seconds.values()))
    lines = ["| a run of `make demo` | |", "|---|---|"]
    lines += [f"| {name.replace('_', ' ')} | {report[name]:,} |" for name in COUNTS]
    lines += [f"| {name.replace('_', ' ')} | {report[name]:g} |" for name in ZEROS]
    for kind in ("sellers", "listings"):
        lines.append(f"| {kind}: precision, recall | {matching[kind]['precision']:.3f}, {matching[kind]['recall']:.3f} |")
    if journey := cast("list[Mapping[str, Any]]", report.get("journey", [])):
        lines.append(f"| the journey: steps, seconds | {len(journey)}, {report['journey_ms'] / 1000:.1f} |")
        lines.append(f"| entries under the signed checkpoint | {report['checkpoint']['size']:,} |")
    lines.append(f"| seconds | {total:.1f} |")
    return "\n".join(lines)


def refreshed(readme: str, report: Mapping[str, Any]) -> str:
    """The README with the figures between its two marks."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"README.md has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{figures(report)}\n{END}{after}"


def main(arguments: list[str]) -> int:
    """Rewrite README.md from the report that is named; refuse a run whose checks failed."""
    report = cast("dict[str, Any]", json.loads(Path(arguments[0]).read_text()))
    if report["checks_failed"]:
        print(f"not written: the run failed {report['checks_failed']}")
        return 1
    readme = ROOT / "README.md"
    readme.write_text(refreshed(readme.read_text(), report))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
