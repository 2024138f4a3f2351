"""What buyers ordered from one seller on one platform, and what they sent back."""

from __future__ import annotations

from random import Random

import msgspec

from padu.demo.world.chance import mint
from padu.demo.world.flaws import Flaw, flaw_of
from padu.demo.world.order_money import Fees, Line, OrderMoney, money_of
from padu.demo.world.order_times import Times, draw_status, draw_times
from padu.demo.world.read_tables import City, Tables
from padu.demo.world.shelves import MarketListing, Sku, SocialListing

_COD = "Bayar di Tempat"


class Buyer(msgspec.Struct, frozen=True):
    """A buyer as the platform shows one to sellers: masked."""

    user_id: str
    name: str
    username: str
    phone: str
    city: City
    postal_code: str
    note: str


class Order(msgspec.Struct, frozen=True):
    """One order. `number` counts the platform's orders; `channel` and `creator` say what it came through."""

    number: int
    order_id: str
    status: str
    times: Times
    lines: tuple[Line, ...]
    fees: Fees
    money: OrderMoney
    buyer: Buyer
    payment: str
    courier: str
    tracking: str
    package_id: str
    on_tokopedia: bool
    fulfillment: str
    order_type: str
    channel: str
    creator: str
    cancel_by: str
    cancel_reason: str
    returned: int
    return_reason: str
    flaw: Flaw


class OrderBook(msgspec.Struct, frozen=True):
    """Where a shop's orders are drawn from: its sound listings, its first order's number, the flaws that its format can show."""

    listings: tuple[SocialListing | MarketListing, ...]
    first: int
    count: int
    id_prefix: str
    flaws: tuple[Flaw, ...]
    social: bool


def take_orders(rng: Random, tables: Tables, book: OrderBook) -> tuple[Order, ...]:
    """All orders of one shop, newest first as the platforms list them."""
    if not book.listings:
        return ()
    weights = [rng.lognormvariate(0, 1) for _ in book.listings]
    orders = [_take_order(rng, tables, book, weights, book.first + at, first=at == 0) for at in range(book.count)]
    return tuple(sorted(orders, key=lambda order: (-order.times.created, order.order_id)))


def _take_order(  # noqa: PLR0913 - an order depends on all of it
    rng: Random, tables: Tables, book: OrderBook, weights: list[float], number: int, *, first: bool
) -> Order:
    talk = tables.talk
    status = draw_status(rng)
    special = _special_kind(rng) if book.social else "sale"
    lines = _take_lines(rng, book, weights, special)
    fees = _draw_fees(rng, lines) if special == "sale" else Fees()
    payment = rng.choice(talk.payments)
    times = draw_times(rng, status)
    returned = status in {"DELIVERED", "COMPLETED"} and special == "sale" and rng.random() < 0.075
    channel = rng.choices(("Product cards", "Videos", "LIVE", "Search", "Shop tab"), (40, 25, 20, 10, 5))[0]
    flaw = flaw_of(number, book.flaws)
    if flaw is Flaw.ID_REPEATED and first:
        flaw = Flaw.TOTAL_WRONG  # a shop's only order has no other to repeat
    return Order(
        number=number,
        order_id=mint(book.id_prefix, 18, number + 1),
        status=status,
        times=times,
        lines=lines,
        fees=fees,
        money=money_of(lines, fees),
        buyer=_draw_buyer(rng, tables, number),
        payment=payment,
        courier=rng.choice(talk.couriers),
        tracking=f"{rng.choice(('JP', 'JX', 'CM', 'SC'))}{rng.randrange(10**10, 10**11)}" if times.ready else "",
        package_id=mint("1153", 19, number + 1) if times.paid else "",
        on_tokopedia=rng.random() < 0.14,
        fulfillment=rng.choices(("FULFILLMENT_BY_SELLER", "FULFILLMENT_BY_TIKTOK", "FULFILLMENT_BY_DILAYANI_TOKOPEDIA"), (94, 4, 2))[0],
        order_type="ZERO_LOTTERY" if special == "lottery" else rng.choices(("NORMAL", "PRE_ORDER"), (97, 3))[0],
        channel=channel,
        creator=_handle(rng, tables) if channel in {"Videos", "LIVE"} and rng.random() < 0.7 else "",
        cancel_by=rng.choice(("BUYER", "BUYER", "SELLER", "SYSTEM")) if status == "CANCELLED" else "",
        cancel_reason=rng.choice(talk.cancel_reasons) if status == "CANCELLED" else "",
        returned=1 if returned else 0,
        return_reason=rng.choice(talk.return_reasons) if returned else "",
        flaw=flaw,
    )


