"""The tree is tidy, and a planted violation of each rule is caught."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tools.tidy import RULES, inspect, main

ROOT = Path(__file__).parents[2]
LONG = '"""Long."""\n\n\ndef long() -> int:\n    """Count."""\n    n = 0\n' + "    n += 1\n" * 70 + "    return n\n"
SCRIPT = "export function long(): number {\n  let n = 0\n" + "  n += 1\n" * 70 + "  return n\n}\n"
HASHED = "alembic==1.0 \\\n    --hash=sha256:00\n    # via padu\n"
OFF = "# no" + "qa"  # written apart, so that no reader of this file takes it for one

PLANTS: dict[str, tuple[str, str, str]] = {
    "a long file": ("file-size", "src/padu/planted.py", '"""Long."""\n' + "x = 1\n" * 400),
    "a long page": ("file-size", "src/padu/web/planted.html", "<p>\n" * 401),
    "a long function": ("function-size", "src/padu/planted.py", LONG),
    "a long script function": ("function-size", "src/padu/web/planted.ts", SCRIPT),
    "a drawer": ("name", "src/padu/market/utils.py", '"""Anything."""\n'),
    "a drawer of a suffix": ("name", "tools/lock_helpers.py", '"""Anything."""\n'),
    "a drawer folder": ("name", "src/padu/common/keep.txt", "kept\n"),
    "an empty package": ("empty", "src/padu/attic/__init__.py", '"""An attic."""\n'),
    "a blanket exception": ("reason", "src/padu/planted.py", f'"""P."""\nx = 1  {OFF}\n'),
    "an exception without reason": ("reason", "src/padu/planted.py", f'"""P."""\nx = 1  {OFF}: S608\n'),
    "an ignored type": ("reason", "src/padu/planted.py", '"""P."""\nx = 1  # ' + "type: ignore[assignment]\n"),
    "an ignored report": ("reason", "src/padu/planted.py", '"""P."""\nx = 1  # ' + "pyright: ignore[reportAny]\n"),
    "a whole file ignored": ("reason", "src/padu/planted.py", '"""P."""\n\n# ' + "pyright: basic\n"),
    "an ignored script": ("reason", "src/padu/web/planted.ts", "// @ts-" + "ignore - because\nlet x = 1\n"),
    "a silent skip": ("reason", "tests/test_planted.py", "import pytest\n\ndef test_it():\n    pytest.skip()\n"),
    "a silent mark": ("reason", "tests/test_planted.py", "import pytest\n\n@pytest.mark.xfail\ndef test_it(): ...\n"),
    "an unexplained lint": ("reason", "pyproject.toml", '[tool.ruff.lint]\nselect = ["ALL"]\nignore = [\n    "D203",\n]\n'),
    "a loosened type check": ("reason", "pyproject.toml", '[tool.pyright]\ntypeCheckingMode = "strict"\nreportAny = false\n'),
    "no docstring": ("docstring", "src/padu/planted.py", "x = 1\n"),
    "a machine's path": ("machine-path", "docs/planted.md", "see /ho" + "me/ani/padu\n"),
    "an address in a lock": ("lock", "requirements/run.txt", "--index-url https://pypi.org/simple\n" + HASHED),
    "a requirement without hash": ("lock", "requirements/run.txt", HASHED + "cyclopts==5.0\n    # via padu\n"),
    "an address in npm's lock": ("lock", "package-lock.json", '{"packages": {"a": {"resolved": "https://registry.npmjs.org/a"}}}\n'),
    "a context that commits": ("commit", "src/padu/market/sellers/planted.py", '"""P."""\n\n\nasync def f(u):\n    await u.commit()\n'),
    "a context with a clock": ("clock", "src/padu/market/planted.py", '"""P."""\nimport datetime as dt\nNOW = dt.datetime.now(dt.UTC)\n'),
}
SOUND = {
    ".gitignore": ".venv/\n*.pyc\n",
    "pyproject.toml": '[tool.ruff.lint]\nselect = ["ALL"]\nignore = [\n    "D203", # contradicts D211\n]\n',
    "requirements/run.txt": HASHED,
    "package-lock.json": '{"packages": {"a": {"version": "1.0.0", "integrity": "sha512-0", "funding": {"url": "https://example.org"}}}}\n',
    "src/padu/kernel.py": f'"""Sound."""\n\nQUERY = "select 1"  {OFF}: S608 - a constant\n',
    "src/padu/market/sound.py": (
        '"""Sound."""\n\n\nasync def f(u, engine):\n    savepoint = await u.begin_nested()\n    await savepoint.rollback()\n'
        "    async with engine.connect() as own:\n        await own.commit()\n"
    ),
    "tests/test_sound.py": 'import pytest\n\ndef test_it():\n    pytest.skip("no browser here")\n',
    ".venv/lib/utils.py": "x = 1\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in SOUND.items():
        _write(tmp_path / name, text)
    return tmp_path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_the_tree_is_tidy() -> None:
    assert [str(finding) for finding in inspect(ROOT)] == []


def test_a_sound_tree_has_no_findings(tree: Path) -> None:
    assert inspect(tree) == []
    assert main([str(tree)]) == 0


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_violation_is_caught(tree: Path, plant: str, capsys: pytest.CaptureFixture[str]) -> None:
    rule, name, text = PLANTS[plant]
    _write(tree / name, text)
    assert {(finding.rule, finding.path) for finding in inspect(tree)} >= {
        (rule, name.removesuffix("/__init__.py").removesuffix("/keep.txt"))
    }
    assert main([str(tree)]) == 1
    assert f"[{rule}]" in capsys.readouterr().out


def test_an_empty_folder_is_caught(tree: Path) -> None:
    (tree / "src" / "padu" / "attic").mkdir()
    assert [finding.rule for finding in inspect(tree)] == ["empty"]


def test_every_rule_has_its_plant() -> None:
    explained = {"reasons", "skips", "explained_ignores"}  # three rules that all speak of missing reasons
    spoken = {rule.__name__ for rule in RULES} - explained
    said = {rule.replace("-", "_") for rule, _, _ in PLANTS.values()} - {"reason"}
    assert {name.removesuffix("s") for name in spoken} == {name.removesuffix("s") for name in said}


PLANTED = '"""Planted."""\n\n\ndef double(n: int) -> int:\n    """Twice."""\n    print(n)\n    return str(n) * 2\n'


def test_the_linter_and_the_type_checker_catch_what_is_planted(tmp_path: Path) -> None:
    _write(tmp_path / "pyproject.toml", (ROOT / "pyproject.toml").read_text())
    _write(tmp_path / "src" / "padu" / "planted.py", PLANTED)
    programs = Path(sys.executable).parent
    linted = subprocess.run(
        [programs / "ruff", "check", "--no-cache", "--output-format", "concise", "src"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 1
    assert "T201" in linted.stdout
    typed = subprocess.run(
        [programs / "pyright", "--pythonpath", sys.executable, "--project", "pyproject.toml"],
        cwd=tmp_path,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert typed.returncode == 1
    assert "reportReturnType" in typed.stdout
