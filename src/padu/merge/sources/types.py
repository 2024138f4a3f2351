"""What a platform's export says, in one canonical form, and what became of each record on reading.

Ids are the platform's own, always text. Amounts keep the currency that the export names. Buyers' names, telephone
numbers and street addresses are read past and never kept: the merge does not need them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import msgspec


class Platform(StrEnum):
    """Where an export comes from."""

    TIKTOK_SHOP = "tiktok_shop"
    TOKOPEDIA = "tokopedia"
    PRDECT_ID = "prdect_id"
    OLIST = "olist"


class Kind(StrEnum):
    """What sort of thing a source record is."""

    SELLER = "seller"
    LISTING = "listing"
    ORDER = "order"
    RETURN = "return"
    REVIEW = "review"
    VIDEO = "video"


class ListingStatus(StrEnum):
    """A listing's life, whatever each platform calls it."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DRAFT = "draft"
    BLOCKED = "blocked"
    DELETED = "deleted"


class OrderStatus(StrEnum):
    """An order's life as imported; the first five are open: money or goods are still owed to somebody."""

    PENDING_PAYMENT = "pending_payment"
    ON_HOLD = "on_hold"
    TO_SHIP = "to_ship"
    READY_FOR_PICKUP = "ready_for_pickup"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURNING = "returning"


OPEN_STATUSES = frozenset(
    {OrderStatus.PENDING_PAYMENT, OrderStatus.ON_HOLD, OrderStatus.TO_SHIP, OrderStatus.READY_FOR_PICKUP, OrderStatus.SHIPPED}
)


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class SourceAmount(_Record, frozen=True, kw_only=True):
    """A decimal amount and its ISO 4217 currency, exactly as exported."""

    value: Decimal
    currency: str


class SourceWarehouse(_Record, frozen=True, kw_only=True):
    """A place a seller ships from. Names of areas are as exported."""

    source_id: str
    name: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    postal_code: str = ""
    is_default: bool = False


class SourceSeller(_Record, frozen=True, kw_only=True, tag="seller"):
    """A shop. `phone` is the shop's own public number, digits only with country code, empty if not exported."""

    source_id: str
    name: str
    domain: str = ""
    region: str = "ID"
    seller_type: str = "LOCAL"
    status: str = "open"
    phone: str = ""
    province: str = ""
    city: str = ""
    postal_code: str = ""
    warehouses: tuple[SourceWarehouse, ...] = ()


class SourceStock(_Record, frozen=True, kw_only=True):
    """Units of one SKU in one warehouse."""

    warehouse_id: str
    units: int


class SourceSku(_Record, frozen=True, kw_only=True):
    """One sellable variant. `variant` joins the option names (`Merah / XL`); empty for a single-variant listing."""

    source_id: str
    price: SourceAmount
    seller_sku: str = ""
    variant: str = ""
    barcode: str = ""
    stock: tuple[SourceStock, ...] = ()

    @property
    def units(self) -> int:
        """Units over all warehouses."""
        return sum(level.units for level in self.stock)


class SourceListing(_Record, frozen=True, kw_only=True, tag="listing"):
    """What one seller offers. `category` is the path from the root, as the platform names it."""

    source_id: str
    seller_id: str
    title: str
    skus: tuple[SourceSku, ...]
    description: str = ""
    category_id: str = ""
    category: tuple[str, ...] = ()
    brand: str = ""
    condition: str = "new"
    status: ListingStatus = ListingStatus.ACTIVE
    raw_status: str = ""
    weight_grams: int = 0
    minimum_order: int = 1
    images: tuple[str, ...] = ()
    listing_platforms: tuple[str, ...] = ()
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None

    @property
    def units(self) -> int:
        """Units over all SKUs and warehouses."""
        return sum(sku.units for sku in self.skus)


