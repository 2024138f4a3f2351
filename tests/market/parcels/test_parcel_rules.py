from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.money import Money
from padu.market.parcels import BookingRequest, ParcelError, ParcelItem, ParcelState, Place, advance, read_status
from padu.market.parcels.rules import check_booking

STATES = st.sampled_from(ParcelState)
COLLECTED = {
    ParcelState.IN_TRANSIT,
    ParcelState.REFUSED,
    ParcelState.DELIVERED,
    ParcelState.RETURNING,
    ParcelState.RETURNED,
    ParcelState.DISPOSED,
}


@given(STATES, STATES, STATES)
def test_knowledge_of_a_parcel_never_moves_back(known: ParcelState, told: ParcelState, later: ParcelState) -> None:
    after = advance(known, told)
    assert list(ParcelState).index(after) >= list(ParcelState).index(known)
    assert after == advance(told, known) == advance(after, told)
    assert advance(after, later) == advance(known, advance(told, later))
    if known in COLLECTED:
        assert after in COLLECTED


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("confirmed", ParcelState.BOOKED),
        ("scheduled", ParcelState.BOOKED),
        ("allocated", ParcelState.ASSIGNED),
        ("picking_up", ParcelState.ASSIGNED),
        ("pickingUp", ParcelState.ASSIGNED),
        ("picked", ParcelState.IN_TRANSIT),
        ("dropping_off", ParcelState.IN_TRANSIT),
        ("droppingOff", ParcelState.IN_TRANSIT),
        ("on_hold", ParcelState.IN_TRANSIT),
        ("delivered", ParcelState.DELIVERED),
        ("return_in_transit", ParcelState.RETURNING),
        ("returned", ParcelState.RETURNED),
        ("rejected", ParcelState.REFUSED),
        ("disposed", ParcelState.DISPOSED),
        ("courier_not_found", ParcelState.CANCELLED),
        ("cancelled", ParcelState.CANCELLED),
    ],
)
def test_every_word_of_the_couriers_means_one_state(word: str, state: ParcelState) -> None:
    assert read_status(word) is state


@pytest.mark.parametrize("word", ["", "lost", "delivered "])
def test_an_unknown_word_is_refused(word: str) -> None:
    with pytest.raises(ParcelError) as refused:
        read_status(word)
    assert refused.value.code == "parcels.status_unknown"


def place(postal_code: str = "10110") -> Place:
    return Place(contact_name="Sari", contact_phone="081200000001", address="Jl. Merdeka 1", postal_code=postal_code)


def booking(**changes: object) -> BookingRequest:
    facts: dict[str, object] = {
        "reference": "parcel-1",
        "company": "jne",
        "service": "reg",
        "origin": place("40382"),
        "destination": place(),
        "items": (ParcelItem(name="Kopi", value=Money(24_145), weight_grams=250),),
    }
    return BookingRequest(**(facts | changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reference": ""}, "parcels.reference"),
        ({"origin": place("1011")}, "parcels.postal_code"),
        ({"destination": place("01110")}, "parcels.postal_code"),
        ({"destination": place("1011\u0967")}, "parcels.postal_code"),
        ({"items": ()}, "parcels.items"),
        ({"items": (ParcelItem(name="Angin", value=Money(1), weight_grams=0),)}, "parcels.items"),
        ({"items": (ParcelItem(name="Kopi", value=Money(1), weight_grams=1, quantity=0),)}, "parcels.items"),
        ({"items": (ParcelItem(name="Kopi", value=Money(-1), weight_grams=1),)}, "parcels.items"),
    ],
)
def test_a_booking_no_courier_can_take_is_not_sent(changes: dict[str, object], code: str) -> None:
    check_booking(booking())
    with pytest.raises(ParcelError) as refused:
        check_booking(booking(**changes))
    assert refused.value.code == code
