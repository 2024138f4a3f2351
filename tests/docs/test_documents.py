"""What the documents say is so: their commands run, their links lead somewhere, and they name only what exists."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

import msgspec
import psycopg
import pytest
from tools.generate_reference import pages

from padu.platform.settings import Settings

ROOT = Path(__file__).parents[2]
WRITTEN_BY_HAND = [ROOT / "README.md", *sorted(path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "reference")]
ALL = [*WRITTEN_BY_HAND, *sorted((ROOT / "docs" / "reference").glob("*.md"))]
BLOCK = re.compile(r"(?:^<!-- run(?P<how>: slow)? -->\n)?^[ ]*```sh\n(?P<commands>.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
OF_THE_TESTS = {"PADU_SHARED_DATA", "PADU_TEST_DATABASE_URL"}


class Urls(Protocol):
    """What this needs of the migrated database."""

    auditor_url: str


def blocks(mark: str) -> list[Any]:
    """The commands of every block marked `run` (mark `run`), `run: slow` (`slow`) or not at all (``)."""
    found: list[Any] = []
    for path in WRITTEN_BY_HAND:
        for number, block in enumerate(BLOCK.finditer(path.read_text()), start=1):
            marked = "" if not block.group(0).startswith("<!--") else "slow" if block.group("how") else "run"
            if marked == mark:
                found.append(pytest.param(block.group("commands"), id=f"{path.stem}-{number}"))
    return found


@pytest.mark.parametrize("commands", blocks("run"))
def test_a_command_that_a_document_shows_succeeds(tmp_path: Path, commands: str) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PADU_")}
    environ |= {"HOME": str(tmp_path), "PADU_HOME": str(tmp_path / "padu"), "PATH": f"{Path(sys.executable).parent}:{environ['PATH']}"}
    done = subprocess.run(["/bin/sh", "-euc", commands], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("commands", blocks("slow"))
def test_a_command_too_long_to_run_exists_with_its_options(commands: str) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in commands.splitlines():
        program, target, *rest = shlex.split(line)
        assert program == "make"
        assert target in targets
        for argument in rest:
            name, _, value = argument.partition("=")
            assert name == "ARGS"
            assert unknown_options([target, *shlex.split(value)]) == []


def app() -> Any:  # noqa: ANN401 - a test reads what cyclopts gives as it comes
    """The command line as the program composes it."""
    return importlib.import_module("padu.entry.command_line").app


def unknown_options(words: list[str]) -> list[str]:
    """The commands and options in a command line (without `padu`) that do not exist."""
    chain, apps, left = app().parse_commands(words)
    known = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", app().generate_docs(output_format="markdown")))
    unknown = [word for word in left if word.startswith("--") and word.partition("=")[0] not in known]
    stops_short = apps[-1].default_command is None and left and not left[0].startswith("-")
    return unknown + ([" ".join(words)] if stops_short or not chain else [])


def test_every_command_that_a_document_names_exists() -> None:
    unknown: list[str] = []
    for path in WRITTEN_BY_HAND:
        text = path.read_text()
        in_blocks = [line.strip() for block in BLOCK.finditer(text) for line in block.group("commands").splitlines()]
        for line in [*re.findall(r"`(padu [^`]+)`", text), *in_blocks]:
            if line.startswith("padu "):
                unknown += [f"{path.relative_to(ROOT)}: {found}" for found in unknown_options(shlex.split(line)[1:])]
    assert unknown == []


def test_an_unknown_command_and_an_unknown_option_are_told() -> None:
    assert unknown_options(["no-such-command"]) == ["no-such-command"]
    assert unknown_options(["demo", "--no-such-option"]) == ["--no-such-option"]


def test_every_relative_link_leads_somewhere() -> None:
    links = [(path, target) for path in ALL for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text())]
    inside = [(path, target.partition("#")[0]) for path, target in links if not target.startswith(("http://", "https://", "#"))]
    broken = [f"{path.relative_to(ROOT)}: {target}" for path, target in inside if not (path.parent / target).exists()]
    assert inside
    assert broken == []


def test_documents_and_settings_name_the_same_variables() -> None:
    named = {name for path in WRITTEN_BY_HAND for name in re.findall(r"\bPADU_[A-Z_]+\b", path.read_text())}
    known = {f"PADU_{field.name.upper()}" for field in msgspec.structs.fields(Settings)}
    assert named - known - OF_THE_TESTS == set()
    assert known - named == set()


def test_every_decision_record_says_what_enforces_it() -> None:
    for path in sorted((ROOT / "docs" / "adr").glob("*.md")):
        text = path.read_text()
        assert re.match(rf"# {path.name[:4]} ", text), path.name
        for part in ("**Context.**", "**Decision.**", "**Alternatives.**", "**Consequences.**", "**Enforced by**"):
            assert part in text, f"{path.name} lacks {part}"


@pytest.fixture(scope="module")
def reference(market_database: Urls, social_database: Urls) -> dict[str, str]:
    """The reference as it would be written now."""
    with psycopg.connect(market_database.auditor_url) as market, psycopg.connect(social_database.auditor_url) as social:
        return {path.stem: text for path, text in pages(ROOT, market, social).items()}


@pytest.mark.parametrize("page", ["settings", "errors", "quarantine", "schema", "schema-social", "command-line", "http", "events"])
def test_the_reference_is_up_to_date(reference: dict[str, str], page: str) -> None:
    written = ROOT / "docs" / "reference" / f"{page}.md"
    assert written.is_file(), "run `make docs`"
    assert written.read_text() == reference[page], "run `make docs`"


def test_the_readme_is_one_screen_with_both_commands_and_figures() -> None:
    text = (ROOT / "README.md").read_text()
    assert text.count("\n") <= 100
    assert "make demo" in text
    assert "make test" in text
    figures = text.partition("<!-- figures -->")[2].partition("<!-- /figures -->")[0]
    assert "source records" in figures, "run `padu demo --no-serve --report report.json`, then `python tools/refresh_readme.py report.json`"
