"""What a seller offers on each platform, and which of its listings are the same goods."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import msgspec

from padu.demo.world.chance import chance, mint
from padu.demo.world.flaws import MARKET_LISTING_FLAWS, SOCIAL_LISTING_FLAWS, Flaw, flaw_of
from padu.demo.world.products import Product, make_product, round_price, sibling_of
from padu.demo.world.read_tables import Tables
from padu.demo.world.sellers import Front, Seller
from padu.demo.world.shop_names import town_of
from padu.demo.world.write_descriptions import write_description
from padu.demo.world.write_titles import write_market_title, write_social_title

NOW = 1_706_756_400  # 2024-02-01T03:00Z, the moment at which the platforms were exported
DAY = 86_400

TitleWriter = Callable[[bool], str]

_KNOWN_PRODUCT = 0.35
_SIBLING = 0.2
_POOL_PER_CATEGORY = 60


class Sku(msgspec.Struct, frozen=True):
    """One sellable variant on the social app; price in rupiah, units in its one sales warehouse."""

    sku_id: str
    option: str
    price: int
    units: int
    seller_sku: str
    barcode: str


class SocialListing(msgspec.Struct, frozen=True):
    """A product on the social app. `status` is the platform's word, empty where it is listed on Tokopedia only."""

    listing_id: str
    product: Product
    title: str
    description: str
    axis: str
    skus: tuple[Sku, ...]
    status: str
    tokopedia_status: str
    pictures: tuple[str, ...]
    minimum_order: int
    cod: bool
    created: int
    updated: int
    flaw: Flaw


class MarketListing(msgspec.Struct, frozen=True):
    """A row of the bulk spreadsheet: one variant, its stock at the shop's only warehouse. `row` is the sheet's, 1-based."""

    row: int
    listing_id: str
    sku_name: str
    sku_id: str
    product: Product
    title: str
    description: str
    price: int
    units: int
    active: bool
    used: bool
    minimum_order: int
    preorder_days: int
    pictures: tuple[str, ...]
    flaw: Flaw


class Shelf(msgspec.Struct, frozen=True):
    """All of a seller's listings; `same` holds the indexes of listings that are the same goods."""

    social: tuple[SocialListing, ...]
    market: tuple[MarketListing, ...]
    same: tuple[tuple[int, int], ...]


def fill_shelf(seed: int, seller: Seller, tables: Tables) -> Shelf:
    """Draw a seller's products and word them for each platform it stands on."""
    rng = chance(seed, "shelf", seller.index)
    social_count = seller.social.listings if seller.social else 0
    market_count = seller.market.listings if seller.market else 0
    products = _choose_products(rng, seed, seller, tables, social_count + market_count - seller.shared)
    social: list[SocialListing] = []
    titles: set[str] = set()
    if seller.social:
        social = [_list_socially(rng, tables, seller, product, at, titles=titles) for at, product in enumerate(products[:social_count])]
    chosen = sorted(rng.sample(range(social_count), seller.shared)) if seller.market else []
    wanted = [(products[at], at) for at in chosen] + [(product, -1) for product in products[social_count:]]
    rng.shuffle(wanted)
    market: list[MarketListing] = []
    same: list[tuple[int, int]] = []
    titles = set()
    for at, (product, twin) in enumerate(wanted[:market_count]):
        market.append(_list_on_market(rng, tables, seller, product, at, titles=titles, twin=social[twin] if twin >= 0 else None))
        if twin >= 0:
            same.append((twin, at))
    return Shelf(tuple(social), tuple(market), tuple(same))


