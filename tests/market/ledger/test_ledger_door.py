# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import ledger
from padu.market.ledger import Account, Posting, PostingId, credit, debit
from padu.platform.unit_of_work import UnitOfWork, open_database

pytestmark = pytest.mark.anyio
RowsIn = Callable[[UnitOfWork, str], Awaitable[int]]
MakePosting = Callable[..., Posting]
CREATOR = UUID("018d6a00-0000-7000-8000-00000000000c")


def sold(make_posting: MakePosting, shop_id: UUID, reference: str = "order:1") -> list[Posting]:
    """An order of 120,000 from payment to payout: 9,000 for the courier, commission of 5,000 and 3,000, 600 withheld, 10,000 from us."""
    released = (
        debit(Account.BUYER_ESCROW, Money(120_000)),
        credit(Account.SELLER_PAYABLE, Money(102_400)),
        credit(Account.COURIER_PAYABLE, Money(9_000)),
        credit(Account.PLATFORM_COMMISSION, Money(5_000)),
        credit(Account.CREATOR_COMMISSION_PAYABLE, Money(3_000), CREATOR),
        credit(Account.TAX_PAYABLE, Money(600)),
    )
    paid = (
        debit(Account.GATEWAY_CLEARING, Money(110_000)),
        debit(Account.VOUCHERS, Money(10_000)),
        credit(Account.BUYER_ESCROW, Money(120_000)),
    )
    ordered = (debit(Account.SELLER_PAYABLE, Money(102_400)), credit(Account.PAYOUT_CLEARING, Money(102_400)))
    steps = [("payment_settled", paid), ("escrow_released", released), ("payout_ordered", ordered)]
    return [make_posting(shop_id=shop_id, kind=kind, lines=lines, reference=reference) for kind, lines in steps]


async def test_an_order_is_paid_released_and_paid_out(market: UnitOfWork, make_posting: MakePosting, rows_in: RowsIn) -> None:
    first, second = new_id(), new_id()
    postings = [*sold(make_posting, second), *sold(make_posting, first)]
    assert await ledger.post(market, postings) == 6
    expected = {
        Account.GATEWAY_CLEARING: 110_000,
        Account.VOUCHERS: 10_000,
        Account.BUYER_ESCROW: 0,
        Account.SELLER_PAYABLE: 0,
        Account.COURIER_PAYABLE: -9_000,
        Account.PLATFORM_COMMISSION: -5_000,
        Account.CREATOR_COMMISSION_PAYABLE: -3_000,
        Account.TAX_PAYABLE: -600,
        Account.PAYOUT_CLEARING: -102_400,
    }
    for shop_id in (first, second):
        found = await ledger.balances(market, shop_id)
        assert found == {account: Money(rupiah) for account, rupiah in expected.items()}
        assert found == ledger.fold(line for posting in postings if posting.shop_id == shop_id for line in posting.lines)
    owed = (await ledger.balances(market, first, party=CREATOR))[Account.CREATOR_COMMISSION_PAYABLE]
    assert ledger.on_normal_side(Account.CREATOR_COMMISSION_PAYABLE, owed) == Money(3_000)
    assert await ledger.balances(market, first, party=new_id()) == {}
    assert await ledger.balances(market, new_id()) == {}
    assert (await rows_in(market, "ledger_posting"), await rows_in(market, "ledger_entry")) == (6, 22)
    assert await ledger.verify_ledger(market) == ledger.LedgerVerdict(postings=6, imbalance=Money(0), disagreements=())


async def test_posting_nothing_writes_nothing(market: UnitOfWork, rows_in: RowsIn) -> None:
    assert await ledger.post(market, []) == 0
    assert await rows_in(market, "ledger_posting") == 0


