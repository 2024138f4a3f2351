"""Stock's ids, facts and errors."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.market.catalog.types import VariantId
from padu.market.sellers.types import ShopId, WarehouseId

EntryId = NewType("EntryId", UUID)

Shelf = tuple[ShopId, VariantId, WarehouseId]


class StockReason(StrEnum):
    """Why units came or went."""

    OPENING = "opening"
    SAME_SHELF_CORRECTION = "same_shelf_correction"
    IMPORT_ADJUSTMENT = "import_adjustment"
    ORDER_PLACED = "order_placed"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_RETURNED = "order_returned"


class StockMovement(msgspec.Struct, frozen=True, kw_only=True):
    """`delta` units that came to (or, below zero, left) a variant's shelf in a warehouse, for a reason.

    `entry_id` is the movement's own: recorded once, it is never recorded again. `reference` says what it rests on, a source
    record or a rule. An opening may be of zero units: it says that the shelf was counted. `at` is UTC.
    """

    shop_id: ShopId
    entry_id: EntryId
    variant_id: VariantId
    warehouse_id: WarehouseId
    delta: int
    reason: StockReason
    at: dt.datetime
    reference: str = ""

    @property
    def shelf(self) -> Shelf:
        """The shop, variant and warehouse it moves."""
        return self.shop_id, self.variant_id, self.warehouse_id


class StockLevel(msgspec.Struct, frozen=True, kw_only=True):
    """Units on hand of one shelf, and how many journal entries explain them."""

    shop_id: ShopId
    variant_id: VariantId
    warehouse_id: WarehouseId
    on_hand: int = 0
    entries: int = 0


class JournalEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded movement: the `number`th of its shelf, and the units on hand after it."""

    movement: StockMovement
    number: int
    balance_after: int


class Folded(msgspec.Struct, frozen=True, kw_only=True):
    """What movements make of shelves: the entries to journal, in order, and the new levels."""

    entries: tuple[JournalEntry, ...]
    levels: tuple[StockLevel, ...]


class StockDisagreement(msgspec.Struct, frozen=True, kw_only=True):
    """A shelf whose units the journal does not explain.

    `explained` is the sum of its entries; `chained` is false where an entry's number or balance does not follow from those before.
    """

    shop_id: ShopId
    variant_id: VariantId
    warehouse_id: WarehouseId
    on_hand: int
    explained: int
    entries: int
    journaled: int
    chained: bool


class StockError(PaduError):
    """Units that cannot be."""
