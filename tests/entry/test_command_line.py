"""The command line as people run it: in a process of its own, with a home of its own."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from padu.platform import postgres

Run = Callable[..., subprocess.CompletedProcess[str]]

REPORT_FIELDS = {
    "source_records", "created", "merged", "rejected", "waiting", "quarantined", "unaccounted", "stock_difference", "money_difference",
    "ledger_imbalance", "matching", "seconds", "checks_failed",
}  # fmt: skip


def run_padu(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "COLUMNS": "120"} | environment
    command = [sys.executable, "-m", "padu.entry.command_line", *arguments]
    return subprocess.run(command, env=clean, capture_output=True, text=True, timeout=180, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with an embedded server of its own; as root it must lie where an unprivileged user can reach it."""
    folder = Path("/var/lib/padu") / f"test-command-line-{os.getpid()}" if os.geteuid() == 0 else tmp_path_factory.mktemp("home")
    yield folder
    postgres.stop(folder, mode="immediate")
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.mark.faults
@pytest.mark.xdist_group("command-line")
def test_the_demo_runs_twice_writes_its_report_and_refuses_another_world(home: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    arguments = ("demo", "--no-serve", "--no-play", "--scale", "0.05", "--report", str(report))
    first = run_padu(*arguments, PADU_HOME=str(home))
    assert first.returncode == 0, first.stdout + first.stderr
    found = json.loads(report.read_text("utf-8"))
    assert set(found) >= REPORT_FIELDS
    assert found["checks_failed"] == []
    fates = ("created", "merged", "rejected", "waiting", "quarantined", "unaccounted")
    assert found["source_records"] == sum(found[fate] for fate in fates) > 1000
    assert found["unaccounted"] == found["stock_difference"] == found["money_difference"] == 0
    assert {"sellers", "listings"} == set(found["matching"])
    assert {"write", "read", "match", "plan", "apply", "reconcile", "total"} <= set(found["seconds"])

    second = run_padu(*arguments, PADU_HOME=str(home))
    assert second.returncode == 0, second.stdout + second.stderr
    again = json.loads(report.read_text("utf-8"))
    assert {name: again[name] for name in REPORT_FIELDS - {"seconds"}} == {name: found[name] for name in REPORT_FIELDS - {"seconds"}}

    other = run_padu("demo", "--no-serve", "--no-play", "--scale", "0.06", PADU_HOME=str(home))
    assert other.returncode == 1
    assert "demo.other_world" in other.stderr
    assert "--fresh" in other.stderr

    shown = run_padu("merge", "status", PADU_HOME=str(home))
    assert shown.returncode == 0
    assert "records_accounted" in shown.stdout


@pytest.mark.faults
@pytest.mark.xdist_group("command-line")
def test_waiting_pairs_are_shown_decided_and_taken_back(home: Path) -> None:
    run_padu("demo", "--no-serve", "--no-play", "--scale", "0.05", PADU_HOME=str(home))
    shown = run_padu("merge", "waiting", "--limit", "3", PADU_HOME=str(home), COLUMNS="400")
    assert shown.returncode == 0, shown.stderr
    found = re.search(r"tiktok_shop\s+│?\s*(seller|listing)\s+│?\s*(\d{10,})", shown.stdout)
    assert found, shown.stdout
    kept = run_padu("merge", "decide", "tiktok_shop", found[1], found[2], "different", PADU_HOME=str(home))
    assert kept.returncode == 0, kept.stderr
    decision = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", kept.stdout)
    assert decision
    assert run_padu("merge", "undo", decision[0], PADU_HOME=str(home)).returncode == 0
    twice = run_padu("merge", "undo", decision[0], PADU_HOME=str(home))
    assert (twice.returncode, "merge.unknown_decision" in twice.stderr) == (1, True)
    nobody = run_padu("merge", "decide", "tiktok_shop", "seller", "1", "same", PADU_HOME=str(home))
    assert (nobody.returncode, "merge.not_waiting" in nobody.stderr) == (1, True)


def test_a_misspelt_setting_ends_with_its_name_and_no_traceback(tmp_path: Path) -> None:
    wrong = run_padu("db", "status", PADU_HOME=str(tmp_path), PADU_PROT="1")
    assert wrong.returncode == 1
    assert "PADU_PROT" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_an_unknown_kind_of_import_names_those_that_there_are(tmp_path: Path) -> None:
    wrong = run_padu("import", "shopee", str(tmp_path), PADU_HOME=str(tmp_path))
    assert wrong.returncode != 0
    assert "tiktok-shop" in wrong.stdout + wrong.stderr


@pytest.mark.faults
def test_an_import_of_nothing_says_what_it_looked_for(home: Path, tmp_path: Path) -> None:
    wrong = run_padu("import", "tiktok-shop", str(tmp_path), PADU_HOME=str(home))
    assert wrong.returncode == 1
    assert "sources.nothing_found" in wrong.stderr


@pytest.mark.faults
def test_a_port_that_is_taken_is_an_error_that_names_it(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        wrong = run_padu("demo", "--scale", "0.05", PADU_HOME=str(home), PADU_MARKET_PORT=port)
    assert wrong.returncode == 1
    assert "serve.port_taken" in wrong.stderr
    assert port in wrong.stderr


def test_databases_are_created_once_with_passwords_that_nobody_sees(admin_url: str, tmp_path: Path) -> None:
    """On a server of one's own: the two databases, their roles, and a file that only its owner reads."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname in ('padu_market', 'padu_social')").fetchone():
            pytest.skip("this server already holds a market of its own, which a test must not touch")
        try:
            made = run_padu("db", "create", PADU_HOME=str(tmp_path), PADU_ADMIN_DATABASE_URL=admin_url)
            assert made.returncode == 0, made.stderr
            secrets = (tmp_path / "database-passwords").read_text("utf-8")
            assert (tmp_path / "database-passwords").stat().st_mode & 0o777 == 0o600
            assert not any(line.split("=", 1)[1] in made.stdout + made.stderr for line in secrets.splitlines())
            assert run_padu("db", "create", PADU_HOME=str(tmp_path), PADU_ADMIN_DATABASE_URL=admin_url).returncode == 0
            assert (tmp_path / "database-passwords").read_text("utf-8") == secrets
        finally:
            for name in ("padu_market", "padu_social"):
                connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            for side in ("market", "social"):
                for role in ("owner", "app", "auditor"):
                    connection.execute(sql.SQL("alter role {} password null").format(sql.Identifier(f"padu_{side}_{role}")))