def _special_kind(rng: Random) -> str:
    roll = rng.random()
    return "sample" if roll < 0.008 else "lottery" if roll < 0.012 else "sale"


def _take_lines(rng: Random, book: OrderBook, weights: list[float], special: str) -> tuple[Line, ...]:
    count = 1 if special != "sale" else rng.choices((1, 2, 3), (78, 17, 5))[0]
    chosen: dict[str, tuple[SocialListing | MarketListing, Sku | None]] = {}
    for listing in rng.choices(book.listings, weights, k=count):
        sku = rng.choice(listing.skus) if isinstance(listing, SocialListing) else None
        chosen[sku.sku_id if sku else listing.listing_id] = (listing, sku)
    lines = [_draw_line(rng, listing, sku, special) for listing, sku in chosen.values()]
    if book.social and special == "sale" and rng.random() < 0.012:
        gift = book.listings[0]
        sku = gift.skus[0] if isinstance(gift, SocialListing) else None
        if sku and sku.sku_id not in chosen:
            lines.append(Line(gift, sku, 1, sku.price, sku.price, 0, "gift"))
    return tuple(lines)


def _draw_line(rng: Random, listing: SocialListing | MarketListing, sku: Sku | None, special: str) -> Line:
    price = sku.price if sku else listing.price if isinstance(listing, MarketListing) else 0
    if special == "sample":
        return Line(listing, sku, 1, price, price, 0, special)
    if special == "lottery":
        return Line(listing, sku, 1, price, 0, price, special)
    quantity = rng.choices((1, 2, 3, 5), (76, 15, 6, 3))[0]
    seller_discount = price * rng.choice((5, 10, 15, 20)) // 100 if rng.random() < 0.3 else 0
    platform_discount = min(price // 10, rng.choice((1000, 2000, 5000))) if rng.random() < 0.22 else 0
    return Line(listing, sku, quantity, price, seller_discount, platform_discount)


def _draw_fees(rng: Random, lines: tuple[Line, ...]) -> Fees:
    grams = sum(line.listing.product.grams * line.quantity for line in lines)
    shipping = rng.choice((9000, 10_000, 11_500, 14_000, 18_000, 24_000)) * max(1, -(-grams // 1300))
    platform_discount = min(shipping, rng.choice((5000, 10_000, 20_000))) if rng.random() < 0.55 else 0
    seller_discount = min(shipping - platform_discount, 2000) if rng.random() < 0.1 else 0
    return Fees(
        original_shipping=shipping,
        shipping_seller_discount=seller_discount,
        shipping_platform_discount=platform_discount,
        handling=rng.choice((1000, 1500)) if rng.random() < 0.3 else 0,
        buyer_service=rng.choice((1000, 2000)) if rng.random() < 0.7 else 0,
        item_insurance=rng.choice((300, 500, 900)) if rng.random() < 0.12 else 0,
        shipping_insurance=rng.choice((200, 500)) if rng.random() < 0.08 else 0,
    )


def _draw_buyer(rng: Random, tables: Tables, number: int) -> Buyer:
    names = tables.names
    first = rng.choice(names.women if rng.random() < 0.65 else names.men).split()[0]
    city = rng.choices(tables.cities, [city.population for city in tables.cities])[0]
    return Buyer(
        user_id=mint("7495", 19, number + 1),
        name=f"{first[0]}***{first[-1]}",
        username=f"{first[0].lower()}****{rng.randrange(100)}",
        phone=f"(+62)8{rng.randrange(10, 60)}*****{rng.randrange(10, 100)}",
        city=city,
        postal_code=f"{city.postal_prefix}**",
        note=rng.choice(tables.talk.buyer_notes),
    )


def _handle(rng: Random, tables: Tables) -> str:
    first = rng.choice(tables.names.women).split()[-1].lower()
    return f"{first}.{rng.choice(('racun', 'spill', 'review', 'haul', 'live'))}{rng.randrange(100)}"


def is_cod(order: Order) -> bool:
    """Whether the buyer pays at the door."""
    return order.payment == _COD
