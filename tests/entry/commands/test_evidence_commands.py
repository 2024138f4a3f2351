"""`padu evidence export` and `padu evidence verify`, from a real log to the exit code."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Protocol

import pytest
from rich.console import Console

from padu.engines import tlog
from padu.entry.commands import export_evidence, verify_evidence
from padu.kernel.clock import SystemClock
from padu.oversight.evidence import EvidenceError, key_file
from padu.platform.audit import AuditRecord, append
from padu.platform.settings import Settings
from padu.platform.unit_of_work import open_database


class Urls(Protocol):
    app_url: str


def audit(url: str, count: int) -> None:
    async def act() -> None:
        database = open_database(url, SystemClock())
        async with database.unit_of_work() as uow:
            await append(uow, [AuditRecord(actor="siti", action="shop.suspend", subject=f"shop [red]{n}") for n in range(count)])
        await database.close()

    asyncio.run(act())


def test_a_log_is_exported_verified_and_a_forged_line_named(committed_market: Urls, committed_social: Urls, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", market_database_url=committed_market.app_url, social_database_url=committed_social.app_url)
    file, said = tmp_path / "out" / "evidence.jsonl", io.StringIO()
    console = Console(file=said, width=200)
    for count in (3, 2):
        audit(committed_market.app_url, count)
        assert export_evidence.run(settings, file, console=console) == 0
    assert [path.name for path in file.parent.iterdir()] == ["evidence.jsonl"]
    key = said.getvalue().split()[-1]
    secret = key_file(settings.home).read_text().strip()
    assert tlog.format_verifier(tlog.parse_signer(secret).verifier) == key
    _, _, _, _, private = secret.split("+", 4)  # PRIVATE+KEY+name+id+key; base64 may hold a plus of its own
    assert len(private) > 40
    assert private not in said.getvalue() + file.read_text()

    assert verify_evidence.run(file, key=None, console=console) == 0
    assert "5 entries and 2 checkpoints" in said.getvalue()
    assert "The key is the file's own" in said.getvalue()
    assert verify_evidence.run(file, key=key, console=console) == 0

    lines = file.read_text().splitlines(keepends=True)
    lines[6] = lines[6].replace("siti", "budi")
    file.write_text("".join(lines))
    said.truncate(0)
    assert verify_evidence.run(file, key=key, console=console) == 1
    assert "line 7: [evidence.entry_changed] entry 4" in said.getvalue()
    assert "line 6" not in said.getvalue()


def test_many_faults_are_cut_short(tmp_path: Path) -> None:
    file, said = tmp_path / "evidence.jsonl", io.StringIO()
    key = tlog.format_verifier(tlog.make_signer("padu.test/audit").verifier)
    file.write_text(f'{{"format":"padu-evidence/1","key":"{key}","entries":0,"checkpoints":0}}\n' + "[red]nonsense\n" * 5_000)
    assert verify_evidence.run(file, key=None, console=Console(file=said, width=200)) == 1
    assert said.getvalue().count("evidence.line_unreadable") == 20
    assert "4,981 more" in said.getvalue()


def test_a_file_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    for path, code in (
        (tmp_path / "absent", "evidence.file_unreadable"),
        (tmp_path, "evidence.file_unreadable"),
        (tmp_path / "x", "evidence.not_evidence"),
    ):
        (tmp_path / "x").write_bytes(b"hello\n")
        with pytest.raises(EvidenceError) as error:
            verify_evidence.run(path, key=None, console=Console(file=io.StringIO()))
        assert (error.value.code, error.value.where) == (code, str(path))
