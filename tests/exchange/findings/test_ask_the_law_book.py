"""What the law book is asked is answered by the law of Jakarta's day, and what it flags or blocks is told once for each rule."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.engines.rules import Facts, Finding, RulesError, load_pack
from padu.engines.rules.types import Confidence, Words
from padu.events.oversight import FindingMade
from padu.exchange import findings
from padu.exchange.findings import Findings, FindingsError, LawBook, Outcome, ask, rules
from padu.kernel.clock import FixedClock
from padu.platform.unit_of_work import UnitOfWork

PACK = load_pack(Path(__file__).parents[3] / "law" / "id")
BOOK = LawBook(PACK, "strict_frontend")
CROSSING = {"flow.registered": True, "flow.recorded": True, "flow.purpose_registered": True, "flow.personal_fields": frozenset[str]()}


def told(uow: UnitOfWork) -> list[FindingMade]:
    return [event for event in uow.told if isinstance(event, FindingMade)]


async def cross(uow: UnitOfWork, subject: str = "handoff:1", **changed: object) -> Findings:
    facts: Facts = {**CROSSING, **{f"flow.{name}": value for name, value in changed.items()}}  # type: ignore[dict-item] - the cases are facts
    return await ask(uow, BOOK, "handoff.cross", facts, subject=subject, occasion="handoff")


@pytest.mark.anyio
async def test_what_is_allowed_is_answered_and_not_told(market: UnitOfWork) -> None:
    answer = await cross(market)
    assert (answer.outcome, answer.profile, market.told) == (Outcome.ALLOW, "strict_frontend", [])
    assert findings.blocking(answer) == ()


@pytest.mark.anyio
async def test_each_rule_that_flags_or_blocks_tells_its_article_facts_and_reading(market: UnitOfWork) -> None:
    answer = await cross(market, registered=False, personal_fields=frozenset({"phone_hash", "device"}))
    assert answer.outcome is Outcome.BLOCK
    assert [finding.rule_id for finding in findings.blocking(answer)] == ["MOT31-SEP-1"]
    block, flag = sorted(told(market), key=lambda event: event.outcome)
    assert (block.rule_id, block.law, block.article, block.confidence) == ("MOT31-SEP-1", "Permendag 31/2023", "13", "B")
    assert block.facts == {"flow.recorded": "true", "flow.registered": "false"}
    assert (block.occasion, block.subject, block.question, block.pack) == ("handoff", "handoff:1", "handoff.cross", "id")
    assert (block.profile, block.on) == ("strict_frontend", dt.date(2024, 2, 1))
    assert block.message_id != block.message_en
    assert (flag.outcome, flag.facts["flow.personal_fields"]) == ("flag", "device, phone_hash")
    assert flag.parameters == {"MOT31-SEP-2-KEYS": "device, email, email_hash, phone, phone_hash, social_id"}
    assert block.stream == flag.stream
    await market.write_told()


@pytest.mark.anyio
async def test_what_cannot_be_decided_flags_and_names_what_is_missing(market: UnitOfWork) -> None:
    await ask(market, BOOK, "handoff.cross", {"flow.recorded": True}, subject="handoff:2", occasion="handoff")
    by_rule = {event.rule_id: event for event in told(market)}
    assert by_rule["MOT31-SEP-1"].missing == ("flow.registered",)
    assert {event.outcome for event in by_rule.values()} == {"flag"}


@pytest.mark.anyio
async def test_the_same_finding_has_the_same_id_on_another_day_and_another_one_has_not(market: UnitOfWork, clock: FixedClock) -> None:
    await cross(market, registered=False)
    clock.advance(dt.timedelta(days=3))
    await cross(market, registered=False)
    await cross(market, registered=False, recorded=False)
    await cross(market, "handoff:9", registered=False)
    first, again, other_fact, other_subject = told(market)
    assert first.finding_id == again.finding_id
    assert (first.on, again.on) == (dt.date(2024, 2, 1), dt.date(2024, 2, 4))
    assert len({first.finding_id, other_fact.finding_id, other_subject.finding_id}) == 3


@pytest.mark.anyio
async def test_the_day_is_jakartas(market: UnitOfWork, clock: FixedClock) -> None:
    clock.at = dt.datetime(2023, 9, 25, 17, 0, tzinfo=dt.UTC)  # midnight in Jakarta: the rule begins on the 26th
    assert (await cross(market, registered=False)).outcome is Outcome.BLOCK
    clock.at -= dt.timedelta(seconds=1)
    assert (await cross(market, registered=False)).outcome is Outcome.ALLOW


@pytest.mark.anyio
@pytest.mark.parametrize("subject", ["", "handoff", "Sari Dewi", "buyer:sari@pasar.id", "handoff:" + "x" * 200])
async def test_a_subject_names_a_thing_and_nobody(market: UnitOfWork, subject: str) -> None:
    with pytest.raises(FindingsError) as error:
        await cross(market, subject)
    assert error.value.code == "findings.subject"
    assert market.told == []


@pytest.mark.anyio
async def test_a_question_or_a_reading_that_the_pack_does_not_know_is_an_error(market: UnitOfWork) -> None:
    for book, question in ((BOOK, "nothing.asked"), (LawBook(PACK, "nobodys"), "handoff.cross")):
        with pytest.raises(RulesError):
            await ask(market, book, question, CROSSING, subject="handoff:1", occasion="handoff")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_is_written_one_way_however_it_was_given(number: Decimal) -> None:
    assert rules.as_text(number) == rules.as_text(Fraction(number)) == rules.as_text(number.normalize())


@given(st.permutations(["merchant.abroad", "seller.nib", "item.fob_usd"]))
def test_the_order_in_which_facts_are_given_makes_no_other_finding(names: list[str]) -> None:
    values: Facts = {"merchant.abroad": True, "seller.nib": None, "item.fob_usd": 7}

    def identify(order: list[str]) -> object:
        found = Finding("R", Outcome.FLAG, "L", "1", Confidence.B, Words("a", "b"), {name: values[name] for name in order}, {}, missing=())
        return rules.finding_id(Findings("id", "q", "p", dt.date(2024, 1, 1), (found,)), found, "listing:1")

    assert identify(names) == identify(sorted(values))
