"""Load and save returns; no decisions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from padu.market.returns import rules
from padu.market.returns.types import ImportedReturn, ReturnId
from padu.market.sellers.types import ShopId
from padu.platform.unit_of_work import UnitOfWork

_STANDING_SOURCES = """
    select shop_id, platform, source_id, return_id
    from market.order_return
    where shop_id = any(%s::uuid[]) and source_id = any(%s::text[])
"""

_ADD_RETURNS = """
    insert into market.order_return
        (shop_id, return_id, order_id, platform, source_id, return_type, status, currency, refund_original, refund_idr, fx_rate,
         fx_on, fx_source, reason, requested_at)
    select shop_id, return_id, order_id, platform, source_id, return_type, status, currency, refund_original, refund_idr, fx_rate,
        fx_on, fx_source, reason, requested_at
    from json_to_recordset(%s::json) as r (
        shop_id uuid, return_id uuid, order_id uuid, platform text, source_id text, return_type text, status text, currency text,
        refund_original numeric, refund_idr bigint, fx_rate numeric, fx_on date, fx_source text, reason text,
        requested_at timestamptz)
    order by shop_id, return_id
    on conflict (shop_id, return_id) do nothing
    returning return_id
"""


async def standing_sources(uow: UnitOfWork, returns: Sequence[ImportedReturn]) -> dict[tuple[ShopId, str, str], ReturnId]:
    """Under which id each (shop, platform, source id) stands, of those that may be among these returns'."""
    values = [list({returned.shop_id for returned in returns}), [returned.source_id for returned in returns]]
    cursor = await (await uow.driver()).execute(_STANDING_SOURCES, values)
    return {(ShopId(shop_id), platform, source_id): ReturnId(found) for shop_id, platform, source_id, found in await cursor.fetchall()}


async def add_returns(uow: UnitOfWork, returns: Sequence[ImportedReturn]) -> set[ReturnId]:
    """Insert returns; returns those that were not there."""
    rows = [_row(returned) for returned in returns]
    cursor = await (await uow.driver()).execute(_ADD_RETURNS, [msgspec.json.encode(rows).decode()])
    return {ReturnId(row[0]) for row in await cursor.fetchall()}


def _row(returned: ImportedReturn) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(returned, name) for name in ImportedReturn.__struct_fields__ if name not in {"refund", "rate"}}
    row |= {
        "currency": returned.refund.currency,
        "refund_original": returned.refund.value,
        "refund_idr": rules.refund_in_rupiah(returned).rupiah,
        "fx_rate": returned.rate.rupiah_per_unit if returned.rate else None,
        "fx_on": returned.rate.on if returned.rate else None,
        "fx_source": returned.rate.source if returned.rate else None,
    }
    return row