async def test_posting_again_changes_nothing(market: UnitOfWork, make_posting: MakePosting, rows_in: RowsIn) -> None:
    once, other = make_posting(), make_posting(25_000)
    assert await ledger.post(market, [once]) == 1
    later = msgspec.structs.replace(once, at=once.at + dt.timedelta(days=1), memo="told again")
    assert await ledger.post(market, [later, once]) == 0
    assert await ledger.post(market, [later, other]) == 1
    assert (await rows_in(market, "ledger_posting"), await rows_in(market, "ledger_entry")) == (2, 4)
    (kept,) = [line for line in await ledger.statement(market, once.shop_id, Account.BUYER_ESCROW) if line.posting_id == once.posting_id]
    assert (kept.at, kept.memo) == (once.at, "")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "payment_refunded"},
        {"reference": "order:2"},
        {"lines": (debit(Account.GATEWAY_CLEARING, Money(1)), credit(Account.BUYER_ESCROW, Money(1)))},
        {"lines": (debit(Account.BANK, Money(100_000)), credit(Account.BUYER_ESCROW, Money(100_000)))},
    ],
)
async def test_other_content_under_a_recorded_id_is_refused(market: UnitOfWork, make_posting: MakePosting, change: dict[str, Any]) -> None:
    once = make_posting()
    await ledger.post(market, [once])
    with pytest.raises(ledger.LedgerError) as caught:
        async with market.connection.begin_nested():
            await ledger.post(market, [make_posting(), msgspec.structs.replace(once, **change), make_posting(shop_id=new_id())])
    assert caught.value.code == "ledger.posting_differs"
    assert caught.value.what == f"posting {once.posting_id} is recorded with other content"
    assert await ledger.balances(market, once.shop_id) == ledger.fold(once.lines)
    assert (await ledger.verify_ledger(market)).postings == 1


async def test_an_unbalanced_posting_stops_the_whole_batch(market: UnitOfWork, make_posting: MakePosting, rows_in: RowsIn) -> None:
    bad = make_posting(lines=(debit(Account.BANK, Money(10)), credit(Account.BUYER_ESCROW, Money(9))))
    with pytest.raises(ledger.LedgerError) as caught:
        await ledger.post(market, [make_posting(), bad])
    assert caught.value.code == "ledger.unbalanced"
    assert await rows_in(market, "ledger_posting") == 0


async def test_a_database_older_than_the_chart_says_so(committed_market: Any, clock: FixedClock, make_posting: MakePosting) -> None:
    with psycopg.connect(committed_market.owner_url) as owner:
        owner.execute("alter table market.ledger_entry drop constraint ledger_entry_account")
        owner.execute("alter table market.ledger_entry add constraint ledger_entry_account check (account <> 'bank')")
    database = open_database(committed_market.app_url, clock)
    with pytest.raises(ledger.LedgerError) as caught:
        async with database.unit_of_work() as uow:
            await ledger.post(uow, [make_posting(lines=(debit(Account.BANK, Money(1)), credit(Account.BUYER_ESCROW, Money(1))))])
    assert caught.value.code == "ledger.unknown_account"
    assert caught.value.todo == "bring the database to the newest revision"
    async with database.unit_of_work() as uow:
        assert (await ledger.verify_ledger(uow)).postings == 0
    await database.close()


async def test_amounts_at_the_edge_of_what_can_be_stored_add_up(market: UnitOfWork, make_posting: MakePosting) -> None:
    most = 2**63 - 1
    shop_id = new_id()
    assert await ledger.post(market, [make_posting(most, shop_id=shop_id), make_posting(most, shop_id=shop_id)]) == 2
    found = await ledger.balances(market, shop_id)
    assert found == {Account.GATEWAY_CLEARING: Money(2 * most), Account.BUYER_ESCROW: Money(-2 * most)}
    assert (await ledger.verify_ledger(market)).imbalance == Money(0)


async def test_one_posting_from_eight_sides_at_once_is_written_once(
    committed_market: Any, clock: FixedClock, make_posting: MakePosting
) -> None:
    database = open_database(committed_market.app_url, clock, pool_size=8)
    shared = [make_posting(shop_id=new_id()) for _ in range(20)]
    own = [make_posting(shop_id=shared[0].shop_id) for _ in range(8)]

    async def work(number: int) -> int:
        batch = shared if number % 2 else shared[::-1]
        async with database.unit_of_work() as uow:
            return await ledger.post(uow, [*batch, own[number]])

    assert sum(await asyncio.gather(*(work(number) for number in range(8)))) == 20 + 8
    async with database.unit_of_work() as uow:
        assert await ledger.verify_ledger(uow) == ledger.LedgerVerdict(postings=28, imbalance=Money(0), disagreements=())
        assert (await ledger.balances(uow, shared[0].shop_id))[Account.BUYER_ESCROW] == Money(-900_000)
    await database.close()


async def test_who_comes_second_with_other_content_waits_and_is_refused(
    committed_market: Any, clock: FixedClock, make_posting: MakePosting
) -> None:
    database = open_database(committed_market.app_url, clock)
    once = make_posting()
    written = asyncio.Event()

    async def first() -> int:
        async with database.unit_of_work() as uow:
            posted = await ledger.post(uow, [once])
            written.set()
            await asyncio.sleep(0.1)
            return posted

    async def second() -> int:
        await written.wait()
        async with database.unit_of_work() as uow:
            return await ledger.post(uow, [msgspec.structs.replace(once, reference="order:2")])

    posted, refused = await asyncio.gather(first(), second(), return_exceptions=True)
    assert posted == 1
    assert isinstance(refused, ledger.LedgerError)
    assert refused.code == "ledger.posting_differs"
    await database.close()


