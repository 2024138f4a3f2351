"""Load and save orders and their lines; no decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

import msgspec

from padu.kernel.money import Amount
from padu.market.orders import rules
from padu.market.orders.types import ImportedOrder, OrderId
from padu.market.sellers.types import ShopId
from padu.platform.unit_of_work import UnitOfWork

# Sources that stand under another id than the one offered: whoever offers them has lost count.
_TAKEN_SOURCES = """
    select o.shop_id, o.platform, o.source_id, o.order_id
    from market.shop_order as o
    where o.shop_id = any(%s::uuid[]) and o.source_id = any(%s::text[])
"""

_ADD_ORDERS = """
    insert into market.shop_order
        (shop_id, order_id, platform, source_id, status, currency, total_original, total_idr, sub_total_original,
         shipping_fee_original, fx_rate, fx_on, fx_source, ordered_at, paid_at, shipped_at, delivered_at, cancelled_at,
         destination_province, destination_city, payment_method, order_channel, creator, invoice_number)
    select shop_id, order_id, platform, source_id, status, currency, total_original, total_idr, sub_total_original,
        shipping_fee_original, fx_rate, fx_on, fx_source, ordered_at, paid_at, shipped_at, delivered_at, cancelled_at,
        destination_province, destination_city, payment_method, order_channel, creator, invoice_number
    from json_to_recordset(%s::json) as r (
        shop_id uuid, order_id uuid, platform text, source_id text, status text, currency text, total_original numeric,
        total_idr bigint, sub_total_original numeric, shipping_fee_original numeric, fx_rate numeric, fx_on date, fx_source text,
        ordered_at timestamptz, paid_at timestamptz, shipped_at timestamptz, delivered_at timestamptz, cancelled_at timestamptz,
        destination_province text, destination_city text, payment_method text, order_channel text, creator text, invoice_number text)
    order by shop_id, order_id
    on conflict (shop_id, order_id) do nothing
    returning shop_id, order_id
"""

_ADD_LINES = """
    insert into market.order_line
        (shop_id, order_id, line_no, listing_id, variant_id, title, variant, seller_sku, quantity, unit_price_original,
         unit_price_idr, seller_discount, platform_discount, returned_quantity, is_sale)
    select shop_id, order_id, line_no, listing_id, variant_id, title, variant, seller_sku, quantity, unit_price_original,
        unit_price_idr, seller_discount, platform_discount, returned_quantity, is_sale
    from json_to_recordset(%s::json) as r (
        shop_id uuid, order_id uuid, line_no integer, listing_id uuid, variant_id uuid, title text, variant text, seller_sku text,
        quantity integer, unit_price_original numeric, unit_price_idr bigint, seller_discount numeric, platform_discount numeric,
        returned_quantity integer, is_sale boolean)
    order by shop_id, order_id, line_no
"""


async def taken_sources(uow: UnitOfWork, orders: Sequence[ImportedOrder]) -> dict[tuple[ShopId, str, str], OrderId]:
    """Under which id each (shop, platform, source id) stands, of those that may be among these orders'."""
    values = [list({order.shop_id for order in orders}), [order.source_id for order in orders]]
    cursor = await (await uow.driver()).execute(_TAKEN_SOURCES, values)
    return {(ShopId(shop_id), platform, source_id): OrderId(order_id) for shop_id, platform, source_id, order_id in await cursor.fetchall()}


async def add_orders(uow: UnitOfWork, orders: Sequence[ImportedOrder]) -> set[tuple[ShopId, OrderId]]:
    """Insert orders without their lines; returns those that were not there."""
    cursor = await _write(uow, _ADD_ORDERS, [_order_row(order) for order in orders])
    return {(ShopId(shop_id), OrderId(order_id)) for shop_id, order_id in await cursor.fetchall()}


async def add_lines(uow: UnitOfWork, orders: Sequence[ImportedOrder]) -> None:
    """Insert the lines of orders that were just added."""
    rows = [row for order in orders for row in _line_rows(order)]
    if rows:
        await _write(uow, _ADD_LINES, rows)


async def _write(uow: UnitOfWork, statement: LiteralString, rows: object) -> Any:  # noqa: ANN401 - psycopg's cursor of rows of any shape
    return await (await uow.driver()).execute(statement, [msgspec.json.encode(rows).decode()])


def _order_row(order: ImportedOrder) -> dict[str, object]:
    apart = {"lines", "total", "rate", "sub_total", "shipping_fee"}
    row: dict[str, object] = {name: getattr(order, name) for name in ImportedOrder.__struct_fields__ if name not in apart}
    row |= {
        "currency": order.total.currency,
        "total_original": order.total.value,
        "total_idr": rules.to_rupiah(order.total, order.rate).rupiah,
        "sub_total_original": order.sub_total,
        "shipping_fee_original": order.shipping_fee,
        "fx_rate": order.rate.rupiah_per_unit if order.rate else None,
        "fx_on": order.rate.on if order.rate else None,
        "fx_source": order.rate.source if order.rate else None,
    }
    return row


def _line_rows(order: ImportedOrder) -> list[dict[str, object]]:
    return [
        {
            "shop_id": order.shop_id,
            "order_id": order.order_id,
            "line_no": number,
            "listing_id": line.listing_id,
            "variant_id": line.variant_id,
            "title": line.title,
            "variant": line.variant,
            "seller_sku": line.seller_sku,
            "quantity": line.quantity,
            "unit_price_original": line.unit_price,
            "unit_price_idr": rules.to_rupiah(Amount(line.unit_price, order.total.currency), order.rate).rupiah,
            "seller_discount": line.seller_discount,
            "platform_discount": line.platform_discount,
            "returned_quantity": line.returned_quantity,
            "is_sale": line.is_sale,
        }
        for number, line in enumerate(order.lines, start=1)
    ]
