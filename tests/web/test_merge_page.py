"""The operator's merge page over HTTP, on example merges."""

from __future__ import annotations

import csv
import io

import pytest
from litestar.testing import AsyncTestClient

RUNNING = "018d6000-0000-7000-8000-000000000001"
BROKEN = "018d6000-0000-7000-8000-000000000003"
FAILED = "018d6000-0000-7000-8000-000000000004"
LIVE = {"HX-Request": "true", "HX-Target": "merge-live"}


@pytest.mark.anyio
async def test_a_finished_merge_shows_every_figure_and_stops_asking(operators_site: AsyncTestClient) -> None:
    page = (await operators_site.get("/operations/merge")).text
    for said in ("Semua tercatat, tak ada yang hilang", "27.352", "1.394", "Rp384.915.500", "812.340", "99,4%", "price.comma", "87,4%"):
        assert said in page
    assert "hx-trigger" not in page
    assert "<b>PROMO" not in page
    assert "&lt;b&gt;PROMO" in page


@pytest.mark.anyio
async def test_a_running_merge_asks_again_every_second_for_its_block_only(operators_site: AsyncTestClient) -> None:
    page = (await operators_site.get(f"/operations/merge?jalan={RUNNING}")).text
    assert 'hx-trigger="every 1s"' in page
    assert "11.200 dari 27.352" in page
    assert "1.836 per detik" in page
    assert "sisa 8,8 dtk" in page
    block = (await operators_site.get(f"/operations/merge?jalan={RUNNING}", headers=LIVE)).text
    assert "<html" not in block
    assert block.lstrip().startswith('<div id="merge-live"')
    after = (await operators_site.get("/operations/merge", headers=LIVE)).text
    assert 'id="merge-live"' in after
    assert "hx-trigger" not in after


@pytest.mark.anyio
async def test_a_merge_that_lost_something_or_failed_says_so(operators_site: AsyncTestClient) -> None:
    broken = (await operators_site.get(f"/operations/merge?jalan={BROKEN}&lang=en")).text
    assert "A check did not hold" in broken
    assert "Did not hold" in broken
    failed = (await operators_site.get(f"/operations/merge?jalan={FAILED}")).text
    assert "The merge stopped" in failed
    assert "[database.away]" in failed


@pytest.mark.anyio
async def test_before_the_first_merge_the_page_says_how_to_begin(operators_site: AsyncTestClient) -> None:
    operators_site.app.state.merge_reader.state = "none"
    page = await operators_site.get("/operations/merge")
    assert page.status_code == 200
    assert "padu demo" in page.text
    assert (await operators_site.get("/operations/merge/quarantine.csv")).status_code == 404


@pytest.mark.anyio
async def test_the_quarantine_is_filtered_paged_and_exported(operators_site: AsyncTestClient) -> None:
    view = (await operators_site.get("/operations/merge?kode=price.comma", headers={"Accept": "application/json"})).json()
    assert {row["code"] for row in view["merge"]["quarantine"]["rows"]} == {"price.comma"}
    second = (await operators_site.get("/operations/merge?karantina=dua")).text
    assert "Ke awal" in second
    answer = await operators_site.get("/operations/merge/quarantine.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 25
    assert all(list(row) == ["platform", "kind", "file", "row", "field", "value", "code", "reason"] for row in rows)
    # A spreadsheet must not run what a seller wrote.
    assert {row["value"][0] for row in rows} == {"2", "'"}
    narrowed = (await operators_site.get("/operations/merge/quarantine.csv?kode=stock.negative")).content.decode("utf-8-sig")
    assert {row["code"] for row in csv.DictReader(io.StringIO(narrowed))} == {"stock.negative"}


@pytest.mark.anyio
async def test_the_merge_is_for_operators_only(site: AsyncTestClient) -> None:
    for page in ("/operations/merge", "/operations/merge/quarantine.csv"):
        answer = await site.get(page, headers={"Accept": "text/html"}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/masuk?lanjut={page}")


@pytest.mark.anyio
async def test_an_address_that_names_no_run_is_refused_calmly(operators_site: AsyncTestClient) -> None:
    for asked in ("jalan=satu", "karantina=tiga"):
        assert (await operators_site.get(f"/operations/merge?{asked}")).status_code == 400
    assert (await operators_site.get("/operations/merge?jalan=018d6000-0000-7000-8000-00000000ffff")).status_code == 404
