"""Orders' ids, facts and errors."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import ZERO, Amount, ExchangeRate, Money
from padu.market.cart.types import Address, CartItem
from padu.market.catalog.types import ListingId, VariantId
from padu.market.payments.types import PaymentMethod
from padu.market.sellers.types import ShopId

OrderId = NewType("OrderId", UUID)


class OrderStatus(StrEnum):
    """An order's life, whatever each platform calls it."""

    AWAITING_PAYMENT = "awaiting_payment"
    ON_HOLD = "on_hold"
    PAID = "paid"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURNING = "returning"
    RETURNED = "returned"
    DISPUTED = "disputed"


class ImportedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Units of one thing at one price, in the order's currency. `is_sale` is false for a gift, whose price is not asked.

    `listing_id` and `variant_id` are the market's, where the thing stands in the catalogue.
    """

    title: str
    quantity: int
    unit_price: Decimal
    listing_id: ListingId | None = None
    variant_id: VariantId | None = None
    variant: str = ""
    seller_sku: str = ""
    seller_discount: Decimal = Decimal(0)
    platform_discount: Decimal = Decimal(0)
    returned_quantity: int = 0
    is_sale: bool = True


class ImportedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One shop's order as a platform told it.

    `total` is what the buyer pays, fees and shipping included, in the order's own currency, in which all its amounts are.
    `rate` is the dated rate that makes rupiah of them; None where the currency is IDR. Times are UTC. Who bought is not kept.
    """

    shop_id: ShopId
    order_id: OrderId
    platform: str
    source_id: str
    status: OrderStatus
    total: Amount
    ordered_at: dt.datetime
    lines: tuple[ImportedLine, ...]
    rate: ExchangeRate | None = None
    sub_total: Decimal = Decimal(0)
    shipping_fee: Decimal = Decimal(0)
    paid_at: dt.datetime | None = None
    shipped_at: dt.datetime | None = None
    delivered_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None
    destination_province: str = ""
    destination_city: str = ""
    payment_method: str = ""
    order_channel: str = ""
    creator: str = ""
    invoice_number: str = ""


class OrderTotals(msgspec.Struct, frozen=True, kw_only=True):
    """How an order's total comes about, in its own currency.

    `goods` is the price of all lines sold, `discounts` what seller and platform took off them; `other` is what the total
    holds beyond `sub_total` and `shipping_fee`: fees, insurance, tax, or (below zero) further reductions.
    """

    goods: Decimal
    discounts: Decimal
    sub_total: Decimal
    shipping_fee: Decimal
    other: Decimal
    total: Decimal


class OrderError(PaduError):
    """An order that cannot be what it claims to be."""


class ActorKind(StrEnum):
    """Who moves an order: its buyer, its shop, an operator of the market, or the market by itself."""

    BUYER = "buyer"
    SELLER = "seller"
    OPERATOR = "operator"
    SYSTEM = "system"


class OrderKey(msgspec.Struct, frozen=True):
    """An order of a shop."""

    shop_id: UUID
    order_id: UUID


class Mover(msgspec.Struct, frozen=True):
    """Who moved an order. `account_id` is None for the market itself."""

    kind: ActorKind
    account_id: UUID | None = None


SYSTEM = Mover(ActorKind.SYSTEM)


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to see an order: an account with the market's roles (`shopper`, `seller`, `operator`, `regulator`) and its shops."""

    account_id: UUID
    roles: frozenset[str]
    shop_ids: frozenset[UUID] = frozenset()


class Sight(StrEnum):
    """What somebody may see of an order."""

    NOTHING = "nothing"
    WITHOUT_ADDRESS = "without_address"
    WHOLE = "whole"


class Deadlines(msgspec.Struct, frozen=True, kw_only=True):
    """How long each side may take; an order keeps those under which it was placed."""

    pay_within: dt.timedelta
    ship_within: dt.timedelta
    complete_within: dt.timedelta


class Courier(msgspec.Struct, frozen=True, kw_only=True):
    """A courier's service that a buyer chose, at the price they saw."""

    company: str
    service: str
    name: str
    price: Money


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """The hand-off by which a buyer came to a listing, and the creator who is credited for it."""

    handoff_id: UUID
    creator_id: UUID


class WantedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a variant at the price that the buyer saw; `listing_id` is what it is a form of."""

    variant_id: VariantId
    listing_id: ListingId
    quantity: int
    price: Money
    title: str = ""
    credit: Credit | None = None


class WantedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer wants of one shop, and how it is sent."""

    shop_id: ShopId
    lines: tuple[WantedLine, ...]
    courier: Courier


