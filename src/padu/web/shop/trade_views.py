"""What the pages of buying show: typed values; words and formats are the templates' affair."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import msgspec

from padu.kernel.money import ZERO, Money
from padu.market.cart import Address
from padu.market.orders import SentTo
from padu.web.ui import Picture


class ShopName(msgspec.Struct, frozen=True):
    """A shop at the head of its part."""

    name: str
    path: str
    city: str


class BasketThing(msgspec.Struct, frozen=True, kw_only=True):
    """A variant in the basket as it stands now; `changes` are words of what became different, gravest first."""

    shop_id: UUID
    variant_id: UUID
    path: str | None
    title: str
    variant: str
    picture: Picture
    quantity: int
    price: Money | None
    seen_price: Money
    amount: Money
    units_left: int
    minimum_order: int
    changes: tuple[str, ...]
    can_be_bought: bool

    @property
    def most(self) -> int:
        """The most units that could be taken."""
        return min(self.units_left, 999)


class BasketShop(msgspec.Struct, frozen=True, kw_only=True):
    """A basket's part of one shop."""

    shop: ShopName
    things: tuple[BasketThing, ...]
    goods: Money


class BasketView(msgspec.Struct, frozen=True, kw_only=True):
    """The basket. `refused`: why something could not be put in, in a word."""

    shops: tuple[BasketShop, ...]
    goods: Money
    units: int
    refused: str = ""


class CourierChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A courier's service to choose; `value` names it in the form."""

    value: str
    name: str
    price: Money
    shortest: int
    longest: int
    is_chosen: bool


class CheckoutPart(msgspec.Struct, frozen=True, kw_only=True):
    """One shop's part of a checkout. `field` names its courier in the form; `fault`: in a word, why it cannot be sent."""

    shop_id: UUID
    shop: ShopName
    field: str
    things: tuple[BasketThing, ...]
    goods: Money
    couriers: tuple[CourierChoice, ...]
    shipping: Money | None
    fault: str = ""


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """A new address as it was typed; `fault` is the field that is wrong, empty for none."""

    address_id: UUID
    recipient: str = ""
    phone: str = ""
    street: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postal_code: str = ""
    label: str = ""
    fault: str = ""


class Short(msgspec.Struct, frozen=True, kw_only=True):
    """Something that could not be ordered: `outcome` is `short`, `gone` or `repriced`."""

    shop: str
    title: str
    outcome: str
    wanted: int
    units_left: int
    price: Money | None


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that forbids the checkout, with where it stands."""

    law: str
    article: str
    message_id: str
    message_en: str


class CheckoutView(msgspec.Struct, frozen=True, kw_only=True):
    """The checkout. `before`: the total that was shown before, where it is another now; `asked`: what is still to be chosen, in a word.

    `can_place`: everything that placing needs is there, but perhaps the choice of how to pay.
    """

    checkout_id: UUID
    only: UUID | None
    addresses: tuple[Address, ...]
    address_id: UUID | None
    typed: Typed
    is_typing: bool
    parts: tuple[CheckoutPart, ...]
    left_out: int
    methods: tuple[str, ...]
    method: str
    goods: Money
    shipping: Money | None
    before: Money | None = None
    asked: str = ""
    refusal: Refusal | None = None
    shortfalls: tuple[Short, ...] = ()
    is_closed: bool = False

    @property
    def total(self) -> Money:
        """What is to be paid, as far as it is known."""
        return self.goods + (self.shipping or ZERO)

    @property
    def can_place(self) -> bool:
        """Whether the orders could be placed."""
        return not self.is_closed and self.address_id is not None and self.shipping is not None and bool(self.parts)


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """One shop's part of what is to be paid."""

    shop: str
    order_id: UUID
    total: Money


class PayView(msgspec.Struct, frozen=True, kw_only=True):
    """How to pay, and where that stands: `stage` is a word of `pay.stage` in the locales."""

    purchase_id: UUID
    stage: str
    method: str
    total: Money
    pay_by: dt.datetime
    now: dt.datetime
    qr_string: str
    va_number: str
    wallet_link: str
    bank_page: str
    bills: tuple[Bill, ...]
    shortfalls: tuple[Short, ...]

    @property
    def seconds_left(self) -> float:
        """How long it can still be paid."""
        return max(0.0, (self.pay_by - self.now).total_seconds())


class OrderThing(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order."""

    path: str | None
    title: str
    variant: str
    picture: Picture
    quantity: int
    price: Money
    amount: Money


class OrderCard(msgspec.Struct, frozen=True, kw_only=True):
    """An order in the list; `due`: by when its next step happens, where a deadline runs."""

    order_id: UUID
    purchase_id: UUID
    shop: ShopName
    status: str
    total: Money
    ordered_at: dt.datetime
    first: OrderThing
    others: int
    due: dt.datetime | None


class OrdersView(msgspec.Struct, frozen=True, kw_only=True):
    """The buyer's orders. `chosen` is the filter; `purchase`: the orders of one purchase only, and whether it is `paid`."""

    chosen: str
    filters: tuple[str, ...]
    orders: tuple[OrderCard, ...]
    next: str | None
    purchase: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of an order's life; `by` is buyer, seller, operator or system."""

    status: str
    by: str
    reason: str
    at: dt.datetime


class ParcelStep(msgspec.Struct, frozen=True):
    """A step of a parcel's way; `word` is the courier's own, `note` their sentence."""

    word: str
    note: str
    at: dt.datetime


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel on its way, its last step first. `waybill` is empty until the courier gave one."""

    state: str
    waybill: str
    steps: tuple[ParcelStep, ...]


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """Money that goes back to the buyer: `wanted`, `sent` or `by_hand`."""

    amount: Money
    state: str
    at: dt.datetime


class OrderView(msgspec.Struct, frozen=True, kw_only=True):
    """One order; `due`: by when its next step happens, where a deadline runs."""

    order_id: UUID
    purchase_id: UUID
    invoice_number: str
    shop: ShopName
    status: str
    due: dt.datetime | None
    complete_hours: int
    steps: tuple[Step, ...]
    things: tuple[OrderThing, ...]
    goods: Money
    shipping: Money
    total: Money
    courier: str
    parcels: tuple[Parcel, ...]
    sent_to: SentTo
    refunds: tuple[Back, ...]
    may_receive: bool
    may_cancel: bool
    cancels_all: bool
    refused: str = ""
