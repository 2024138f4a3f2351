# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Amount, ExchangeRate, Money
from padu.market import catalog, sellers
from padu.market.catalog import tables
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio
RowsIn = Callable[[UnitOfWork, str], Awaitable[int]]
RATE = ExchangeRate("USD", Decimal("15432.105"), dt.date(2024, 1, 31), "a test's own")


def new_variant(**facts: Any) -> catalog.NewVariant:
    return catalog.NewVariant(**({"variant_id": catalog.VariantId(new_id()), "price": Money(1_000)} | facts))


def another(listing: catalog.NewListing, **facts: Any) -> catalog.NewListing:
    """A listing of the same shop with an id of its own."""
    return msgspec.structs.replace(listing, **({"listing_id": catalog.ListingId(new_id()), "variants": (new_variant(),)} | facts))


async def test_a_listing_is_kept_as_it_was_told(market: UnitOfWork, clock: FixedClock, small: Any) -> None:
    foreign = new_variant(
        price=Money(154_321), original=Amount(Decimal("10.00"), "USD"), rate=RATE, seller_sku="A-1", barcode="899", position=1
    )
    told = another(
        small.listing,
        title='Kopi {gayo}, "arabika" \\ 100%',
        category_slug="kopi-teh",
        description="baris 1\nbaris 2",
        brand="Gayo",
        condition=catalog.Condition.USED,
        status=catalog.ListingStatus.INACTIVE,
        weight_grams=250,
        minimum_order=2,
        pictures=("https://a.example/1.webp", 'b,"{}'),
        channels=("tokopedia",),
        variants=(foreign,),
        created_at=clock.now() - dt.timedelta(days=3),
    )
    published = await catalog.publish_listings(market, [told])
    assert published == catalog.Published(listings=frozenset({told.listing_id}), variants=frozenset({foreign.variant_id}))
    listing = (await market.connection.execute(tables.listing.select().where(tables.listing.c.listing_id == told.listing_id))).one()
    assert listing._asdict() == {
        "shop_id": small.shop_id,
        "listing_id": told.listing_id,
        "title": told.title,
        "description": "baris 1\nbaris 2",
        "category_slug": "kopi-teh",
        "brand": "Gayo",
        "condition": "used",
        "status": "inactive",
        "weight_grams": 250,
        "minimum_order": 2,
        "pictures": ["https://a.example/1.webp", 'b,"{}'],
        "channels": ["tokopedia"],
        "created_at": clock.now() - dt.timedelta(days=3),
        "updated_at": clock.now() - dt.timedelta(days=3),
    }
    variant = (await market.connection.execute(tables.variant.select().where(tables.variant.c.listing_id == told.listing_id))).one()
    assert variant._asdict() == {
        "shop_id": small.shop_id,
        "variant_id": foreign.variant_id,
        "listing_id": told.listing_id,
        "name": "",
        "seller_sku": "A-1",
        "price_idr": 154_321,
        "original_amount": Decimal("10.00"),
        "original_currency": "USD",
        "fx_rate": Decimal("15432.105"),
        "fx_on": dt.date(2024, 1, 31),
        "fx_source": "a test's own",
        "barcode": "899",
        "position": 1,
        "status": "active",
    }


async def test_publishing_twice_publishes_once_and_changes_nothing(market: UnitOfWork, small: Any, rows_in: RowsIn) -> None:
    changed = msgspec.structs.replace(small.listing, title="Judul lain")
    assert await catalog.publish_listings(market, [changed, small.listing]) == catalog.Published(listings=frozenset(), variants=frozenset())
    assert (await rows_in(market, "listing"), await rows_in(market, "variant")) == (1, 2)
    row = (await market.connection.execute(tables.listing.select())).one()
    assert row.title == "Kaos polos"


async def test_a_new_variant_joins_a_listing_that_stands(market: UnitOfWork, small: Any, rows_in: RowsIn) -> None:
    green = new_variant(name="Hijau", position=2)
    grown = msgspec.structs.replace(small.listing, variants=(*small.listing.variants, green))
    assert await catalog.publish_listings(market, [grown]) == catalog.Published(
        listings=frozenset(), variants=frozenset({green.variant_id})
    )
    assert (await rows_in(market, "listing"), await rows_in(market, "variant")) == (1, 3)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"title": "  "}, "listing.untitled"),
        ({"variants": ()}, "listing.no_variant"),
        ({"weight_grams": -1}, "listing.measure"),
        ({"minimum_order": 0}, "listing.measure"),
        ({"category_slug": "antah-berantah"}, "listing.category"),
        ({"variants": (new_variant(price=Money(-1)),)}, "price.negative"),
        ({"variants": (new_variant(original=Amount(Decimal(1), "USD")),)}, "price.rate"),
        ({"variants": (new_variant(original=Amount(Decimal(1), "USD"), rate=RATE, price=Money(15_433)),)}, "price.rate"),
    ],
)
async def test_a_listing_that_cannot_be_is_refused_with_its_batch(
    market: UnitOfWork, small: Any, rows_in: RowsIn, facts: dict[str, Any], code: str
) -> None:
    good, bad = another(small.listing), another(small.listing, **facts)
    with pytest.raises(catalog.CatalogError) as caught:
        await catalog.publish_listings(market, [good, bad])
    assert caught.value.code == code
    assert str(bad.listing_id) in caught.value.where
    assert (await rows_in(market, "listing"), await rows_in(market, "variant")) == (1, 2)


async def test_a_channel_is_appended_once(market: UnitOfWork, small: Any) -> None:
    second = another(small.listing, channels=("tokopedia",))
    await catalog.publish_listings(market, [second])
    additions = [
        catalog.ListingChannel(shop_id=shop_id, listing_id=listing_id, channel=channel)
        for shop_id, listing_id, channel in [
            (small.shop_id, small.listing_id, "tiktok_shop"),
            (small.shop_id, second.listing_id, "tiktok_shop"),
            (small.shop_id, second.listing_id, "tokopedia"),
            (sellers.ShopId(new_id()), small.listing_id, "tiktok_shop"),
        ]
    ]
    added = await catalog.add_channel_to_listings(market, additions)
    assert {(a.listing_id, a.channel) for a in added} == {(small.listing_id, "tiktok_shop"), (second.listing_id, "tiktok_shop")}
    assert await catalog.add_channel_to_listings(market, additions) == []
    rows = (await market.connection.execute(tables.listing.select())).all()
    assert {row.listing_id: row.channels for row in rows} == {
        small.listing_id: ["tiktok_shop"],
        second.listing_id: ["tokopedia", "tiktok_shop"],
    }


async def test_variants_and_missing_listings_are_found(market: UnitOfWork, small: Any) -> None:
    key, ghost = (small.shop_id, small.listing_id), (small.shop_id, catalog.ListingId(new_id()))
    found = await catalog.find_variants(market, {key, ghost})
    assert [(v.variant_id, v.name) for v in found[key]] == list(zip(small.variants, ["Merah", "Biru"], strict=True))
    assert set(found) == {key}
    assert await catalog.find_missing_listings(market, {key, ghost}) == {ghost}
