"""Import orders with their lines, and the returns that were asked for them."""

from __future__ import annotations

from collections.abc import Sequence

from padu.kernel.money import Amount, ExchangeRates
from padu.market import catalog, orders, returns
from padu.market.sellers import ShopId
from padu.merge.apply.types import Carried
from padu.merge.apply.value_in_rupiah import find_rate
from padu.merge.plan import Action, Known, find_targets
from padu.merge.sources.types import OrderStatus, Platform, SourceOrder, SourceOrderLine, SourceReturn
from padu.platform.unit_of_work import UnitOfWork

# Where the platforms' word is not the market's own.
_STATUSES = {
    OrderStatus.PENDING_PAYMENT: orders.OrderStatus.AWAITING_PAYMENT,
    OrderStatus.TO_SHIP: orders.OrderStatus.PAID,
    OrderStatus.READY_FOR_PICKUP: orders.OrderStatus.PACKED,
}


async def carry_orders(uow: UnitOfWork, chunk: Sequence[Carried[SourceOrder]], rates: ExchangeRates) -> None:
    """Import a chunk of orders; a line whose listing never came in keeps its words and names none."""
    new = [carried for carried in chunk if carried.item.action == Action.CREATE]
    listings: dict[tuple[Platform, str], Known] = {}
    skus: dict[tuple[Platform, str], Known] = {}
    for platform in {c.item.platform for c in new}:
        lines = [(c, line) for c in new if c.item.platform == platform for line in c.record.lines]
        found = await find_targets(uow, platform, "listing", {_listing_id(c, line) for c, line in lines})
        listings |= {(platform, source_id): target for source_id, target in found.items()}
        found = await find_targets(uow, platform, "sku", {_sku_id(c, line) for c, line in lines})
        skus |= {(platform, source_id): target for source_id, target in found.items()}
    await orders.import_orders(uow, [_order(c, listings, skus, rates) for c in new])


def _listing_id(carried: Carried[SourceOrder], line: SourceOrderLine) -> str:
    """The listing's id; a bulk spreadsheet has no ids of its own, so the shop and its SKU name stand for one."""
    return line.listing_id or f"{carried.record.seller_id}/{line.seller_sku}"


def _sku_id(carried: Carried[SourceOrder], line: SourceOrderLine) -> str:
    if carried.item.platform == Platform.TOKOPEDIA:
        return _listing_id(carried, line)
    return line.sku_id or _listing_id(carried, line)


def _order(
    carried: Carried[SourceOrder],
    listings: dict[tuple[Platform, str], Known],
    skus: dict[tuple[Platform, str], Known],
    rates: ExchangeRates,
) -> orders.ImportedOrder:
    order, item = carried.record, carried.item
    shop_id = ShopId(carried.shop_id)
    lines: list[orders.ImportedLine] = []
    for line in order.lines:
        listing = listings.get((item.platform, _listing_id(carried, line)))
        variant = skus.get((item.platform, _sku_id(carried, line)))
        mine = listing is not None and listing.shop_id == shop_id
        lines.append(
            orders.ImportedLine(
                title=line.title, variant=line.variant, seller_sku=line.seller_sku, quantity=line.quantity,
                listing_id=catalog.ListingId(listing.target_id) if listing and mine else None,
                variant_id=catalog.VariantId(variant.target_id) if variant and variant.shop_id == shop_id else None,
                unit_price=line.unit_price.value,
                seller_discount=line.seller_discount, platform_discount=line.platform_discount,
                returned_quantity=min(line.returned_quantity, line.quantity), is_sale=line.is_sale,
            )
        )  # fmt: skip
    return orders.ImportedOrder(
        shop_id=shop_id,
        order_id=orders.OrderId(carried.target_id),
        platform=item.platform,
        source_id=order.source_id,
        status=_STATUSES.get(order.status) or orders.OrderStatus(order.status),
        total=Amount(order.total.value, order.total.currency),
        rate=find_rate(order.total.currency, rates, order.created_at.date()),
        sub_total=order.sub_total,
        shipping_fee=order.shipping_fee,
        lines=tuple(lines),
        ordered_at=order.created_at,
        paid_at=order.paid_at,
        shipped_at=order.shipped_at,
        delivered_at=order.delivered_at,
        cancelled_at=order.cancelled_at,
        destination_province=order.destination_province,
        destination_city=order.destination_city,
        payment_method=order.payment_method,
        order_channel=order.order_channel,
        creator=order.creator,
        invoice_number=order.invoice_number,
    )


async def carry_returns(uow: UnitOfWork, chunk: Sequence[Carried[SourceReturn]], rates: ExchangeRates) -> None:
    """Import a chunk of returns, each with the order it belongs to."""
    found: dict[tuple[Platform, str], Known] = {}
    for platform in {c.item.platform for c in chunk}:
        targets = await find_targets(uow, platform, "order", {c.record.order_id for c in chunk if c.item.platform == platform})
        found |= {(platform, source_id): target for source_id, target in targets.items()}
    imported: list[returns.ImportedReturn] = []
    for carried in chunk:
        if carried.item.action != Action.CREATE:
            continue
        asked, order = carried.record, found.get((carried.item.platform, carried.record.order_id))
        imported.append(
            returns.ImportedReturn(
                shop_id=ShopId(carried.shop_id), return_id=returns.ReturnId(carried.target_id),
                order_id=orders.OrderId(order.target_id) if order else None,
                platform=carried.item.platform, source_id=asked.source_id, return_type=asked.return_type, status=asked.status,
                refund=Amount(asked.refund.value, asked.refund.currency),
                rate=find_rate(asked.refund.currency, rates, asked.created_at.date()), reason=asked.reason, requested_at=asked.created_at,
            )
        )  # fmt: skip
    await returns.import_returns(uow, imported)
