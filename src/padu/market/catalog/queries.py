"""Reads of the catalogue for pages: keyset pages of active listings, one listing whole, the categories."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, text

from padu.kernel.money import Amount, Money
from padu.market.catalog.types import CatalogError
from padu.platform.unit_of_work import UnitOfWork

MOST_WORDS = 8


class ListingOrder(StrEnum):
    """In which order a page lists."""

    NEWEST = "newest"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"


class ListingFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is narrowed to; prices in whole rupiah, inclusive; `words` as the reader typed them."""

    category_slug: str | None = None
    shop_ids: tuple[UUID, ...] | None = None
    words: str | None = None
    lowest: int | None = None
    highest: int | None = None
    condition: str | None = None
    channel: str | None = None


class ListingPosition(msgspec.Struct, frozen=True):
    """Where a keyset page ended: the ordering's value (a time in ISO 8601, or rupiah) and the listing's id."""

    value: str | int
    listing_id: UUID


class ListingLine(msgspec.Struct, frozen=True, kw_only=True):
    """A listing in a list. `price` and `highest_price` span its active variants."""

    shop_id: UUID
    listing_id: UUID
    title: str
    category_slug: str
    condition: str
    picture: str | None
    channels: tuple[str, ...]
    created_at: dt.datetime
    price: Money
    highest_price: Money


class ListingPage(msgspec.Struct, frozen=True):
    """One keyset page and where the next begins; `next` is None on the last."""

    lines: tuple[ListingLine, ...]
    next: ListingPosition | None


class VariantLine(msgspec.Struct, frozen=True, kw_only=True):
    """A variant on its listing's page."""

    variant_id: UUID
    name: str
    price: Money
    original: Amount | None


