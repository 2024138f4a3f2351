"""`padu merge run`: any two catalogues, matched and planned."""

from __future__ import annotations

from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from padu.entry.console import bars
from padu.kernel.errors import PaduError
from padu.merge.matching import MatchRules, merge_catalogues, write_plan
from padu.merge.sources import read_catalogue

_SIDES = ("left", "right")


def run(  # noqa: PLR0913 - the command's options
    left: Path,
    right: Path,
    *,
    mapping: str = "",
    out: Path = Path("merged"),
    accept: float | None = None,
    review: float | None = None,
    console: Console,
) -> int:
    """Match two catalogues, write the plan into `out` and show its counts; 0 if every row is accounted for."""
    maps = parse_mapping(mapping)
    given = {name: value for name, value in (("accept", accept), ("review", review)) if value is not None}
    # Who lowers only `accept` below the usual review threshold wants nobody asked, not an error.
    if accept is not None and review is None:
        given["review"] = min(accept, MatchRules().review)
    rules = msgspec.structs.replace(MatchRules(), **given)
    catalogues = [read_catalogue(path, maps[side]) for path, side in zip((left, right), _SIDES, strict=True)]
    with bars(console) as bar:
        # One bar for the whole: the engine's steps are too short to be watched one by one.
        merge = merge_catalogues(catalogues[0], catalogues[1], rules=rules, progress=lambda _step, done, total: bar("match", done, total))
    files = write_plan(merge, out)
    counts = merge.count()
    table = Table("catalogue", "rows", "create", "merge", "ask", "keep", "quarantined", title="What becomes of every row")
    for side, catalogue in zip(_SIDES, catalogues, strict=True):
        shown = ("rows", "create", "merge", "ask", "keep", "quarantined")
        table.add_row(f"{side}: {catalogue.name}", *(str(counts[side].get(name, "")) for name in shown))
    console.print(table)
    console.print(f"The plan lies in {files['plan.csv']}, scored pairs in {files['matches.parquet']}, counts in {files['report.json']}.")
    whole = all(counts[side]["rows"] == len(found.rows) + len(found.quarantined) for side, found in zip(_SIDES, catalogues, strict=True))
    return 0 if whole else 1


def parse_mapping(text: str) -> dict[str, dict[str, str]]:
    """Read `left.title=name,right.price=harga` into the columns of each side's fields."""
    maps: dict[str, dict[str, str]] = {side: {} for side in _SIDES}
    for part in filter(None, (part.strip() for part in text.split(","))):
        place, equals, column = part.partition("=")
        side, dot, field = place.strip().partition(".")
        if not (equals and dot and field and column.strip()) or side not in maps:
            raise PaduError("merge.bad_map", f"{part!r} names no column of a side", todo="write such as left.title=name,right.price=harga")
        maps[side][field] = column.strip()
    return maps
