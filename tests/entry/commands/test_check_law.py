from __future__ import annotations

import datetime as dt
import io
import shutil
from pathlib import Path

from rich.console import Console

from padu.entry.commands import check_law

LAW = Path(__file__).parents[3] / "law" / "id"


def _run(folder: Path, on: dt.date) -> tuple[int, str]:
    out = io.StringIO()
    code = check_law.run(folder, on, Console(file=out, width=200))
    return code, out.getvalue()


def test_the_indonesian_pack_is_shown_with_article_first_day_and_age() -> None:
    code, out = _run(LAW, dt.date(2026, 12, 22))
    row = next(line for line in out.splitlines() if "MOT31-PAY-1 " in line)
    assert code == 0
    assert [part in row for part in ("21(3)", "2023-09-26", "in force", "block", "30 days ago")] == [True] * 5
    assert "a person reads them again" not in out


def test_old_verifications_raise_the_alarm_and_rules_to_come_are_said_so() -> None:
    code, out = _run(LAW, dt.date(2027, 6, 1))
    assert code == 0
    assert "were last verified more than 180 days ago" in out
    _, early = _run(LAW, dt.date(2026, 10, 17))
    assert "to come" in next(line for line in early.splitlines() if "HAL-2" in line)


def test_a_faulty_pack_ends_one_and_names_file_and_rule(tmp_path: Path) -> None:
    folder = tmp_path / "id"
    shutil.copytree(LAW, folder)
    rules = folder / "rules" / "certificates.yaml"
    rules.write_text(rules.read_text().replace("sources: [okezone-cosmetics]", "sources: []"))
    code, out = _run(folder, dt.date(2026, 11, 22))
    said = "".join(out.split())
    assert code == 1
    assert "rules.no_reference" in out
    assert "certificates.yaml:POM-2" in said
    assert f"Faultsin{folder}:1." in said