def _choose_products(rng: Random, seed: int, seller: Seller, tables: Tables, count: int) -> list[Product]:
    products: list[Product] = []
    seen: set[tuple[str, ...]] = set()
    words = [word for word in seller.sign.core if len(word) > 3 and word not in tables.trades[seller.categories[0]].trades]
    own_brand = words[0] if words and rng.random() < 0.4 else ""
    while len(products) < count:
        category = seller.categories[0] if rng.random() < 0.75 else rng.choice(seller.categories)
        if rng.random() < _KNOWN_PRODUCT:
            number = rng.randrange(_POOL_PER_CATEGORY)
            product = make_product(chance(seed, "product", category, number), tables, category)
            product = msgspec.structs.replace(product, price=round_price(rng, product.price * rng.uniform(0.9, 1.12)))
        else:
            product = make_product(rng, tables, category, brand=own_brand if rng.random() < 0.6 else None)
        for candidate in (product, sibling_of(rng, tables, product) if rng.random() < _SIBLING else None):
            if candidate and candidate.identity not in seen and len(products) < count:
                seen.add(candidate.identity)
                products.append(candidate)
    return products


def _list_socially(  # noqa: PLR0913 - a listing is made of all of it
    rng: Random, tables: Tables, seller: Seller, product: Product, at: int, *, titles: set[str]
) -> SocialListing:
    shop, origin = _shop_and_origin(tables, seller.social, product)
    number = seller.index * 100_000 + at
    options = _options(rng, tables, product)
    title = _new_title(titles, lambda full: write_social_title(rng, tables, product, options, full=full))
    created = NOW - rng.randrange(20, 700) * DAY - rng.randrange(DAY)
    skus = tuple(
        Sku(
            sku_id=mint("1730", 19, number * 10 + place),
            option=option,
            price=product.price + (place * 5000 if product.price > 80_000 and place > 2 else 0),
            units=_units(rng),
            seller_sku=_seller_sku(rng, product, at, place),
            barcode=_barcode(rng) if product.brand and rng.random() < 0.25 else "",
        )
        for place, option in enumerate(options or ("",))
    )
    roll = rng.random()
    choice = tables.choice_of(product.noun)
    return SocialListing(
        listing_id=mint("1729", 19, number + 1),
        product=product,
        title=title,
        description=write_description(rng, tables, product, platform="social", title=title, shop=shop, origin=origin),
        axis=choice.name if choice and options else "",
        skus=skus,
        status=_social_status(rng),
        tokopedia_status="ACTIVATE" if roll < 0.12 else "SELLER_DEACTIVATED" if roll < 0.14 else "",
        pictures=_pictures(rng, product),
        minimum_order=1 if rng.random() < 0.93 else rng.choice((2, 3, 5)),
        cod=rng.random() < 0.7,
        created=created,
        updated=min(NOW - 3600, created + rng.randrange(1, 400) * DAY),
        flaw=flaw_of(seller.first_social_listing + at, SOCIAL_LISTING_FLAWS),
    )


def _list_on_market(  # noqa: PLR0913 - a listing is made of all of it
    rng: Random, tables: Tables, seller: Seller, product: Product, at: int, *, titles: set[str], twin: SocialListing | None
) -> MarketListing:
    if twin:
        product = msgspec.structs.replace(product, grams=_weigh_again(rng, product.grams))
    shop, origin = _shop_and_origin(tables, seller.market, product)
    domain = seller.market.source_id if seller.market else ""
    options = tuple(sku.option for sku in twin.skus if sku.option) if twin else _options(rng, tables, product)
    title = _new_title(titles, lambda full: write_market_title(rng, tables, product, options, full=full))
    flaw = flaw_of(seller.first_market_listing + at, MARKET_LISTING_FLAWS)
    if flaw is Flaw.ID_REPEATED and at == 0:
        flaw = Flaw.TITLE_MISSING  # the first row has no earlier one to repeat
    sku_name = _market_sku(rng, product, at, twin)
    price = product.price if twin is None or rng.random() < 0.35 else round_price(rng, product.price * rng.uniform(0.86, 1.14))
    units = _units(rng)
    if twin:
        shelf = sum(sku.units for sku in twin.skus)
        units = shelf if rng.random() < 0.82 else max(0, shelf + rng.randrange(-6, 7))
    row = at + 2
    return MarketListing(
        row=row,
        listing_id=f"{domain}/{sku_name or f'row-{row}'}",
        sku_name=sku_name,
        sku_id=mint("1731", 19, seller.index * 100_000 + at + 1),
        product=product,
        title=title,
        description=write_description(rng, tables, product, platform="market", title=title, shop=shop, origin=origin),
        price=price,
        units=units,
        active=rng.random() < 0.94,
        used=rng.random() < 0.02,
        minimum_order=1 if rng.random() < 0.92 else rng.choice((2, 3, 6)),
        preorder_days=rng.choice((3, 5, 7, 14)) if rng.random() < 0.04 else 0,
        pictures=_pictures(rng, product),
        flaw=flaw,
    )


