"""Every benchmark runs on little data and prints well-formed figures; a malformed one is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools import run_benches

ROOT = Path(__file__).parents[2]
FIGURE = {"figure": "speed", "value": 3, "unit": "records/s", "against": "nothing", "against_value": 1.5, "ratio": 2.0, "n": 10}


@pytest.mark.parametrize("bench", sorted(path.stem for path in (ROOT / "bench").glob("*.py")))
def test_a_benchmark_prints_figures(bench: str) -> None:
    figures, wrong = run_benches.run(ROOT / "bench" / f"{bench}.py", quick=True)
    assert wrong == []
    assert len({json.loads(line)["figure"] for line in figures}) == len(figures) > 0


def test_a_sound_figure_has_no_problem() -> None:
    assert run_benches.problems(json.dumps(FIGURE)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": ""}, "unit must be a text"),
        ({"value": "3"}, "value must be a number"),
        ({"value": float("nan")}, "value must be a number"),
        ({"value": True}, "value must be a number"),
        ({"n": 0}, "n must be a count"),
        ({"ratio": 3.0}, "ratio is not"),
        ({"extra": 1}, "extra is unknown"),
    ],
)
def test_a_malformed_figure_is_told(change: dict[str, object], said: str) -> None:
    assert any(said in problem for problem in run_benches.problems(json.dumps({**FIGURE, **change})))


@pytest.mark.parametrize("key", sorted(FIGURE))
def test_a_missing_key_is_told(key: str) -> None:
    assert f"{key} is missing" in run_benches.problems(json.dumps({name: value for name, value in FIGURE.items() if name != key}))


def test_chatter_is_told() -> None:
    assert run_benches.problems("done")[0].startswith("not JSON")
    assert run_benches.problems("[1]") == ["not an object"]


@pytest.mark.parametrize(("text", "said"), [("raise SystemExit(3)", "ended 3"), ("", "printed no figure"), ("print('hello')", "not JSON")])
def test_a_broken_benchmark_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "planted.py").write_text(text + "\n")
    monkeypatch.setattr(run_benches, "ROOT", tmp_path)
    assert run_benches.main(["--quick"]) == 1
    assert said in capsys.readouterr().err
    (tmp_path / "bench" / "planted.py").write_text(f"print('''{json.dumps(FIGURE)}''')\n")
    assert run_benches.main(["--out", str(tmp_path / "figures.jsonl")]) == 0
    assert json.loads((tmp_path / "figures.jsonl").read_text()) == FIGURE