class WantedPurchase(msgspec.Struct, frozen=True, kw_only=True):
    """A checkout. `purchase_id` was made with the form, so that a doubled click is one purchase."""

    purchase_id: UUID
    buyer_id: UUID
    address: Address
    method: PaymentMethod
    orders: tuple[WantedOrder, ...]


class Shortfall(msgspec.Struct, frozen=True, kw_only=True):
    """Why a shop's order was not placed: a variant is `short` of units, `gone` from sale, or `repriced`."""

    shop_id: UUID
    variant_id: UUID
    title: str
    outcome: str
    wanted: int
    units_left: int
    price: Money | None


class PlacedPurchase(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a checkout. `payment_id` is None where nothing could be placed; then `shortfalls` says why."""

    purchase_id: UUID
    payment_id: UUID | None
    total: Money
    order_ids: tuple[UUID, ...]
    shortfalls: tuple[Shortfall, ...] = ()


class LawRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """A rule forbids a checkout: its message in both languages, and where it stands."""

    purchase_id: UUID
    rule_id: str
    law: str
    article: str
    message_id: str
    message_en: str


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """Rates of commission in ten-thousandths of the goods' price."""

    platform: int
    creator: int


class SaleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order as its money is shared out."""

    listing_id: UUID
    creator_id: UUID | None
    units: int
    amount: Money


class OrderState(msgspec.Struct, frozen=True, kw_only=True):
    """What must be known of a native order in order to move it."""

    shop_id: ShopId
    order_id: OrderId
    status: OrderStatus
    buyer_id: UUID
    purchase_id: UUID
    payment_id: UUID
    total: Money
    shipping: Money
    ordered_at: dt.datetime
    is_paid: bool
    ship_by: dt.datetime | None = None
    complete_by: dt.datetime | None = None


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """An order's step to another status."""

    order: OrderState
    to: OrderStatus
    by: Mover
    reason: str = ""


class CheckoutShop(msgspec.Struct, frozen=True, kw_only=True):
    """What of one shop can be ordered now. `origin` is the postal code that it ships from, empty where the shop never told."""

    shop_id: ShopId
    name: str
    slug: str
    origin: str
    items: tuple[CartItem, ...]

    @property
    def goods(self) -> Money:
        """What its goods cost."""
        return sum((item.amount for item in self.items), ZERO)


class CheckoutDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What a checkout begins with: what can be ordered, what of the basket cannot, and the buyer's addresses, last used first."""

    shops: tuple[CheckoutShop, ...]
    left_out: tuple[CartItem, ...]
    addresses: tuple[Address, ...]

    @property
    def goods(self) -> Money:
        """What all goods cost."""
        return sum((shop.goods for shop in self.shops), ZERO)


class Consignment(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order goes and by which courier's service its buyer chose."""

    recipient: str
    phone: str
    street: str
    district: str
    city: str
    province: str
    postal_code: str
    courier_company: str
    courier_service: str
    courier_name: str

    @property
    def street_and_area(self) -> str:
        """The address on one line, without the postal code."""
        return ", ".join(part for part in (self.street, self.district, self.city, self.province) if part)

    def __repr__(self) -> str:
        """Without what leads to somebody's door: structs end up in logs."""
        return "Consignment(…)"


class OrderedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order on a page."""

    listing_id: UUID | None
    variant_id: UUID | None
    title: str
    variant: str
    picture: str | None
    category_slug: str
    quantity: int
    price: Money
    weight_grams: int
    creator_id: UUID | None

    @property
    def amount(self) -> Money:
        """What its units cost."""
        return self.price * self.quantity


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """A step of an order's life. `before` is None for the first."""

    number: int
    before: OrderStatus | None
    after: OrderStatus
    by: ActorKind
    reason: str
    at: dt.datetime


class OrderDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An order whole, as far as its reader may see it: `consignment` is None for who may not see the address."""

    shop_id: UUID
    order_id: UUID
    purchase_id: UUID
    payment_id: UUID
    number: str
    shop_name: str
    shop_slug: str
    status: OrderStatus
    goods: Money
    shipping: Money
    total: Money
    payment_method: str
    courier_name: str
    ordered_at: dt.datetime
    paid_at: dt.datetime | None
    pay_by: dt.datetime
    ship_by: dt.datetime | None
    complete_by: dt.datetime | None
    destination_city: str
    lines: tuple[OrderedLine, ...]
    transitions: tuple[Transition, ...]
    consignment: Consignment | None

    @property
    def key(self) -> OrderKey:
        """Its shop and id."""
        return OrderKey(self.shop_id, self.order_id)