def _weigh_again(rng: Random, grams: int) -> int:
    """The weight that a seller writes the second time: most copy it, some add the wrapping, some round to what couriers charge."""
    draw = rng.random()
    if draw < 0.6:
        return grams
    if draw < 0.8:
        return grams + rng.choice((10, 20, 50, 100))
    step = 1000 if grams > 700 else 100
    return -(-grams // step) * step


def _shop_and_origin(tables: Tables, front: Front | None, product: Product) -> tuple[str, str]:
    """What the shop is called and where its goods come from; nothing where the seller is not on the platform."""
    return (front.name, product.origin or town_of(tables, front.city)) if front else ("", product.origin)


def _new_title(taken: set[str], write: TitleWriter) -> str:
    title = write(False)  # noqa: FBT003 - the writer's only argument
    for _ in range(6):
        if title.lower() not in taken:
            break
        title = write(True)  # noqa: FBT003 - the writer's only argument
    turn = 2
    plain = title
    while title.lower() in taken:
        title, turn = f"{plain[:64]} {turn}", turn + 1
    taken.add(title.lower())
    return title


def _options(rng: Random, tables: Tables, product: Product) -> tuple[str, ...]:
    choice = tables.choice_of(product.noun)
    if choice is None or product.fixed:
        return ()
    count = rng.choices((1, 2, 3, 4), (35, 25, 25, 15))[0]
    if count == 1:
        return ()
    count = min(count, len(choice.values))
    start = rng.randrange(len(choice.values) - count + 1)
    return choice.values[start : start + count]


def _social_status(rng: Random) -> str:
    roll = rng.random()
    if roll < 0.93:
        return "ACTIVATE"
    rare = ("SELLER_DEACTIVATED", "SELLER_DEACTIVATED", "DRAFT", "PENDING", "FAILED", "PLATFORM_DEACTIVATED", "FREEZE", "DELETED", "")
    return rng.choice(rare)


def _units(rng: Random) -> int:
    return 0 if rng.random() < 0.04 else min(2000, int(rng.lognormvariate(3.2, 0.9)))


def _seller_sku(rng: Random, product: Product, at: int, place: int) -> str:
    if rng.random() < 0.12:
        return ""
    letters = "".join(word[0] for word in f"{product.noun.names[0]} {product.style}".upper().split() if word[0].isalnum())[:4]
    return f"{letters}-{at + 1:03d}" + (f"-{place + 1}" if place else "")


def _market_sku(rng: Random, product: Product, at: int, twin: SocialListing | None) -> str:
    if rng.random() < 0.06:
        return ""
    if twin and twin.skus[0].seller_sku and rng.random() < 0.4:
        return f"{twin.skus[0].seller_sku}"
    return f"{product.category[:3].upper()}{at + 1:04d}"


def _barcode(rng: Random) -> str:
    """A GTIN-13 with the prefix of GS1 Indonesia and its check digit."""
    digits = f"899{rng.randrange(10**9):09d}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return f"{digits}{-(odd + 3 * even) % 10}"


def _pictures(rng: Random, product: Product) -> tuple[str, ...]:
    first = rng.randrange(1, 1_000_000)
    return tuple(f"https://gambar.padu.example/fluent/{product.noun.emoji}/{first + turn}.webp" for turn in range(rng.randrange(1, 4)))