class SourceOrderLine(_Record, frozen=True, kw_only=True):
    """Units of one SKU at one price. `line_ids` are the platform's ids of the units it stands for."""

    title: str
    quantity: int
    unit_price: SourceAmount
    listing_id: str = ""
    sku_id: str = ""
    seller_sku: str = ""
    variant: str = ""
    seller_discount: Decimal = Decimal(0)
    platform_discount: Decimal = Decimal(0)
    returned_quantity: int = 0
    line_ids: tuple[str, ...] = ()
    is_sale: bool = True


class SourceOrder(_Record, frozen=True, kw_only=True, tag="order"):
    """One shop's order. `total` is what the buyer pays for it, fees and shipping included."""

    source_id: str
    seller_id: str
    status: OrderStatus
    total: SourceAmount
    lines: tuple[SourceOrderLine, ...]
    raw_status: str = ""
    commerce_platform: str = ""
    sub_total: Decimal = Decimal(0)
    shipping_fee: Decimal = Decimal(0)
    created_at: dt.datetime
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


class SourceReturn(_Record, frozen=True, kw_only=True, tag="return"):
    """A return, refund or replacement that a buyer asked for."""

    source_id: str
    seller_id: str
    order_id: str
    return_type: str
    status: str
    refund: SourceAmount
    reason: str = ""
    line_ids: tuple[str, ...] = ()
    created_at: dt.datetime


class SourceReview(_Record, frozen=True, kw_only=True, tag="review"):
    """What a buyer said of a listing. Who said it is not kept."""

    source_id: str
    seller_id: str
    listing_id: str
    rating: int
    body: str = ""
    order_id: str = ""
    pictures: int = 0
    created_at: dt.datetime | None = None


class SourceVideo(_Record, frozen=True, kw_only=True, tag="video"):
    """A video that shows listings; who watched it is never read."""

    source_id: str
    seller_id: str
    creator: str
    title: str
    listing_titles: tuple[str, ...] = ()
    published_at: dt.datetime | None = None


SourceRecord = SourceSeller | SourceListing | SourceOrder | SourceReturn | SourceReview | SourceVideo

KIND_OF: dict[type, Kind] = {
    SourceSeller: Kind.SELLER,
    SourceListing: Kind.LISTING,
    SourceOrder: Kind.ORDER,
    SourceReturn: Kind.RETURN,
    SourceReview: Kind.REVIEW,
    SourceVideo: Kind.VIDEO,
}


class Place(_Record, frozen=True, kw_only=True):
    """Where in an export something stands.

    `file` is relative to the export, `row` the 1-based row or element (0: the whole file), `field` the field's name or path.
    """

    file: str
    row: int
    field: str = ""


class Accepted(_Record, frozen=True, kw_only=True, tag="accepted"):
    """A record that could be read. `rows` says how many physical rows or elements it was made of."""

    record: SourceRecord
    at: Place
    rows: int = 1


class Quarantined(_Record, frozen=True, kw_only=True, tag="quarantined"):
    """A record that could not be read: it counts, it is kept with its reason, and nothing else of it is used.

    `code` is stable (`price.comma`, `stock.negative`, `enum.unknown`, `id.duplicate`, `json.malformed` …); `reason` is a sentence
    that names the value; `value` is the offending text, at most 200 characters; `record_known` is false where the whole
    file could not be opened, so that no one can tell how many records it held.
    """

    platform: Platform
    kind: Kind
    at: Place
    code: str
    reason: str
    value: str = ""
    source_id: str = ""
    seller_id: str = ""
    rows: int = 1
    record_known: bool = True


class Skipped(_Record, frozen=True, kw_only=True, tag="skipped"):
    """Rows that hold no record and say so: header descriptions, blank lines."""

    at: Place
    why: str
    rows: int = 1


ReadOutcome = Accepted | Quarantined | Skipped


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of an export, to be read whole or not at all. `name` is its path relative to the export's root."""

    platform: Platform
    reader: str
    path: Path
    name: str
    seller_id: str = ""
