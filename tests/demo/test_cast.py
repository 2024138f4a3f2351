"""Two shops, their goods in turn, whatever order they came in."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.demo.cast import Good, choose_cast
from padu.demo.people import people_of
from padu.kernel.errors import PaduError


def good(number: int, shop: int, **more: object) -> Good:
    fields: dict[str, object] = {
        "shop_id": UUID(int=shop),
        "shop_slug": f"toko-{shop}",
        "city": "Solo",
        "listing_id": UUID(int=1000 + number),
        "title": f"[PROMO] Kopi Gayo no. {number}, bubuk halus sekali",
        "category": f"kategori-{number % 3}",
        "price": 25_000,
        "units": 50,
        "emoji": "2615",
    }
    return Good(**(fields | more))


GOODS = [good(number, number % 4) for number in range(40)]


@given(st.integers(0, 50), st.permutations(GOODS))
def test_eight_goods_of_two_shops_in_turn_whatever_their_order(seed: int, mixed: list[Good]) -> None:
    cast = choose_cast(mixed, seed=seed)
    assert cast == choose_cast(GOODS, seed=seed)
    assert [each.shop_id for each in cast.goods] == list(cast.shops) * 4
    assert len({each.listing_id for each in cast.goods}) == 8
    for shop in cast.shops:
        assert len({each.category for each in cast.goods if each.shop_id == shop}) == 3
    assert [each.shop for each in cast.sought] == [f"toko-{shop.int}" for shop in cast.shops]
    assert cast.sought[0].words.startswith("promo kopi gayo no ")


def test_seeds_choose_among_shops_that_are_alike() -> None:
    assert len({choose_cast(GOODS, seed=seed).shops for seed in range(20)}) > 1


def test_what_is_nearly_sold_out_trifling_or_dear_is_not_shown() -> None:
    unfit = [good(90, 0, units=19), good(91, 1, price=9_999), good(92, 2, price=600_001)]
    with pytest.raises(PaduError) as raised:
        choose_cast([*unfit, good(93, 3)], seed=1)
    assert raised.value.code == "demo.no_cast"
    cast = choose_cast([*unfit, good(93, 3), good(94, 2)], seed=1)
    assert {each.listing_id for each in cast.goods} == {UUID(int=1093), UUID(int=1094)}


def test_the_creators_show_them_in_turn(tmp_path: Path) -> None:
    creators = people_of(tmp_path).creators
    cast = choose_cast(GOODS, seed=3)
    subjects = cast.subjects(creators, seed=3)
    assert [each.handle for each in subjects][:4] == [*(each.handle for each in creators), creators[0].handle]
    assert [each.listing for each in subjects] == [str(each.listing_id) for each in cast.goods]
    assert {each.seed for each in subjects} == {3}
