from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.money import ZERO, Money
from padu.market import ledger
from padu.market.ledger import CHART, Account, AccountKind, LedgerError, Line, Posting, PostingId, Side, rules

AT = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
CREATOR = UUID(int=7)
amounts = st.integers(-(10**12), 10**12).filter(bool)
MakePosting = Callable[..., Posting]


def line(account: Account, rupiah: int) -> Line:
    return Line(account, Money(rupiah), CREATOR if CHART[account].has_party else None)


lines = st.lists(st.builds(line, st.sampled_from(Account), amounts), max_size=8).map(tuple)


@st.composite
def balanced(draw: st.DrawFn) -> tuple[Line, ...]:
    drawn = draw(lines.filter(bool))
    off = sum(each.amount.rupiah for each in drawn)
    return (*drawn, line(draw(st.sampled_from(Account)), -off)) if off else drawn


@st.composite
def postings(draw: st.DrawFn) -> Posting:
    return Posting(
        shop_id=UUID(int=draw(st.integers(1, 3))),
        posting_id=PostingId(draw(st.uuids())),
        kind="payment_settled",
        reference="order:1",
        at=AT,
        lines=draw(balanced()),
    )


many = st.lists(postings(), max_size=12, unique_by=lambda posting: posting.posting_id)


@given(lines)
def test_lines_are_taken_exactly_when_they_balance(drawn: tuple[Line, ...]) -> None:
    posting = Posting(shop_id=UUID(int=1), posting_id=PostingId(UUID(int=1)), kind="k", reference="r", at=AT, lines=drawn)
    off = sum(each.amount.rupiah for each in drawn)
    if drawn and off == 0:
        assert rules.gather_by_shop([posting])[0].postings == (posting,)
        return
    with pytest.raises(LedgerError) as caught:
        rules.gather_by_shop([posting])
    assert caught.value.code == ("ledger.unbalanced" if drawn else "ledger.empty")
    assert not drawn or f" are {off} rupiah, not 0" in caught.value.what


@given(many)
def test_whatever_is_posted_the_balances_sum_to_zero(drawn: list[Posting]) -> None:
    assert sum(money.rupiah for money in rules.fold(each for posting in drawn for each in posting.lines).values()) == 0


@given(many, st.data())
def test_folding_in_two_parts_is_folding_at_once(drawn: list[Posting], data: st.DataObject) -> None:
    every = [each for posting in drawn for each in posting.lines]
    cut = data.draw(st.integers(0, len(every)))
    first, second, whole = rules.fold(every[:cut]), rules.fold(every[cut:]), rules.fold(every)
    assert {account: first.get(account, ZERO) + second.get(account, ZERO) for account in first | second} == whole


@given(many, st.randoms(use_true_random=False))
def test_order_and_repetition_of_what_is_given_do_not_matter(drawn: list[Posting], random: Random) -> None:
    gathered = rules.gather_by_shop(drawn)
    shuffled = [*drawn, *drawn[: len(drawn) // 2]]
    random.shuffle(shuffled)
    assert rules.gather_by_shop(shuffled) == gathered
    assert [shop.shop_id for shop in gathered] == sorted({posting.shop_id for posting in drawn})
    assert [posting for shop in gathered for posting in shop.postings] == sorted(drawn, key=lambda p: (p.shop_id, p.posting_id))


@given(st.sampled_from(Account), st.integers(1, 10**12))
def test_what_an_account_grows_by_is_read_above_zero(account: Account, rupiah: int) -> None:
    grows = ledger.debit if CHART[account].kind.normal_side is Side.DEBIT else ledger.credit
    assert ledger.on_normal_side(account, rules.fold([grows(account, Money(rupiah))])[account]) == Money(rupiah)


def test_debit_is_above_zero_and_credit_below() -> None:
    assert (ledger.debit(Account.BANK, Money(5)).amount, ledger.credit(Account.BANK, Money(5)).amount) == (Money(5), Money(-5))


def test_the_chart_explains_every_account() -> None:
    assert set(CHART) == set(Account)
    assert len({facts.reason for facts in CHART.values()}) == len(CHART)
    sides = {kind: kind.normal_side for kind in AccountKind}
    assert sides == {
        AccountKind.ASSET: Side.DEBIT,
        AccountKind.LIABILITY: Side.CREDIT,
        AccountKind.INCOME: Side.CREDIT,
        AccountKind.EXPENSE: Side.DEBIT,
    }
    assert {account for account, facts in CHART.items() if facts.has_party} == {Account.CREATOR_COMMISSION_PAYABLE}


@pytest.mark.parametrize(
    ("facts", "code", "said"),
    [
        ({"kind": "Payment settled"}, "ledger.malformed", "'Payment settled' is not a kind"),
        ({"reference": ""}, "ledger.malformed", "'' is not a reference"),
        ({"reference": "order:1\n1 bank - 5"}, "ledger.malformed", "is not a reference"),
        ({"reference": "x" * 201}, "ledger.malformed", "is not a reference"),
        ({"memo": "a\x00b"}, "ledger.malformed", "NUL"),
        ({"at": AT.replace(tzinfo=None)}, "ledger.malformed", "has no time zone"),
        ({"lines": ()}, "ledger.empty", "has no lines"),
        ({"lines": (Line(Account.BANK, ZERO), Line(Account.BUYER_ESCROW, ZERO))}, "ledger.empty", "a line on bank moves nothing"),
        ({"lines": (Line(Account.BANK, Money(2**63)),)}, "ledger.malformed", "cannot be stored"),
        ({"lines": (Line(Account.BANK, Money(1), CREATOR),)}, "ledger.malformed", "names no party"),
        ({"lines": (Line(Account.CREATOR_COMMISSION_PAYABLE, Money(1)),)}, "ledger.malformed", "must name its party"),
    ],
)
def test_what_cannot_be_posted_is_refused_with_its_reason(make_posting: MakePosting, facts: dict[str, Any], code: str, said: str) -> None:
    posting = make_posting(**facts)
    with pytest.raises(LedgerError) as caught:
        rules.gather_by_shop([make_posting(), posting])
    assert caught.value.code == code
    assert said in caught.value.what
    assert caught.value.where == f"shop {posting.shop_id}, posting {posting.posting_id}"
    assert caught.value.todo


def test_an_account_outside_the_chart_is_refused(make_posting: MakePosting) -> None:
    stranger: Any = "slush_fund"
    with pytest.raises(LedgerError) as caught:
        rules.gather_by_shop([make_posting(lines=(Line(stranger, Money(1)), Line(Account.BANK, Money(-1))))])
    assert caught.value.code == "ledger.unknown_account"
    assert caught.value.what == "there is no account 'slush_fund'"
    assert "buyer_escrow" in caught.value.todo


def test_one_id_for_two_postings_is_refused(make_posting: MakePosting) -> None:
    once = make_posting()
    later = msgspec.structs.replace(once, at=AT + dt.timedelta(days=1), memo="told again")
    assert rules.gather_by_shop([once, later])[0].postings == (once,)
    for change in ({"kind": "payment_refunded"}, {"reference": "order:2"}, {"lines": once.lines[::-1]}):
        with pytest.raises(LedgerError) as caught:
            rules.gather_by_shop([once, msgspec.structs.replace(once, **change)])
        assert caught.value.code == "ledger.posting_differs"
    elsewhere = msgspec.structs.replace(once, shop_id=UUID(int=1), reference="order:2")
    assert len(rules.gather_by_shop([once, elsewhere])) == 2
