"""What a regulator sees agrees with the tables and with what they take along, and nobody else sees it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from typing import Any

import psycopg
import pytest

from padu.engines import tlog
from padu.oversight import evidence, rulebook
from padu.oversight.rulebook import FindingQuery

pytestmark = pytest.mark.anyio
Watched = Any

PAGES = ("/pengawas", "/pengawas/temuan", "/pengawas/alur", "/pengawas/buku-besar", "/pengawas/bukti")
EXPORTS = (
    "/pengawas/gerbang.csv",
    "/pengawas/langkah.csv",
    "/pengawas/temuan.csv",
    "/pengawas/alur.csv",
    "/pengawas/daftar-alur.csv",
    "/pengawas/saldo.csv",
    "/pengawas/pembukuan.csv",
    "/pengawas/log.csv",
    "/pengawas/titik-periksa.csv",
    "/pengawas/bukti/berkas",
)


def table(answer: Any) -> list[dict[str, str]]:  # noqa: ANN401 - httpx's answer
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def seen(browser: Any, path: str) -> dict[str, Any]:  # noqa: ANN401 - a browser of tests.web
    return (await browser.get(path, Accept="application/json")).json()


@pytest.mark.parametrize("roles", [("shopper",), ("seller", "shopper"), ("operator",)])
async def test_nobody_but_a_regulator_is_let_in(running: Watched, roles: tuple[str, ...]) -> None:
    browser = await running.be(*roles)
    async with running.database.unit_of_work() as uow:
        finding = (await rulebook.list_findings(uow, FindingQuery()))[0].finding_id
    for path in (*PAGES, *EXPORTS, f"/pengawas/temuan/{finding}"):
        answer = await browser.get(path)
        assert answer.status_code == 403, path
        assert "handoff:" not in answer.text
    running.client.cookies.clear()
    for path in (*PAGES, *EXPORTS):
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/masuk?lanjut={path}")


@pytest.mark.parametrize("language", ["id", "en"])
async def test_every_page_stands_before_the_first_trial(watched: Watched, language: str) -> None:
    browser = await watched.be("regulator")
    for path in PAGES:
        answer = await browser.get(f"{path}?lang={language}")
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in answer.text
    for path in EXPORTS[:-1]:
        table(await browser.get(path))
    assert 'id="keadaan-uji-coba">' + {"id": "Belum dibuka", "en": "Not opened yet"}[language] in (await browser.get("/pengawas")).text


async def test_the_trial_shows_its_gates_with_their_figures_and_its_steps(running: Watched) -> None:
    browser = await running.be("regulator")
    first = await browser.get("/pengawas")
    assert "Ini kunjungan pertama" in first.text
    assert 'id="keadaan-uji-coba">Berjalan' in first.text
    assert "uji coba dimulai" in first.text
    assert 'href="/pengawas/temuan?aturan=MOT31-SEP-1,MOT31-SEP-2"' in first.text
    gates = table(await browser.get("/pengawas/gerbang.csv"))
    view = await seen(browser, "/pengawas")
    assert [(row["gate"], row["value"], row["held"]) for row in gates] == [
        (
            row["figure"]["gate"],
            "" if row["figure"]["value"] is None else str(row["figure"]["value"]),
            "" if row["figure"]["held"] is None else str(row["figure"]["held"]).lower(),
        )
        for row in view["gates"]
    ]
    by_name = {row["gate"]: row for row in gates}
    assert (by_name["flows_registered"]["value"], by_name["flows_registered"]["held"]) == ("1", "false")
    assert (by_name["invoice_link"]["value"], by_name["invoice_link"]["why"]) == ("", "no_measure")
    assert [row["step"] for row in table(await browser.get("/pengawas/langkah.csv"))] == ["opened"]


async def test_changes_are_those_since_the_visit_before(running: Watched) -> None:
    browser = await running.be("regulator")
    running.clock.at -= dt.timedelta(hours=1)
    assert (await seen(browser, "/pengawas"))["changes"] is None
    running.clock.at += dt.timedelta(hours=1)
    changes = (await seen(browser, "/pengawas"))["changes"]
    assert (changes["findings"], changes["crossings"], changes["refusals"], len(changes["steps"])) == (3, 2, 1, 1)
    assert changes["signed_entries"] > 0


async def test_findings_are_narrowed_by_the_address_and_open_down_to_what_they_rest_on(running: Watched) -> None:
    browser = await running.be("regulator")
    everything = await seen(browser, "/pengawas/temuan")
    exported = table(await browser.get("/pengawas/temuan.csv"))
    assert [row["finding_id"] for row in exported] == [line["finding_id"] for line in everything["findings"]]
    assert len(exported) == 3
    narrowed = table(await browser.get("/pengawas/temuan.csv?aturan=MOT31-SEP-2-KEYS&keadaan=open&hari=2026-12-01&perihal="))
    assert {(row["rule_id"], row["state"]) for row in narrowed} == {("MOT31-SEP-2-KEYS", "open")}
    assert len(narrowed) == 2
    assert (await browser.get("/pengawas/temuan?keadaan=tidak-ada")).status_code == 400
    assert (await browser.get("/pengawas/temuan?hari=2026-13-41")).status_code == 400
    block = next(row for row in exported if row["outcome"] == "block")
    page = (await browser.get(f"/pengawas/temuan/{block['finding_id']}")).text
    for said in (
        "MOT31-SEP-1",
        "Permendag 31/2023",
        "NOT (flow.registered = true AND flow.recorded = true)",
        "kompasiana.com",
        "strict_frontend",
        "dua laporan atau lebih",
        "flow.registered",
        "so nothing may cross",
        "Ministry of Trade",
    ):
        assert said in page, said
    flag = next(row for row in exported if row["outcome"] == "flag")
    page = (await browser.get(f"/pengawas/temuan/{flag['finding_id']}")).text
    assert "MOT31-SEP-2-KEYS [{device, email, email_hash, phone, phone_hash, social_id}]" in page
    assert (await browser.get("/pengawas/temuan/018d6000-0000-7000-8000-000000000001")).status_code == 404


async def test_flows_are_told_field_by_field_and_counted_by_day_and_outcome(running: Watched) -> None:
    running.clock.advance(dt.timedelta(days=1))
    browser = await running.be("regulator")
    view = await seen(browser, "/pengawas/alur")
    counted = {(row["day"], row["flow"], row["outcome"]): row["messages"] for row in view["days"]}
    assert counted == {("2026-12-01", "handoff", "passed"): 2, ("2026-12-01", "handoff", "exchange.expired"): 1}
    crossings = table(await browser.get("/pengawas/alur.csv"))
    assert [row["crossing_id"] for row in crossings] == [one["crossing_id"] for one in view["crossings"]]
    assert table(await browser.get("/pengawas/alur.csv?alur=cards")) == []
    fields = table(await browser.get("/pengawas/daftar-alur.csv"))
    handoff = [row["field"] for row in fields if row["flow"] == "handoff"]
    assert handoff == ["handoff_id", "listing_id", "creator_id", "surface", "issued_at", "expires_at"]
    page = (await browser.get("/pengawas/alur")).text
    assert all(f">{name}</th>" in page for name in handoff)


async def test_the_ledger_is_recomputed_and_its_exports_sum_to_zero(running: Watched, committed_market: Any) -> None:  # noqa: ANN401 - a conftest class
    browser = await running.be("regulator")
    page = (await browser.get("/pengawas/buku-besar")).text
    assert re.search(r'id="selisih"[^>]*text-success">Rp0<', page)
    lines = table(await browser.get("/pengawas/pembukuan.csv"))
    assert (len(lines), sum(int(row["amount_idr"]) for row in lines)) == (6, 0)
    balances = {row["account"]: int(row["balance_idr"]) for row in table(await browser.get("/pengawas/saldo.csv"))}
    assert balances == {"gateway_clearing": 60_000, "buyer_escrow": 60_000}
    with psycopg.connect(committed_market.owner_url, autocommit=True) as owner:
        owner.execute("update market.ledger_entry set amount_idr = 10001 where amount_idr = 10000")
    page = (await browser.get("/pengawas/buku-besar")).text
    assert re.search(r'id="selisih"[^>]*text-error">Rp1<', page)


async def test_the_file_of_evidence_verifies_offline_against_the_key_on_the_page(running: Watched) -> None:
    browser = await running.be("regulator")
    view = await seen(browser, "/pengawas/bukti")
    answer = await browser.get("/pengawas/bukti/berkas")
    assert f"padu-bukti-{view['signed']}.jsonl" in answer.headers["content-disposition"]
    found = evidence.verify_evidence(io.BytesIO(answer.content), view["key"])
    assert (found.faults, found.entries) == ((), view["signed"])
    assert found.root is not None
    assert found.root.hex() == view["checkpoints"][0]["root"]
    assert tlog.parse_verifier(view["key"]).name == "padu/market/audit"
    log = table(await browser.get("/pengawas/log.csv"))
    assert [int(row["position"]) for row in log] == list(range(len(log) - 1, -1, -1))
    entries = [json.loads(line)["entry"] for line in answer.content.splitlines() if b'"entry"' in line[:10]]
    assert [entry["action"] for entry in entries][::-1] == [row["action"] for row in log][-len(entries) :]
    assert (await browser.get("/pengawas/bukti?sebelum=1")).status_code == 200
    assert (await browser.get("/pengawas/bukti?sebelum=x")).status_code == 400
