"""What waits for an operator is counted, decided with a reason and undone; the trial is opened, paused and closed, or nothing changes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from padu.exchange import cards, register
from padu.oversight import rulebook, trial
from padu.oversight.rulebook import FindingQuery, FindingState
from padu.platform import audit

pytestmark = pytest.mark.anyio
Watched = Any
PAGES = ("/operations", "/operations/merge", "/operations/trial", "/operations/findings")


async def flag_of(running: Watched) -> rulebook.FindingLine:
    async with running.database.unit_of_work() as uow:
        return (await rulebook.list_findings(uow, FindingQuery(state=FindingState.OPEN)))[0]


async def state_of(watched: Watched) -> tuple[str | None, bool, int]:
    async with watched.database.unit_of_work() as uow:
        now = await trial.current_trial(uow)
        return now.state.value if now else None, await register.door_is_open(uow), len(await cards.admitted_shops(uow))


@pytest.mark.parametrize("roles", [("shopper",), ("seller", "shopper"), ("regulator",)])
async def test_nobody_but_an_operator_sees_or_changes_anything(running: Watched, roles: tuple[str, ...]) -> None:
    browser, flag, before = await running.be(*roles), await flag_of(running), await state_of(running)
    for path in PAGES:
        assert (await browser.get(path)).status_code == 403, path
    token = {"_csrf_token": await browser.form_token()}
    for path in ("/operations/trial/pause", f"/operations/findings/{flag.finding_id}", f"/operations/findings/{flag.finding_id}/batal"):
        assert (await browser.post(path, {**token, "reason": "x", "confirm": "yes", "verdict": "accepted"})).status_code == 403, path
    assert (await state_of(running), (await flag_of(running)).state) == (before, FindingState.OPEN)
    running.client.cookies.clear()
    for path in PAGES:
        assert (await browser.get(path)).status_code == 303, path


async def test_the_cockpit_counts_what_waits(running: Watched) -> None:
    browser = await running.be("operator")
    view = (await browser.get("/operations", Accept="application/json")).json()
    assert (view["findings"]["open"], view["findings"]["blocked"], view["merge_waiting"]) == (2, 1, None)
    assert (view["stuck"], view["failed"], view["refunds"], view["door"]["is_open"]) == ([], [], [], True)
    async with running.database.unit_of_work() as uow:
        driver = await uow.driver()
        await driver.execute(
            "insert into platform.event_progress (reaction, stream_id, failures, retry_at, error)"
            " values ('test.stuck', gen_random_uuid(), 3, now(), 'ZeroDivisionError: <b>cracked</b>')"
        )
        await driver.execute(
            "insert into procrastinate.procrastinate_jobs (task_name, queue_name, status, attempts) values ('test.job', 'q', 'failed', 2)"
        )
    page = (await browser.get("/operations")).text
    assert "ZeroDivisionError: &lt;b&gt;cracked" in page
    assert "test.job" in page
    assert (await browser.get("/operations?lang=en")).status_code == 200


async def test_a_flag_is_decided_and_undone_on_its_page(running: Watched) -> None:
    browser, flag = await running.be("operator"), await flag_of(running)
    path = f"/operations/findings/{flag.finding_id}"
    page = (await browser.get("/operations/findings")).text
    assert flag.message_id in page
    assert "flow.personal_fields" in page
    answer = await browser.submit("/operations/findings", path, verdict="upheld", reason="nomor telepon ikut")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/operations/findings?keadaan=upheld#temuan-{flag.finding_id}")
    assert "nomor telepon ikut" in (await browser.get("/operations/findings?keadaan=upheld")).text
    refused = await browser.submit("/operations/findings?keadaan=upheld", path, verdict="upheld", reason="lagi")
    assert (refused.status_code, "Keputusannya sudah begitu." in refused.text) == (409, True)
    answer = await browser.submit("/operations/findings?keadaan=upheld", f"{path}/batal", reason="salah baca")
    assert answer.status_code == 303
    async with running.database.unit_of_work() as uow:
        assert [made.decision for made in await rulebook.list_decisions(uow, flag.finding_id)] == ["upheld", "undone"]
        newest = (await audit.list_newest(uow, limit=1))[0]
    assert (newest.action, newest.detail["reason"]) == ("finding.undo", "salah baca")
    assert newest.actor.startswith("account:")


async def test_a_decision_without_a_reason_or_on_a_block_changes_nothing(running: Watched) -> None:
    browser, flag = await running.be("operator"), await flag_of(running)
    token = {"_csrf_token": await browser.form_token()}
    refused = await browser.post(f"/operations/findings/{flag.finding_id}", {**token, "verdict": "accepted", "reason": "  "})
    assert (refused.status_code, "Tulis alasannya dulu" in refused.text) == (409, True)
    async with running.database.unit_of_work() as uow:
        block = (await rulebook.list_findings(uow, FindingQuery(state=FindingState.BLOCKED)))[0]
    refused = await browser.post(f"/operations/findings/{block.finding_id}", {**token, "verdict": "accepted", "reason": "x"})
    assert (refused.status_code, "sudah dihentikan oleh aturan" in refused.text) == (409, True)
    unknown = await browser.post(
        "/operations/findings/018d6000-0000-7000-8000-000000000001", {**token, "verdict": "accepted", "reason": "x"}
    )
    assert unknown.status_code == 404
    assert (await browser.post(f"/operations/findings/{flag.finding_id}", {**token, "verdict": "maybe"})).status_code == 400
    assert (await browser.post(f"/operations/findings/{flag.finding_id}", {"verdict": "accepted", "reason": "x"})).status_code == 403
    assert (await flag_of(running)).decision is None


async def test_the_trial_is_opened_paused_resumed_and_closed(watched: Watched) -> None:
    browser = await watched.be("operator")
    page = (await browser.get("/operations/trial")).text
    assert re.findall(r'name="shop_id" value="([^"]+)"', page) == sorted(map(str, watched.shops))
    sure = {"reason": "uji coba terbatas", "confirm": "yes"}
    unsure = await browser.submit("/operations/trial", "/operations/trial/open", reason="uji coba", all_shops="yes")
    assert (unsure.status_code, "Centang dulu kotaknya" in unsure.text) == (409, True)
    none = await browser.submit("/operations/trial", "/operations/trial/open", **sure)
    assert (none.status_code, "Pilih toko pesertanya dulu" in none.text) == (409, True)
    assert await state_of(watched) == (None, False, 0)
    opened = await browser.submit("/operations/trial", "/operations/trial/open", **sure, shop_id=str(watched.shops[0]))
    assert (opened.status_code, opened.headers["location"]) == (303, "/operations/trial")
    assert await state_of(watched) == ("running", True, 1)
    blocked = await browser.submit("/operations/trial", "/operations/trial/advance", **sure)
    assert (blocked.status_code, "Belum semua gerbang terpenuhi" in blocked.text, "invoice_link" in blocked.text) == (409, True, True)
    for step, after in (("pause", ("paused", False, 1)), ("resume", ("running", True, 1)), ("close", ("closed", False, 0))):
        assert (await browser.submit("/operations/trial", f"/operations/trial/{step}", **sure)).status_code == 303
        assert await state_of(watched) == after
    assert (await browser.submit("/operations/trial", "/operations/trial/open", **sure, all_shops="yes")).status_code == 303
    assert await state_of(watched) == ("running", True, 3)
    token = {"_csrf_token": await browser.form_token()}
    assert (await browser.post("/operations/trial/explode", {**token, **sure})).status_code == 404
    assert (await browser.get("/operations/trial?lang=en")).status_code == 200
