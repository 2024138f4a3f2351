"""Run every benchmark alone, print its figures, and fail on one that breaks or says something malformed.

`python tools/run_benches.py [--quick] [--out FILE] [NAME …]`: `--quick` runs each on little data, `--out` also writes every
figure to a file, one JSON object a line. A benchmark is bench/NAME.py; it prints one JSON object a figure and nothing else.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).parents[1]
TEXTS = ("figure", "unit", "against")
NUMBERS = ("value", "against_value", "ratio")


def problems(line: str) -> list[str]:
    """What is wrong with one printed line; empty if it is a figure."""
    try:
        read: object = json.loads(line)
    except json.JSONDecodeError as error:
        return [f"not JSON: {error}"]
    if not isinstance(read, dict):
        return ["not an object"]
    figure = cast("dict[str, Any]", read)
    found = [f"{key} is missing" for key in (*TEXTS, *NUMBERS, "n") if key not in figure]
    found += [f"{key} is unknown" for key in figure if key not in {*TEXTS, *NUMBERS, "n"}]
    found += [f"{key} must be a text" for key in TEXTS if key in figure and not (isinstance(figure[key], str) and figure[key])]
    for key in NUMBERS:
        if key in figure and not (type(figure[key]) in {int, float} and math.isfinite(figure[key]) and figure[key] >= 0):
            found.append(f"{key} must be a number from 0")
    if "n" in figure and not (type(figure["n"]) is int and figure["n"] > 0):
        found.append("n must be a count from 1")
    if not found and figure["against_value"] and not math.isclose(figure["ratio"], figure["value"] / figure["against_value"], rel_tol=0.01):
        found.append("ratio is not value / against_value")
    return found


def run(bench: Path, *, quick: bool) -> tuple[list[str], list[str]]:
    """The figures that one benchmark printed, and what went wrong."""
    command = [sys.executable, str(bench), *(["--quick"] if quick else [])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own programs
    lines = done.stdout.splitlines()
    wrong = [f"{bench.name}: {problem}: {line[:200]}" for line in lines for problem in problems(line)]
    if done.returncode:
        wrong.append(f"{bench.name}: ended {done.returncode}: {done.stderr.strip()[-2000:]}")
    elif not lines:
        wrong.append(f"{bench.name}: printed no figure")
    return lines, wrong


def main(arguments: list[str]) -> int:
    """Run what is named, or all; 1 if anything is wrong."""
    quick = "--quick" in arguments
    out = Path(arguments[arguments.index("--out") + 1]) if "--out" in arguments else None
    named = [name for name in arguments if not name.startswith("--") and (out is None or name != str(out))]
    benches = [ROOT / "bench" / f"{name}.py" for name in named] or sorted((ROOT / "bench").glob("*.py"))
    figures: list[str] = []
    wrong: list[str] = []
    for bench in benches:
        lines, problem = run(bench, quick=quick)
        figures += lines
        wrong += problem
        for line in lines:
            print(line, flush=True)
    if out is not None:
        out.write_text("".join(line + "\n" for line in figures))
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