class ListingDetail(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the catalogue knows of one listing."""

    shop_id: UUID
    listing_id: UUID
    title: str
    description: str
    category_slug: str
    brand: str
    condition: str
    weight_grams: int
    minimum_order: int
    pictures: tuple[str, ...]
    channels: tuple[str, ...]
    created_at: dt.datetime
    variants: tuple[VariantLine, ...]


class CategoryLine(msgspec.Struct, frozen=True):
    """A category with its names in both languages and its emoji."""

    slug: str
    name_id: str
    name_en: str
    emoji: str


_LINE = """
select l.shop_id, l.listing_id, l.title, l.category_slug, l.condition, l.pictures[1] as picture, l.channels, l.created_at,
       prices.lowest, prices.highest
from market.listing l
cross join lateral (
    select min(v.price_idr) as lowest, max(v.price_idr) as highest
    from market.variant v
    where v.shop_id = l.shop_id and v.listing_id = l.listing_id and v.status = 'active'
) prices
where l.status = 'active' and prices.lowest is not null
"""

_NARROW = {
    "category_slug": "l.category_slug = :category_slug",
    "shop_ids": "l.shop_id = any(:shop_ids)",
    "words": "to_tsvector('simple', l.title) @@ to_tsquery('simple', :words)",
    "lowest": "prices.lowest >= :lowest",
    "highest": "prices.lowest <= :highest",
    "condition": "l.condition = :condition",
    "channel": "cast(:channel as text) = any(l.channels)",
}

# The orders and their keyset conditions; the first matches the index on (created_at desc, listing_id).
_ORDER = {
    ListingOrder.NEWEST: "l.created_at desc, l.listing_id",
    ListingOrder.CHEAPEST: "prices.lowest, l.listing_id",
    ListingOrder.DEAREST: "prices.lowest desc, l.listing_id",
}
_AFTER = {
    ListingOrder.NEWEST: "l.created_at <= :value and (l.created_at < :value or l.listing_id > :after_id)",
    ListingOrder.CHEAPEST: "(prices.lowest, l.listing_id) > (:value, :after_id)",
    ListingOrder.DEAREST: "prices.lowest <= :value and (prices.lowest < :value or l.listing_id > :after_id)",
}


def search_words(typed: str) -> str | None:
    """The reader's words as a `tsquery`: every word must occur, the last may be unfinished; None when there is no word at all."""
    words = re.findall(r"[^\W_]+", typed.lower())[:MOST_WORDS]
    return " & ".join([*words[:-1], f"{words[-1]}:*"]) if words else None


async def list_listings(
    uow: UnitOfWork,
    wanted: ListingFilter,
    order: ListingOrder = ListingOrder.NEWEST,
    *,
    after: ListingPosition | None = None,
    limit: int = 24,
) -> ListingPage:
    """One keyset page of active listings. Words without a letter or digit find nothing. Nothing is counted."""
    parameters: dict[str, object] = {
        name: value for name in _NARROW if (value := getattr(wanted, name)) is not None and not isinstance(value, tuple)
    }
    if wanted.words is not None:
        parameters["words"] = search_words(wanted.words)
        if parameters["words"] is None:
            return ListingPage((), None)
    if wanted.shop_ids is not None:
        parameters["shop_ids"] = list(wanted.shop_ids)
    conditions = [_NARROW[name] for name in parameters]
    if after is not None:
        conditions.append(_AFTER[order])
        parameters |= {"value": _position_value(order, after), "after_id": after.listing_id}
    statement = " and ".join([_LINE, *conditions]) + f" order by {_ORDER[order]} limit :limit"
    found = await uow.connection.execute(text(statement), {**parameters, "limit": limit + 1})
    lines = tuple(_line(row) for row in found.mappings())
    if len(lines) <= limit:
        return ListingPage(lines, None)
    last = lines[limit - 1]
    value = last.created_at.isoformat() if order is ListingOrder.NEWEST else last.price.rupiah
    return ListingPage(lines[:limit], ListingPosition(value, last.listing_id))


def _position_value(order: ListingOrder, after: ListingPosition) -> object:
    """The position's value in the column's type; one written for another order is an error that names it."""
    try:
        return dt.datetime.fromisoformat(str(after.value)) if order is ListingOrder.NEWEST else _within_bigint(int(after.value))
    except (ValueError, OverflowError) as error:
        raise CatalogError("catalog.bad_position", f"{after.value!r} is no position in the order {order}") from error


def _within_bigint(value: int) -> int:
    if not -(2**63) <= value < 2**63:
        raise ValueError(value)
    return value


async def lines_of(uow: UnitOfWork, keys: Sequence[tuple[UUID, UUID]]) -> tuple[ListingLine, ...]:
    """The active listings of these (shop, listing) keys, in the order of the keys; the others are left out."""
    if not keys:
        return ()
    among = "(l.shop_id, l.listing_id) in (select * from unnest(cast(:shops as uuid[]), cast(:listings as uuid[])))"
    statement = f"{_LINE} and {among}"
    found = await uow.connection.execute(text(statement), {"shops": [key[0] for key in keys], "listings": [key[1] for key in keys]})
    by_id = {row["listing_id"]: _line(row) for row in found.mappings()}
    return tuple(by_id[listing_id] for _, listing_id in keys if listing_id in by_id)


def _line(row: RowMapping) -> ListingLine:
    return ListingLine(
        shop_id=row["shop_id"],
        listing_id=row["listing_id"],
        title=row["title"],
        category_slug=row["category_slug"],
        condition=row["condition"],
        picture=row["picture"],
        channels=tuple(row["channels"]),
        created_at=row["created_at"],
        price=Money(row["lowest"]),
        highest_price=Money(row["highest"]),
    )


async def listing_detail(uow: UnitOfWork, shop_id: UUID, listing_id: UUID) -> ListingDetail | None:
    """One active listing with its active variants in their order; None where there is none to show."""
    listing = text(
        "select title, description, category_slug, brand, condition, weight_grams, minimum_order, pictures, channels, created_at"
        " from market.listing where shop_id = :shop_id and listing_id = :listing_id and status = 'active'"
    )
    variants = text(
        "select variant_id, name, price_idr, original_amount, original_currency from market.variant"
        " where shop_id = :shop_id and listing_id = :listing_id and status = 'active' order by position, variant_id limit 200"
    )
    key = {"shop_id": shop_id, "listing_id": listing_id}
    row = (await uow.connection.execute(listing, key)).mappings().one_or_none()
    if row is None:
        return None
    lines = tuple(
        VariantLine(
            variant_id=line["variant_id"],
            name=line["name"],
            price=Money(line["price_idr"]),
            original=None if line["original_amount"] is None else Amount(line["original_amount"], line["original_currency"]),
        )
        for line in (await uow.connection.execute(variants, key)).mappings()
    )
    if not lines:
        return None
    rest = {name: row[name] for name in ("title", "description", "category_slug", "brand", "condition", "weight_grams", "minimum_order")}
    return ListingDetail(
        shop_id=shop_id,
        listing_id=listing_id,
        pictures=tuple(row["pictures"]),
        channels=tuple(row["channels"]),
        created_at=row["created_at"],
        variants=lines,
        **rest,
    )


async def categories(uow: UnitOfWork) -> tuple[CategoryLine, ...]:
    """The market's categories in their order."""
    found = await uow.connection.execute(text("select slug, name_id, name_en, emoji from market.category order by position"))
    return tuple(CategoryLine(**row) for row in found.mappings())
