"""Returns' ids, facts and errors."""

from __future__ import annotations

import datetime as dt
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import Amount, ExchangeRate
from padu.market.orders.types import OrderId
from padu.market.sellers.types import ShopId

ReturnId = NewType("ReturnId", UUID)


class ImportedReturn(msgspec.Struct, frozen=True, kw_only=True):
    """A return, refund or replacement that a buyer asked for on a platform.

    `return_type` and `status` are as the platform writes them. `rate` is the dated rate that makes rupiah of the refund, None
    where it is in IDR. `order_id` is the market's, None where its order was not imported. Times are UTC.
    """

    shop_id: ShopId
    return_id: ReturnId
    platform: str
    source_id: str
    return_type: str
    status: str
    refund: Amount
    requested_at: dt.datetime
    order_id: OrderId | None = None
    rate: ExchangeRate | None = None
    reason: str = ""


class ReturnsError(PaduError):
    """A return that cannot be what it claims to be."""
