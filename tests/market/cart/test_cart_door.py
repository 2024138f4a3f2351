"""The basket: what is in it, what changed since it was put there, and where things are sent."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.market.trading import HOME, shelve

from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import cart
from padu.market.cart import Address, AddressId, CartError, Change, rules
from padu.platform.unit_of_work import UnitOfWork


async def changes(uow: UnitOfWork, buyer: Any) -> list[tuple[Change, ...]]:
    return [item.changes for shop in (await cart.read_cart(uow, buyer)).shops for item in shop.items]


@pytest.mark.anyio
async def test_a_basket_is_grouped_by_shop_and_adds_up(market: UnitOfWork, small: Any, build_market: Any) -> None:
    other = await build_market(market, "Toko Lain")
    for shop in (small, other):
        await shelve(market, shop, 5, 5)
    buyer = new_id()
    await cart.put_in(market, buyer, small.shop_id, small.variants[0], 2)
    await cart.put_in(market, buyer, small.shop_id, small.variants[1])
    await cart.put_in(market, buyer, other.shop_id, other.variants[0])
    await cart.put_in(market, buyer, small.shop_id, small.variants[0])
    basket = await cart.read_cart(market, buyer)
    assert {shop.shop_id: shop.goods for shop in basket.shops} == {small.shop_id: Money(3 * 45_000 + 47_500), other.shop_id: Money(45_000)}
    assert (basket.goods, basket.units, await cart.basket_count(market, buyer)) == (Money(227_500), 5, 3)
    await cart.change_quantity(market, buyer, small.shop_id, small.variants[0], 1)
    await cart.change_quantity(market, buyer, other.shop_id, other.variants[0], 0)
    assert (await cart.read_cart(market, buyer)).goods == Money(45_000 + 47_500)
    assert (await cart.read_cart(market, new_id())).shops == ()


@pytest.mark.anyio
async def test_what_changed_since_is_told(market: UnitOfWork, small: Any) -> None:
    buyer = new_id()
    await shelve(market, small, 5)
    await cart.put_in(market, buyer, small.shop_id, small.variants[0], 3)
    assert await changes(market, buyer) == [()]
    driver = await market.driver()
    await driver.execute("update market.variant set price_idr = 40000")
    assert await changes(market, buyer) == [(Change.CHEAPER,)]
    await cart.see_prices(market, buyer, await cart.read_cart(market, buyer))
    assert await changes(market, buyer) == [()]
    await driver.execute("update market.variant set price_idr = 41000")
    await driver.execute("update market.listing set minimum_order = 4")
    assert await changes(market, buyer) == [(Change.BELOW_MINIMUM, Change.DEARER)]
    await driver.execute("update market.variant set status = 'inactive'")
    assert await changes(market, buyer) == [(Change.GONE,)]
    assert (await cart.read_cart(market, buyer)).goods == Money(0)


@pytest.mark.anyio
async def test_more_than_there_is_may_wait_in_a_basket_but_is_told(market: UnitOfWork, small: Any) -> None:
    buyer = new_id()
    await cart.put_in(market, buyer, small.shop_id, small.variants[0], 3)
    assert await changes(market, buyer) == [(Change.SOLD_OUT,)]
    await shelve(market, small, 2)
    assert await changes(market, buyer) == [(Change.FEWER,)]


@pytest.mark.anyio
async def test_what_cannot_be_put_in_is_refused(market: UnitOfWork, small: Any) -> None:
    for code, variant, quantity in (
        ("cart.quantity", small.variants[0], 0),
        ("cart.quantity", small.variants[0], cart.MOST_UNITS + 1),
        ("cart.not_sold", new_id(), 1),
    ):
        with pytest.raises(CartError) as refused:
            await cart.put_in(market, new_id(), small.shop_id, variant, quantity)
        assert refused.value.code == code


@pytest.mark.anyio
async def test_a_basket_holds_so_many_things_and_more_of_what_is_in(
    market: UnitOfWork, small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_THINGS", 1)
    buyer = new_id()
    for _ in range(2):
        await cart.put_in(market, buyer, small.shop_id, small.variants[0])
    with pytest.raises(CartError) as refused:
        await cart.put_in(market, buyer, small.shop_id, small.variants[1])
    assert refused.value.code == "cart.full"
    await cart.put_in(market, new_id(), small.shop_id, small.variants[1])


@pytest.mark.anyio
async def test_of_many_addresses_the_ones_used_last_are_kept(market: UnitOfWork, clock: Any) -> None:
    buyer, other = new_id(), new_id()
    await cart.keep_address(market, other, HOME)
    many = [replace(HOME, address_id=AddressId(new_id()), label=str(number)) for number in range(rules.MOST_ADDRESSES + 3)]
    for one in many:
        clock.advance(dt.timedelta(seconds=1))
        await cart.keep_address(market, buyer, one)
    assert await cart.addresses_of(market, buyer) == tuple(many[:2:-1])
    assert await cart.addresses_of(market, other) == (HOME,)


@pytest.mark.anyio
async def test_addresses_are_their_buyers_alone_and_last_used_first(market: UnitOfWork, clock: Any) -> None:
    buyer, office = new_id(), replace(HOME, address_id=AddressId(new_id()), label="Kantor")
    await cart.keep_address(market, buyer, HOME)
    clock.at = clock.at.replace(minute=5)
    await cart.keep_address(market, buyer, office)
    assert await cart.addresses_of(market, buyer) == (office, HOME)
    assert await cart.addresses_of(market, new_id()) == ()
    await cart.forget_address(market, new_id(), office.address_id)
    await cart.forget_address(market, buyer, office.address_id)
    assert await cart.addresses_of(market, buyer) == (HOME,)


@pytest.mark.parametrize(
    ("field", "value"),
    [("recipient", " "), ("city", ""), ("postal_code", "0123"), ("phone", "12"), ("phone", "٠١٢٣٤٥٦٧٨"), ("street", "x" * 201)],
)
def test_what_is_no_address_names_the_field(field: str, value: str) -> None:
    with pytest.raises(CartError) as refused:
        rules.clean_address(replace(HOME, **{field: value}))
    assert refused.value.where == field


@pytest.mark.parametrize("typed", ["0812-3456-7890", "+62 812 3456 7890", "(0812) 34567890"])
def test_a_telephone_number_has_one_form(typed: str) -> None:
    assert rules.clean_address(replace(HOME, phone=typed)).phone == "6281234567890"


@given(
    st.builds(
        Address,
        address_id=st.builds(new_id),
        recipient=st.text(),
        phone=st.text(),
        street=st.text(),
        city=st.text(),
        province=st.text(),
        postal_code=st.text(),
    )
)
def test_a_cleaned_address_is_clean_for_ever(address: Address) -> None:
    try:
        once = rules.clean_address(address)
    except CartError:
        return
    assert rules.clean_address(once) == once


@given(st.integers(1, 999), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(-5, 2000), st.integers(1, 20))
def test_the_same_as_before_is_no_change(quantity: int, price: int, seen: int, left: int, minimum: int) -> None:
    told = rules.changes_of(quantity=quantity, price=Money(price), seen=Money(seen), units_left=left, minimum_order=minimum)
    assert (Change.DEARER in told, Change.CHEAPER in told) == (price > seen, price < seen)
    assert (Change.FEWER in told or Change.SOLD_OUT in told) == (left < quantity)
    assert Change.GONE not in told
