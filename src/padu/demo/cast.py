"""Chooses what the demo's creators show: goods of two shops, which the demo's seller then runs. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, zip_longest
from uuid import UUID

import msgspec

from padu.demo.journey.types import Sought
from padu.demo.people import Person
from padu.demo.videos.types import Subject
from padu.demo.world.chance import chance
from padu.kernel.errors import PaduError

_PRICES = (10_000, 600_000)  # rupiah: what somebody buys on a whim
_LEAST_UNITS = 20
_WORDS = 5


class Good(msgspec.Struct, frozen=True, kw_only=True):
    """A listing that could be shown: price in rupiah, units on the shelf, code points of its emoji."""

    shop_id: UUID
    shop_slug: str
    city: str
    listing_id: UUID
    title: str
    category: str
    price: int
    units: int
    emoji: str


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown, the two shops' goods in turn, and something of each shop to search for on the market."""

    shops: tuple[UUID, UUID]
    goods: tuple[Good, ...]
    sought: tuple[Sought, ...]

    def subjects(self, creators: Sequence[Person], *, seed: int) -> tuple[Subject, ...]:
        """A film of each, by the creators in turn; `listing` is the listing's id."""
        return tuple(
            Subject(
                title=good.title,
                price=good.price,
                emoji=good.emoji,
                handle=creators[number % len(creators)].handle,
                place=good.city,
                seed=seed,
                listing=str(good.listing_id),
            )
            for number, good in enumerate(self.goods)
        )


def choose_cast(goods: Sequence[Good], *, seed: int, count: int = 8) -> Cast:
    """Two shops and up to `count` of their goods, other categories first; the same goods in any order give the same cast.

    Raises `demo.no_cast` where no two shops have anything that is well stocked and neither trifling nor dear.
    """
    fit = sorted((good for good in goods if good.units >= _LEAST_UNITS and _PRICES[0] <= good.price <= _PRICES[1]), key=_key)
    by_shop: dict[UUID, list[Good]] = {}
    for good in fit:
        by_shop.setdefault(good.shop_id, []).append(good)
    rng = chance(seed, "cast")
    # The best provided shops first; the seed decides among equals, which the many shops of a large market are.
    ranked = sorted(by_shop.values(), key=lambda each: (-min(len(each), count // 2), rng.random()))[:2]
    if len(ranked) < 2:
        raise PaduError("demo.no_cast", "this world has no two shops with goods to show", todo="choose a larger --scale or another --seed")
    first, second = (_varied(each)[: count // 2] for each in ranked)
    shown = tuple(good for good in chain(*zip_longest(first, second)) if good is not None)
    return Cast(
        shops=(first[0].shop_id, second[0].shop_id),
        goods=shown,
        sought=tuple(Sought(_words(each[0].title), each[0].shop_slug) for each in (first, second)),
    )


def _key(good: Good) -> tuple[str, str]:
    return good.shop_slug, good.title


def _varied(goods: Sequence[Good]) -> list[Good]:
    """Those of new categories before more of the same."""
    seen: dict[str, int] = {}
    placed: list[tuple[int, Good]] = []
    for good in goods:
        seen[good.category] = seen.get(good.category, 0) + 1
        placed.append((seen[good.category], good))
    return [good for _, good in sorted(placed, key=lambda each: each[0])]


def _words(title: str) -> str:
    """The title's first words, as somebody types them into a search."""
    return " ".join(re.findall(r"[^\W_]+", title.lower())[:_WORDS])
