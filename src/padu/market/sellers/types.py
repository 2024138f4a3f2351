"""Sellers' ids, facts and errors."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError

ShopId = NewType("ShopId", UUID)
WarehouseId = NewType("WarehouseId", UUID)


class SellerType(StrEnum):
    """Whether a shop ships from inside Indonesia or across its border."""

    LOCAL = "LOCAL"
    CROSS_BORDER = "CROSS_BORDER"


class ShopStatus(StrEnum):
    """Whether a shop trades."""

    OPEN = "open"
    CLOSED = "closed"
    SUSPENDED = "suspended"


class NewShop(msgspec.Struct, frozen=True, kw_only=True):
    """A shop to be opened. `phone` is the shop's own public number, digits only with country code; `joined_at` is UTC.

    `domain` is the name the shop had in its address on its platform; its address here is a slug made from `name`.
    """

    shop_id: ShopId
    name: str
    joined_at: dt.datetime
    domain: str = ""
    province: str = ""
    city: str = ""
    postal_code: str = ""
    seller_type: SellerType = SellerType.LOCAL
    status: ShopStatus = ShopStatus.OPEN
    phone: str = ""


class ShopChannel(msgspec.Struct, frozen=True, kw_only=True):
    """A platform that a shop came from (`tiktok_shop`, `tokopedia` …) and its id there."""

    shop_id: ShopId
    channel: str
    source_id: str


class NewWarehouse(msgspec.Struct, frozen=True, kw_only=True):
    """A place that a shop ships from. Names of areas are as the source writes them."""

    shop_id: ShopId
    warehouse_id: WarehouseId
    name: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    postal_code: str = ""
    is_default: bool = False


class SellersError(PaduError):
    """Facts about a shop that cannot be kept."""
