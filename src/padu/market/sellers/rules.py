"""How a shop's name becomes its address; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from padu.market.sellers.types import NewShop, SellersError, ShopChannel

LONGEST_SLUG = 60
_NAMELESS = "toko"
_CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_BESIDE_ASCII = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "œ": "oe", "þ": "th", "\u0131": "i", "&": " dan "}
)


def slugify(name: str) -> str:
    """A readable address of a-z, 0-9 and single hyphens, 1 to 60 characters; `toko` where nothing of the name can be written so."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_BESIDE_ASCII))
    plain = apart.encode("ascii", "ignore").decode().casefold()
    return _NOT_PLAIN.sub("-", plain).strip("-")[:LONGEST_SLUG].rstrip("-") or _NAMELESS


def numbered(slug: str, number: int) -> str:
    """The `number`th form of a slug: itself, then `-2`, `-3` …, cut so that it stays within 60 characters."""
    if number == 1:
        return slug
    tail = f"-{number}"
    return slug[: LONGEST_SLUG - len(tail)].rstrip("-") + tail


def first_forms(slug: str, count: int) -> set[str]:
    """The first `count` forms of a slug."""
    return {numbered(slug, number) for number in range(1, count + 1)}


def choose_slugs(names: Iterable[str], taken: Collection[str]) -> list[str]:
    """One slug per name, in order: the first form that is neither taken nor chosen by an earlier name."""
    used = set(taken)
    chosen: list[str] = []
    next_number: dict[str, int] = {}
    for name in names:
        base = slugify(name)
        number = next_number.get(base, 1)
        while (slug := numbered(base, number)) in used:
            number += 1
        next_number[base] = number + 1
        used.add(slug)
        chosen.append(slug)
    return chosen


def check_shops(shops: Iterable[NewShop]) -> None:
    """Raise `SellersError` for a shop without a name or with a number that is not digits."""
    for shop in shops:
        if not shop.name.strip():
            raise SellersError("shop.nameless", "a shop has no name", where=f"shop {shop.shop_id}", todo="give it a name")
        if shop.phone and not (shop.phone.isascii() and shop.phone.isdigit()):
            raise SellersError(
                "shop.phone",
                f"{shop.phone!r} is not a number of digits",
                where=f"shop {shop.shop_id}",
                todo="write digits with country code",
            )


def check_channels(channels: Iterable[ShopChannel]) -> None:
    """Raise `SellersError` for a channel whose name is no word of a-z, 0-9 and _, or that has no id."""
    for channel in channels:
        if not _CHANNEL.fullmatch(channel.channel) or not channel.source_id:
            raise SellersError(
                "shop.channel",
                f"{channel.channel!r} with id {channel.source_id!r} is not a channel",
                where=f"shop {channel.shop_id}",
                todo="name the platform in lower case and give the shop's id there",
            )
