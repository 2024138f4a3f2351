"""The couriers' client against the couriers' sandbox: two programs and HTTP between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.running_sandboxes import Heard, Sandbox, free_port, listening, running

from padu.kernel.money import Money
from padu.market.parcels import (
    BiteshipAccess,
    BiteshipClient,
    BookingRequest,
    CourierNotice,
    ParcelError,
    ParcelItem,
    ParcelState,
    Place,
    advance,
    read_notice,
)

KEY = "biteship_test.made-up"
SECRET = "agreed-with-the-gateway"  # noqa: S105 - made up
ITEMS = (ParcelItem(name="Kopi", value=Money(24_145), weight_grams=250, quantity=5),)
BANDUNG, JAKARTA, MAKASSAR = "40382", "10110", "90111"


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


def a_parcel(**changes: object) -> BookingRequest:
    def place(postal_code: str) -> Place:
        return Place(contact_name="Sari", contact_phone="081200000001", address="Jl. Merdeka 1", postal_code=postal_code)

    facts: dict[str, object] = {"reference": "parcel-1", "company": "jne", "service": "reg", "items": ITEMS}
    return BookingRequest(**(facts | {"origin": place(BANDUNG), "destination": place(JAKARTA)} | changes))


def step(couriers: Sandbox, booking_id: str, status: str | None = None) -> None:
    couriers.control(f"/sandbox/parcels/{booking_id}", {} if status is None else {"status": status}).raise_for_status()


def read(heard: list[Heard]) -> list[CourierNotice]:
    notices = [read_notice(each.body, given_secret=each.headers["x-biteship-signature"], secret=SECRET) for each in heard]
    return [each for each in notices if each is not None]


def join(notices: list[CourierNotice]) -> ParcelState:
    known = ParcelState.BOOKED
    for each in notices:
        known = known if each.state is None else advance(known, each.state)
    return known


async def refusal(asked: object) -> str:
    with pytest.raises(ParcelError) as refused:
        await asked
    assert KEY not in str(refused.value)
    return refused.value.code


@pytest.mark.anyio
async def test_rates_come_cheapest_first_and_grow_with_weight_and_distance(client: BiteshipClient) -> None:
    near = await client.rates(BANDUNG, JAKARTA, ITEMS)
    assert [rate.price for rate in near] == sorted(rate.price for rate in near)
    assert {rate.company for rate in near} == {"jne", "sicepat", "anteraja", "jnt"}
    only = await client.rates(BANDUNG, JAKARTA, ITEMS, couriers=("jne",))
    assert {rate.company for rate in only} == {"jne"}
    assert next(rate for rate in only if rate.service == "yes").days == (1, 1)
    far = await client.rates(BANDUNG, MAKASSAR, ITEMS, couriers=("jne",))
    light = await client.rates(BANDUNG, JAKARTA, (ParcelItem(name="Kopi", value=Money(1), weight_grams=1_000),), couriers=("jne",))
    assert light[0].price < only[0].price < far[0].price
    assert await refusal(client.rates(BANDUNG, JAKARTA, ITEMS, couriers=("pigeon",))) == "parcels.refused"


@pytest.mark.anyio
async def test_a_parcel_goes_its_whole_way(couriers: Sandbox, client: BiteshipClient) -> None:
    rate = (await client.rates(BANDUNG, JAKARTA, ITEMS, couriers=("jne",)))[0]
    booking = await client.book(a_parcel(company=rate.company, service=rate.service))
    assert (booking.reference, booking.price, booking.state, booking.waybill) == ("parcel-1", rate.price, ParcelState.BOOKED, "")
    for _ in range(5):
        step(couriers, booking.booking_id)
    notices = read(couriers.told.wait(booking.booking_id, 7))
    way = ["confirmed", "allocated", "picking_up", "picked", "dropping_off", "delivered"]
    assert [each.status for each in notices if each.state is not None] == way
    waybill = next(each.waybill for each in notices if each.state is None)
    tracking = await client.track(booking.tracking_id)
    assert [each.status for each in tracking.steps] == way
    assert (tracking.state, tracking.booking_id, tracking.waybill) == (ParcelState.DELIVERED, booking.booking_id, waybill)
    assert join(notices) is ParcelState.DELIVERED


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("way", "end"),
    [
        (["scheduled", "allocated", "cancelled"], ParcelState.CANCELLED),
        (["courier_not_found"], ParcelState.CANCELLED),
        (["courier_not_found", "allocated", "picking_up", "picked"], ParcelState.IN_TRANSIT),
        (["allocated", "picking_up", "picked", "on_hold", "dropping_off", "rejected"], ParcelState.REFUSED),
        (["allocated", "picking_up", "picked", "on_hold", "return_in_transit", "returned"], ParcelState.RETURNED),
        (["allocated", "picking_up", "picked", "disposed"], ParcelState.DISPOSED),
    ],
)
async def test_the_other_ways_a_parcel_can_go(couriers: Sandbox, client: BiteshipClient, way: list[str], end: ParcelState) -> None:
    booking = await client.book(a_parcel())
    for word in way:
        step(couriers, booking.booking_id, word)
    waybills = 1 if "allocated" in way else 0
    notices = read(couriers.told.wait(booking.booking_id, 1 + len(way) + waybills))
    assert join(notices) is join(notices[::-1]) is end
    tracking = await client.track(booking.tracking_id)
    assert [each.status for each in tracking.steps] == ["confirmed", *way]


@pytest.mark.anyio
async def test_a_parcel_does_not_skip_or_go_back(couriers: Sandbox, client: BiteshipClient) -> None:
    booking = await client.book(a_parcel())
    assert couriers.control(f"/sandbox/parcels/{booking.booking_id}", {"status": "delivered"}).status_code == 409
    step(couriers, booking.booking_id, "allocated")
    assert couriers.control(f"/sandbox/parcels/{booking.booking_id}", {"status": "confirmed"}).status_code == 409
    assert (await client.track(booking.tracking_id)).state is ParcelState.ASSIGNED


@pytest.mark.anyio
async def test_forged_doubled_and_disordered_notices_do_no_harm(couriers: Sandbox, client: BiteshipClient) -> None:
    booking = await client.book(a_parcel())
    couriers.told.wait(booking.booking_id, 1)
    couriers.switch(forged=True)
    step(couriers, booking.booking_id, "allocated")  # tells twice: the status and the waybill
    told = couriers.told.wait(booking.booking_id, 5)
    forged = [each for each in told if b'"delivered"' in each.body]
    assert len(forged) == 2
    for each in forged:
        with pytest.raises(ParcelError) as refused:
            read([each])
        assert refused.value.code == "parcels.notice_forged"
    couriers.switch(out_of_order=True)
    step(couriers, booking.booking_id, "picking_up")
    couriers.switch(duplicate=True)
    step(couriers, booking.booking_id, "picked")
    rest = read(couriers.told.wait(booking.booking_id, 8)[5:])
    assert [each.status for each in rest] == ["picked", "picked", "picking_up"]
    assert join(rest) is (await client.track(booking.tracking_id)).state is ParcelState.IN_TRANSIT


@pytest.mark.anyio
async def test_a_lost_notice_is_found_by_tracking(couriers: Sandbox, client: BiteshipClient) -> None:
    booking = await client.book(a_parcel())
    couriers.switch(lost=True)
    step(couriers, booking.booking_id)
    assert [each["state"] for each in couriers.listed(booking.booking_id)][1:] == ["lost", "lost"]
    tracking = await client.track(booking.tracking_id)
    assert tracking.state is ParcelState.ASSIGNED
    assert tracking.waybill.startswith("JNE")


@pytest.mark.anyio
async def test_asking_is_repeated_and_booking_is_not(couriers: Sandbox, client: BiteshipClient) -> None:
    couriers.switch(unavailable_calls=2)
    assert await client.rates(BANDUNG, JAKARTA, ITEMS)
    couriers.switch(unavailable_calls=1)
    assert await refusal(client.book(a_parcel())) == "parcels.unavailable"
    assert (await client.book(a_parcel())).state is ParcelState.BOOKED


@pytest.mark.anyio
async def test_a_wrong_key_an_unknown_parcel_and_an_unknown_service_are_said_plainly(couriers: Sandbox, client: BiteshipClient) -> None:
    async with BiteshipClient(BiteshipAccess(couriers.url, "another key")) as stranger:
        assert await refusal(stranger.rates(BANDUNG, JAKARTA, ITEMS)) == "parcels.key_refused"
    assert await refusal(client.track("nobody-knows")) == "parcels.unknown"
    assert await refusal(client.book(a_parcel(service="teleport"))) == "parcels.refused"
    assert couriers.call("POST", "/v1/orders", content=b"{", headers={"Authorization": KEY}).status_code == 400
    assert "another key" not in repr(BiteshipAccess(couriers.url, "another key"))
    async with BiteshipClient(BiteshipAccess(f"http://127.0.0.1:{free_port()}", KEY)) as nowhere:
        assert await refusal(nowhere.book(a_parcel())) == "parcels.unanswered"
