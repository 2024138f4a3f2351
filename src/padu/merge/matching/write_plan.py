"""The plan of two catalogues' merge as files that people and programs read."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import msgspec

from padu.engines.linkage import arrow_table, write_parquet
from padu.kernel.errors import PaduError
from padu.merge.matching.merge_catalogues import CatalogueMerge, PlannedRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_plan(merge: CatalogueMerge, folder: Path) -> dict[str, Path]:
    """Write `plan.csv` (a line a row), `matches.parquet` (id_a, id_b, probability, match) and `report.json` (the counts).

    Each file is whole or as it was before. Cells that a spreadsheet would take for a formula get an apostrophe in front.
    Gives the files' paths by name. Errors: `matching.cannot_write`.
    """
    files = {name: folder / name for name in ("plan.csv", "matches.parquet", "report.json")}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(files["plan.csv"], _plan_lines(merge.rows))
        beside = files["matches.parquet"].with_suffix(".writing")
        pairs = merge.pairs
        write_parquet(
            arrow_table(
                {
                    "id_a": ("text", [pair.id_left for pair in pairs]),
                    "id_b": ("text", [pair.id_right for pair in pairs]),
                    "probability": ("real", [pair.probability for pair in pairs]),
                    "match": ("truth", [pair.is_match for pair in pairs]),
                }
            ),
            beside,
        )
        beside.replace(files["matches.parquet"])
        _put(files["report.json"], msgspec.json.format(msgspec.json.encode(report(merge)), indent=2) + b"\n")
    except OSError as error:
        todo = "make room or name another folder with --out"
        raise PaduError(
            "matching.cannot_write", f"the plan cannot be written: {error.strerror or error}", where=str(folder), todo=todo
        ) from error
    return files


def report(merge: CatalogueMerge) -> dict[str, object]:
    """The counts, which add up to the rows of both files, and the thresholds they rest on."""
    return {
        "counts": merge.count(),
        "blank": merge.blank,
        "pairs_compared": len(merge.pairs),
        "accept": merge.rules.accept,
        "review": merge.rules.review,
    }


def _plan_lines(rows: list[PlannedRow]) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(PlannedRow.__struct_fields__)
    for row in rows:
        writer.writerow([_cell(value) for value in msgspec.structs.astuple(row)])
    return lines.getvalue().encode()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else "" if value is None else value


def _put(path: Path, content: bytes) -> None:
    beside = path.with_suffix(".writing")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
