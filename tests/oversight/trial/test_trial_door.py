"""A trial from opening to closing on a real market: shops, door, steps, figures, audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Protocol
from uuid import UUID

import psycopg
import pytest

from padu.engines import tlog
from padu.engines.rules import load_pack
from padu.exchange import cards, register
from padu.exchange.findings import LawBook, ask
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import ledger
from padu.oversight import rulebook, trial
from padu.oversight.evidence import make_checkpoint
from padu.oversight.trial import TrialError, TrialPlan, TrialState
from padu.platform import audit
from padu.platform.unit_of_work import Database, UnitOfWork, open_database

pytestmark = pytest.mark.anyio
Merged = Callable[..., Awaitable[list[UUID]]]
BOOK = LawBook(load_pack(Path(__file__).parents[3] / "law" / "id"), "strict_frontend")
SIGNER = tlog.make_signer("padu.test/audit")
ACTOR = "account:1"


class Urls(Protocol):
    owner_url: str
    app_url: str


@pytest.fixture
async def database(committed_market: Urls, clock: FixedClock) -> AsyncIterator[Database]:
    opened = open_database(committed_market.app_url, clock)
    yield opened
    await opened.close()


async def begin(uow: UnitOfWork, plan: TrialPlan, shops: list[UUID]) -> trial.Trial:
    return await trial.open_trial(uow, plan, shops=shops, reason="uji coba terbatas dimulai", actor=ACTOR)


async def figures(uow: UnitOfWork, plan: TrialPlan) -> dict[str, trial.GateFigure]:
    return {figure.gate: figure for figure in await trial.current_figures(uow, plan, await trial.current_trial(uow))}


async def breach(uow: UnitOfWork) -> None:
    """Somebody tried to take a payment on the social side."""
    facts = {f"payment.{name}_domain": "social" for name in ("intent", "token", "settlement", "invoice")} | {"checkout.front": "market"}
    await ask(uow, BOOK, "payment.intent", facts, subject=f"purchase:{new_id()}", occasion="checkout")
    await rulebook.KEEP_FINDINGS.react(uow, list(uow.told))
    uow.told.clear()


async def test_opening_admits_the_shops_opens_the_door_and_is_audited(market: UnitOfWork, plan: TrialPlan, merged: Merged) -> None:
    shops = await merged(market, 3)
    assert not await register.door_is_open(market)
    assert await trial.current_trial(market) is None
    opened = await begin(market, plan, shops[:2])
    assert (opened.state, opened.stage, opened.shops, opened.plan) == (TrialState.RUNNING, "limited", 2, "id-trial")
    assert await register.door_is_open(market)
    assert set(await cards.admitted_shops(market)) == set(shops[:2]) == set(await trial.members_of(market, opened.trial_id))
    (step,) = opened.steps
    assert (step.step, step.reason, step.actor, step.at) == ("opened", "uji coba terbatas dimulai", ACTOR, market.clock.now())
    assert len(step.figures) == len(plan.stages[0].gates)
    entry = (await audit.list_newest(market, limit=1))[0]
    assert (entry.actor, entry.action, entry.subject) == (ACTOR, "trial.opened", f"trial:{opened.trial_id}")
    assert (entry.detail["stage"], entry.detail["shops"], entry.detail["reason"]) == ("limited", 2, "uji coba terbatas dimulai")


async def test_only_merged_shops_within_the_cap_and_only_one_trial(
    market: UnitOfWork, plan: TrialPlan, merged: Merged, clock: FixedClock
) -> None:
    both, one = await merged(market, 201), await merged(market, 1, ("tokopedia",))
    assert set(await trial.merged_shops(market)) == set(both)
    for shops, code in (([], "trial.no_shops"), (both, "trial.too_many_shops"), ([both[0], *one], "trial.not_merged")):
        with pytest.raises(TrialError) as error:
            await begin(market, plan, shops)
        assert error.value.code == code
    assert (await trial.current_trial(market), await register.door_is_open(market), await audit.count(market)) == (None, False, 0)
    await begin(market, plan, both[:1])
    with pytest.raises(TrialError) as error:
        await begin(market, plan, both[1:2])
    assert error.value.code == "trial.running"
    clock.at = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
    await trial.close_trial(market, plan, reason="selesai", actor=ACTOR)
    with pytest.raises(TrialError) as error:
        await begin(market, plan, both[:1])
    assert error.value.code == "trial.no_caps"


async def test_a_pause_closes_the_door_at_once_and_closing_withdraws_the_shops(
    market: UnitOfWork, plan: TrialPlan, merged: Merged, clock: FixedClock
) -> None:
    shops = await merged(market, 2)
    await begin(market, plan, shops)
    clock.advance(dt.timedelta(hours=1))
    paused = await trial.pause_trial(market, plan, reason="pemeriksaan", actor="account:2")
    assert (paused.state, await register.door_is_open(market)) == (TrialState.PAUSED, False)
    assert set(await cards.admitted_shops(market)) == set(shops)
    for act, code in ((trial.pause_trial, "trial.not_now"), (trial.advance_trial, "trial.not_now")):
        with pytest.raises(TrialError) as error:
            await act(market, plan, reason="lagi", actor=ACTOR)
        assert error.value.code == code
    assert (await trial.resume_trial(market, plan, reason="aman", actor=ACTOR)).state is TrialState.RUNNING
    assert await register.door_is_open(market)
    closed = await trial.close_trial(market, plan, reason="selesai", actor=ACTOR)
    assert (closed.state, [step.step for step in closed.steps]) == (TrialState.CLOSED, ["opened", "paused", "resumed", "closed"])
    assert (await register.door_is_open(market), set(await cards.admitted_shops(market))) == (False, set())
    with pytest.raises(TrialError) as error:
        await trial.resume_trial(market, plan, reason="lagi", actor=ACTOR)
    assert error.value.code == "trial.none"
    again = await begin(market, plan, shops[:1])
    assert (again.shops, again.trial_id != closed.trial_id) == (1, True)


async def test_figures_are_counted_and_what_is_not_known_says_so(
    market: UnitOfWork, plan: TrialPlan, merged: Merged, clock: FixedClock
) -> None:
    await begin(market, plan, await merged(market, 1))
    now = await figures(market, plan)
    assert list(now) == list(plan.stages[0].gates)
    assert (now["ledger_balanced"].value, now["ledger_balanced"].held) == (0, True)
    assert (now["orders_enough"].value, now["orders_enough"].held, now["orders_enough"].at_least) == (0, False, 200)
    assert (now["handoffs_today"].value, now["handoffs_today"].at_most) == (0, 5_000)
    for gate, why in (("invoice_link", "no_measure"), ("handoffs_refused", "nothing_yet"), ("orders_late", "nothing_yet")):
        assert (now[gate].value, now[gate].held, now[gate].why) == (None, None, why)
    clock.advance(dt.timedelta(minutes=20))
    assert (await figures(market, plan))["evidence_signed"].value == 20
    await make_checkpoint(market, SIGNER)
    assert (await figures(market, plan))["evidence_signed"].value == 0
    for number, outcome in enumerate(["passed", "passed", "exchange.expired"]):
        await register.record_refusal(market, "handoff", f"text {number}", outcome)
    now = await figures(market, plan)
    assert (now["handoffs_today"].value, now["handoffs_refused"].value, now["handoffs_refused"].held) == (2, 334, False)
    await breach(market)
    now = await figures(market, plan)
    assert (now["payment_on_market"].value, now["payment_on_market"].held, now["orders_on_market"].held) == (1, False, True)
    with pytest.raises(TrialError) as error:
        await trial.advance_trial(market, plan, reason="maju", actor=ACTOR)
    assert error.value.code == "trial.gates_not_held"
    assert "invoice_link" in error.value.what


async def test_an_old_breach_is_not_the_next_trials_but_an_open_flag_is(
    market: UnitOfWork, plan: TrialPlan, merged: Merged, clock: FixedClock
) -> None:
    shops = await merged(market, 1)
    await breach(market)
    await ask(market, BOOK, "handoff.cross", {}, subject="handoff:1", occasion="handoff")
    await rulebook.KEEP_FINDINGS.react(market, list(market.told))
    clock.advance(dt.timedelta(hours=1))
    await begin(market, plan, shops)
    now = await figures(market, plan)
    assert (now["payment_on_market"].value, now["flags_decided"].value) == (0, 3)


async def test_a_step_forward_settles_the_decisions_it_rests_on(
    market: UnitOfWork, plan: TrialPlan, merged: Merged, clock: FixedClock
) -> None:
    await ask(market, BOOK, "handoff.cross", {}, subject="handoff:1", occasion="handoff")
    await rulebook.KEEP_FINDINGS.react(market, list(market.told))
    flag = (await rulebook.list_findings(market, rulebook.FindingQuery()))[0].finding_id
    await rulebook.decide_flag(market, flag, rulebook.Verdict.ACCEPTED, reason="uji", actor=ACTOR)
    clock.advance(dt.timedelta(hours=1))
    await begin(market, plan, await merged(market, 1))
    with pytest.raises(rulebook.RulebookError) as error:
        await rulebook.undo_decision(market, flag, reason="lagi", actor=ACTOR)
    assert error.value.code == "rulebook.settled"


async def test_a_trial_is_stopped_by_itself_and_not_resumed_before_it_is_mended(
    database: Database, committed_market: Urls, plan: TrialPlan, merged: Merged
) -> None:
    async with database.unit_of_work() as uow:
        shops = await merged(uow, 1)
        await begin(uow, plan, shops)
    await trial.watch_trial(database, plan)
    async with database.unit_of_work() as uow:
        assert await register.door_is_open(uow)
        lines = (ledger.debit(ledger.Account.BANK, Money(500)), ledger.credit(ledger.Account.VOUCHERS, Money(500)))
        posting = ledger.Posting(
            shop_id=shops[0],
            posting_id=ledger.PostingId(new_id()),
            kind="test",
            reference="test:1",
            at=uow.clock.now(),
            lines=lines,
        )
        await ledger.post(uow, [posting])
    with psycopg.connect(committed_market.owner_url, autocommit=True) as owner:
        owner.execute("update market.ledger_entry set amount_idr = 700 where amount_idr = 500")
    await trial.watch_trial(database, plan)
    await trial.watch_trial(database, plan)
    async with database.unit_of_work() as uow:
        stopped = await trial.current_trial(uow)
        assert stopped is not None
        assert (stopped.state, len(stopped.steps), stopped.steps[-1].actor) == (TrialState.PAUSED, 2, "job:oversight.watch_trial")
        assert "ledger_balanced = 200 rupiah" in stopped.steps[-1].reason
        assert not await register.door_is_open(uow)
    with pytest.raises(TrialError) as error:
        async with database.unit_of_work() as uow:
            await trial.resume_trial(uow, plan, reason="coba", actor=ACTOR)
    assert error.value.code == "trial.stopped"
    with psycopg.connect(committed_market.owner_url, autocommit=True) as owner:
        owner.execute("update market.ledger_entry set amount_idr = 500 where amount_idr = 700")
    async with database.unit_of_work() as uow:
        assert (await trial.resume_trial(uow, plan, reason="diperbaiki", actor=ACTOR)).state is TrialState.RUNNING


async def test_looks_within_half_an_hour_are_one_visit(market: UnitOfWork, clock: FixedClock) -> None:
    somebody, began = new_id(), clock.now()
    assert await trial.begin_visit(market, somebody) is None
    clock.advance(dt.timedelta(minutes=30))
    assert await trial.begin_visit(market, somebody) is None
    clock.advance(dt.timedelta(minutes=31))
    assert await trial.begin_visit(market, somebody) == began + dt.timedelta(minutes=30)
    clock.advance(dt.timedelta(minutes=5))
    assert await trial.begin_visit(market, somebody) == began + dt.timedelta(minutes=30)
    assert await trial.begin_visit(market, new_id()) is None
