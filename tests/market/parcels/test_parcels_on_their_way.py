"""Parcels in the database against the couriers' sandbox: booked once, followed whatever is told, and the order is where they are."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from tests.market.trading import DEADLINES, HOME, SELLER, order, place, shelve, status_of, told_payment, wish
from tests.running_sandboxes import Sandbox, free_port, listening, running

from padu.kernel.clock import FixedClock
from padu.kernel.money import Money
from padu.market import ledger, orders, parcels
from padu.market.ledger import Account
from padu.market.orders import ActorKind, Mover, OrderKey
from padu.market.parcels import BiteshipAccess, BiteshipClient, ParcelError, ParcelItem, ParcelState, ParcelView, Shipment
from padu.platform.unit_of_work import Database, open_database

pytestmark = pytest.mark.anyio

KEY = "biteship_test.made-up"
SECRET = "agreed-with-the-gateway"  # noqa: S105 - made up
JAKARTA, BANDUNG = "10110", "40382"
Build = Callable[..., Awaitable[Any]]


@pytest.fixture(scope="module")
def running_couriers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    arguments = ("--api-key", KEY, "--webhook-secret", SECRET, "--folder", str(tmp_path_factory.mktemp("couriers")))
    with listening() as told, running("padu.demo.sandboxes.biteship", told, *arguments) as sandbox:
        yield sandbox


@pytest.fixture
def couriers(running_couriers: Sandbox) -> Iterator[Sandbox]:
    running_couriers.switch()
    yield running_couriers
    running_couriers.switch()


@pytest.fixture
async def client(couriers: Sandbox) -> AsyncIterator[BiteshipClient]:
    async with BiteshipClient(BiteshipAccess(couriers.url, KEY)) as opened:
        yield opened


@pytest.fixture
def now() -> FixedClock:
    return FixedClock(dt.datetime.now(dt.UTC))


@pytest.fixture
async def database(committed_market: Any, now: FixedClock) -> AsyncIterator[Database]:
    opened = open_database(committed_market.app_url, now)
    yield opened
    await opened.close()


@pytest.fixture
async def packed(database: Database, build_market: Build) -> tuple[OrderKey, orders.WantedPurchase]:
    """An order that is paid and packed, of a shop in Bandung."""
    async with database.unit_of_work() as uow:
        small = await build_market(uow)
        await shelve(uow, small, 5)
        await (await uow.driver()).execute("update market.warehouse set postal_code = %s, city = 'Bandung'", [BANDUNG])
        wanted = wish(order(small))
        (placed,) = await place(uow, wanted)
        await told_payment(uow, wanted, placed)
        key = OrderKey(small.shop_id, placed.order_ids[0])
        await orders.pack_order(uow, SELLER, key)
        return key, wanted


async def booked(database: Database, client: BiteshipClient, key: OrderKey) -> ParcelView:
    async with database.unit_of_work() as uow:
        parcel_id = await parcels.request_parcel(uow, key)
    return await parcels.book_parcel(database, client, key.shop_id, parcel_id)


async def parcel_of(database: Database, key: OrderKey) -> ParcelView:
    async with database.unit_of_work() as uow:
        return (await parcels.parcels_of(uow, key))[0]


async def order_status(database: Database, key: OrderKey) -> str:
    async with database.unit_of_work() as uow:
        return await status_of(uow, key.order_id)


def step(couriers: Sandbox, parcel: ParcelView, *words: str) -> None:
    for word in words:
        couriers.control(f"/sandbox/parcels/{parcel.booking_id}", {"status": word}).raise_for_status()


async def hear(database: Database, client: BiteshipClient, raw: bytes, secret: str = SECRET) -> bool:
    return await parcels.accept_notice(database, client, raw, given_secret=secret, secret=SECRET)


async def test_a_packed_order_is_sent_delivered_and_its_money_shared_out(
    database: Database, couriers: Sandbox, client: BiteshipClient, packed: tuple[OrderKey, Any], now: FixedClock
) -> None:
    key, _ = packed
    parcel = await booked(database, client, key)
    assert parcel.state is ParcelState.BOOKED
    assert await booked(database, client, key) == parcel
    step(couriers, parcel, "allocated", "picking_up", "picked")
    for heard in couriers.told.wait(parcel.booking_id, 4):
        await hear(database, client, heard.body)
    assert await order_status(database, key) == "shipped"
    step(couriers, parcel, "dropping_off", "delivered")
    await hear(database, client, couriers.told.wait(parcel.booking_id, 7)[-1].body)
    found = await parcel_of(database, key)
    assert (found.state, await order_status(database, key)) == (ParcelState.DELIVERED, "delivered")
    assert found.waybill
    assert [each.status for each in found.steps] == ["confirmed", "allocated", "picking_up", "picked", "dropping_off", "delivered"]
    await orders.complete_delivered(database)
    assert await order_status(database, key) == "delivered"
    now.advance(DEADLINES.complete_within)
    await orders.complete_delivered(database)
    assert await order_status(database, key) == "completed"
    async with database.unit_of_work() as uow:
        found_balances = await ledger.balances(uow, key.shop_id)
    assert found_balances[Account.BUYER_ESCROW].rupiah == 0
    assert found_balances[Account.COURIER_PAYABLE].rupiah == -10_000


async def test_the_end_may_be_told_first_and_everything_twice(
    database: Database, couriers: Sandbox, client: BiteshipClient, packed: tuple[OrderKey, Any]
) -> None:
    key, _ = packed
    parcel = await booked(database, client, key)
    step(couriers, parcel, "allocated", "picking_up", "picked", "dropping_off", "delivered")
    told = [heard.body for heard in couriers.told.wait(parcel.booking_id, 7)]
    for raw in [*reversed(told), *told]:
        await hear(database, client, raw)
    assert await order_status(database, key) == "delivered"
    assert len((await parcel_of(database, key)).steps) == 6


async def test_lost_notices_are_made_up_for_by_asking(
    database: Database, couriers: Sandbox, client: BiteshipClient, packed: tuple[OrderKey, Any], now: FixedClock
) -> None:
    key, _ = packed
    parcel = await booked(database, client, key)
    couriers.switch(lost=True)
    step(couriers, parcel, "allocated", "picking_up", "picked")
    await parcels.ask_couriers(database, client)
    assert await order_status(database, key) == "packed"
    now.advance(dt.timedelta(hours=1))
    await parcels.ask_couriers(database, client)
    assert await order_status(database, key) == "shipped"


async def test_a_notice_counts_by_itself_where_the_couriers_do_not_answer(
    database: Database, couriers: Sandbox, client: BiteshipClient, packed: tuple[OrderKey, Any]
) -> None:
    key, _ = packed
    parcel = await booked(database, client, key)
    step(couriers, parcel, "allocated", "picking_up", "picked")
    last = couriers.told.wait(parcel.booking_id, 5)[-1].body
    async with BiteshipClient(BiteshipAccess(f"http://127.0.0.1:{free_port()}", KEY)) as nowhere:
        assert await hear(database, nowhere, last)
    assert await order_status(database, key) == "shipped"


async def test_a_forged_notice_moves_nothing(
    database: Database, couriers: Sandbox, client: BiteshipClient, packed: tuple[OrderKey, Any]
) -> None:
    key, _ = packed
    parcel = await booked(database, client, key)
    raw = couriers.told.wait(parcel.booking_id, 1)[0].body
    for code, secret, said in (
        ("parcels.notice_forged", "a guess", raw),
        ("parcels.notice_unreadable", SECRET, raw[:-9]),
        ("parcels.unknown", SECRET, raw.replace(parcel.booking_id.encode(), b"another")),
    ):
        with pytest.raises(ParcelError) as refused:
            await hear(database, client, said, secret)
        assert refused.value.code == code
    assert (await parcel_of(database, key)).state is ParcelState.BOOKED


async def test_who_was_not_booked_is_booked_later(
    database: Database, couriers: Sandbox, client: BiteshipClient, packed: tuple[OrderKey, Any], now: FixedClock
) -> None:
    key, _ = packed
    async with database.unit_of_work() as uow:
        parcel_id = await parcels.request_parcel(uow, key)
    couriers.switch(unavailable_calls=1)
    view = await parcels.book_parcel(database, client, key.shop_id, parcel_id)
    assert (view.state, view.error) == (None, "parcels.unavailable")
    now.advance(dt.timedelta(minutes=1))
    await parcels.book_waiting(database, client)
    assert (await parcel_of(database, key)).state is ParcelState.BOOKED


async def test_no_courier_came_so_another_is_asked(
    database: Database, couriers: Sandbox, client: BiteshipClient, packed: tuple[OrderKey, Any]
) -> None:
    key, _ = packed
    first = await booked(database, client, key)
    step(couriers, first, "courier_not_found")
    for heard in couriers.told.wait(first.booking_id, 2):
        await hear(database, client, heard.body)
    second = await booked(database, client, key)
    assert second.parcel_id != first.parcel_id
    assert await order_status(database, key) == "packed"


async def test_what_comes_home_is_refunded(
    database: Database, couriers: Sandbox, client: BiteshipClient, packed: tuple[OrderKey, Any]
) -> None:
    key, _ = packed
    parcel = await booked(database, client, key)
    step(couriers, parcel, "allocated", "picking_up", "picked", "dropping_off", "return_in_transit", "returned")
    await hear(database, client, couriers.told.wait(parcel.booking_id, 8)[-1].body)
    assert await order_status(database, key) == "returned"
    async with database.unit_of_work() as uow:
        assert (await ledger.balances(uow, key.shop_id))[Account.REFUND_PAYABLE].rupiah == -55_000


async def test_a_shop_that_does_not_send_in_time_loses_the_order(
    database: Database, client: BiteshipClient, packed: tuple[OrderKey, Any], now: FixedClock
) -> None:
    key, _ = packed
    now.advance(DEADLINES.ship_within - dt.timedelta(minutes=1))
    await booked(database, client, key)
    now.advance(dt.timedelta(hours=1))
    await orders.cancel_unshipped(database)
    assert await order_status(database, key) == "packed"  # the courier was called in time
    now.advance(DEADLINES.ship_within)
    await orders.cancel_unshipped(database)
    assert await order_status(database, key) == "cancelled"


async def test_what_is_not_packed_is_not_sent(database: Database, packed: tuple[OrderKey, Any]) -> None:
    key, _ = packed
    async with database.unit_of_work() as uow:
        await orders.cancel_order(uow, Mover(ActorKind.SELLER, SELLER), key, "x")
    with pytest.raises(ParcelError) as refused:
        async with database.unit_of_work() as uow:
            await parcels.request_parcel(uow, key)
    assert refused.value.code == "parcels.not_packed"


async def test_couriers_are_quoted_by_price_and_nobody_is_preferred(client: BiteshipClient) -> None:
    things = (ParcelItem(name="Kopi", value=Money(25_000), weight_grams=500),)
    here, nowhere = (Shipment(key=HOME.address_id, origin=BANDUNG, destination=code, items=things) for code in (JAKARTA, "1"))
    quoted = await parcels.quote(client, [here])
    rates = quoted[HOME.address_id]
    assert isinstance(rates, tuple)
    assert list(rates) == sorted(rates, key=lambda rate: (rate.price, rate.company, rate.service))
    refused = (await parcels.quote(client, [nowhere]))[HOME.address_id]
    assert isinstance(refused, ParcelError)
    assert refused.code == "parcels.postal_code"