async def test_a_statement_is_read_page_by_page_newest_first(market: UnitOfWork, make_posting: MakePosting) -> None:
    shop_id, start = new_id(), dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    # Three share each time, so that a page ends between entries of one moment; one posting has two lines on the account.
    postings = [make_posting(1_000 + n, shop_id=shop_id, at=start + dt.timedelta(hours=n // 3), reference=f"order:{n}") for n in range(10)]
    split = (debit(Account.BUYER_ESCROW, Money(5)), debit(Account.BUYER_ESCROW, Money(6)), credit(Account.SELLER_PAYABLE, Money(11)))
    postings.append(make_posting(shop_id=shop_id, at=start, lines=split, memo="in two"))
    await ledger.post(market, [*postings, make_posting(shop_id=new_id())])
    expected = [
        (posting.at, posting.posting_id, number, posting.reference, posting.memo, line.amount)
        for posting in postings
        for number, line in enumerate(posting.lines, start=1)
        if line.account is Account.BUYER_ESCROW
    ]
    whole = await ledger.statement(market, shop_id, Account.BUYER_ESCROW)
    assert [(x.at, x.posting_id, x.line_no, x.reference, x.memo, x.amount) for x in whole] == sorted(expected, reverse=True)
    paged: list[ledger.StatementLine] = []
    while page := await ledger.statement(market, shop_id, Account.BUYER_ESCROW, after=paged[-1].place if paged else None, limit=3):
        assert len(page) <= 3
        assert page[0] not in paged
        paged += page
    assert paged == whole
    assert await ledger.statement(market, shop_id, Account.BANK) == []


TAMPERINGS = {
    "amount": "update market.ledger_entry set amount_idr = 1 where posting_id = %(id)s and line_no = 1",
    "both amounts": "update market.ledger_entry set amount_idr = amount_idr * 2 where posting_id = %(id)s",
    "account": "update market.ledger_entry set account = 'seller_payable' where posting_id = %(id)s and line_no = 2",
    "entries removed": "delete from market.ledger_entry where posting_id = %(id)s",
    "entry's time": "update market.ledger_entry set at = at + interval '1 day' where posting_id = %(id)s and line_no = 1",
    "entry's time, back": "update market.ledger_entry set at = at - interval '1 day' where posting_id = %(id)s and line_no = 1",
    "posting's time": "update market.ledger_posting set at = at + interval '1 day' where posting_id = %(id)s",
    "reference": "update market.ledger_posting set reference = 'order:9' where posting_id = %(id)s",
}
OFF = {"amount": Money(1 - 100_000)}


@pytest.mark.parametrize("what", TAMPERINGS)
async def test_what_an_owner_changes_is_found(committed_market: Any, clock: FixedClock, make_posting: MakePosting, what: str) -> None:
    database = open_database(committed_market.app_url, clock)
    target = make_posting()
    async with database.unit_of_work() as uow:
        await ledger.post(uow, [make_posting(), target, make_posting(shop_id=new_id())])
    with psycopg.connect(committed_market.owner_url) as owner:
        assert owner.execute(TAMPERINGS[what].encode(), {"id": target.posting_id}).rowcount >= 1
    off = OFF.get(what, Money(0))
    expected = ledger.PostingDisagreement(shop_id=target.shop_id, posting_id=target.posting_id, off=off, intact=False)
    # An auditor's own login is enough to find it.
    auditing = open_database(committed_market.auditor_url, clock)
    async with auditing.unit_of_work() as uow:
        assert await ledger.verify_ledger(uow) == ledger.LedgerVerdict(postings=3, imbalance=off, disagreements=(expected,))
    await auditing.close()
    await database.close()


async def test_what_the_servers_add_around_the_function_is_found(market: UnitOfWork, make_posting: MakePosting) -> None:
    target = make_posting()
    await ledger.post(market, [target, make_posting()])
    for number, amount in ((3, 500), (4, -500)):
        await (await market.driver()).execute(
            "insert into market.ledger_entry (shop_id, posting_id, line_no, account, amount_idr, at) values (%s, %s, %s, 'bank', %s, %s)",
            [target.shop_id, target.posting_id, number, amount, target.at],
        )
    verdict = await ledger.verify_ledger(market)
    assert verdict.imbalance == Money(0)
    assert [(x.posting_id, x.off, x.intact) for x in verdict.disagreements] == [(PostingId(target.posting_id), Money(0), False)]
