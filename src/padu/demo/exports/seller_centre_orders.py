"""Writes a shop's orders as the merged seller centre exports them: 65 columns, one row per SKU line.

Order Amount = the lines' subtotals after discount + shipping after discount + buyer service, handling and insurance
fees - payment platform discount (0 here); everything that belongs to the order is repeated on each of its rows.
"""

from __future__ import annotations

import datetime as dt

from padu.demo.exports.summary import BrokenRecord, ExportFolder
from padu.demo.exports.tables import csv_text, headers, wib
from padu.demo.exports.tokopedia_shops import ROOT, short_city
from padu.demo.world import CODES, Flaw, Line, MarketListing, Order, Shop
from padu.merge.sources import categories

_STATUSES = {
    "UNPAID": ("Belum dibayar", "Menunggu pembayaran"),
    "ON_HOLD": ("Perlu dikirim", "Ditahan"),
    "AWAITING_SHIPMENT": ("Perlu dikirim", "Menunggu pengiriman"),
    "PARTIALLY_SHIPPING": ("Perlu dikirim", "Menunggu pengiriman"),
    "AWAITING_COLLECTION": ("Perlu dikirim", "Menunggu pengambilan"),
    "IN_TRANSIT": ("Dikirim", "Dalam perjalanan"),
    "DELIVERED": ("Dikirim", "Terkirim"),
    "COMPLETED": ("Selesai", "Selesai"),
    "CANCELLED": ("Dibatalkan", "Dibatalkan"),
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CANCELLED_BY = {"BUYER": "Pembeli", "SELLER": "Penjual", "SYSTEM": "Sistem", "": ""}
_FULFILLED_BY = {
    "FULFILLMENT_BY_SELLER": "Pemenuhan oleh penjual",
    "FULFILLMENT_BY_TIKTOK": "Pemenuhan oleh TikTok",
    "FULFILLMENT_BY_DILAYANI_TOKOPEDIA": "Dilayani Tokopedia",
}


def write_orders(folder: ExportFolder, shop: Shop) -> None:
    """`orders.csv` of one shop: BOM, header, a row that explains it, then the lines; newest order first."""
    front = shop.seller.market
    if front is None or not shop.market_orders:
        return
    name = f"{ROOT}/seller-centre/{front.source_id}/orders.csv"
    rows: list[list[str]] = [list(headers().explained)]
    for order in shop.market_orders:
        if order.flaw is not Flaw.NONE:
            source_id = "" if order.flaw is Flaw.ID_MISSING else order.order_id
            folder.tally.spoil("tokopedia", BrokenRecord(name, len(rows) + 2, "order", source_id, CODES[order.flaw]))
        rows += [_row(order, line) for line in order.lines]
    folder.tally.count("tokopedia", "order", len(shop.market_orders))
    folder.write(name, b"\xef\xbb\xbf" + csv_text(headers().orders, rows).encode())


def _row(order: Order, line: Line) -> list[str]:
    return [*_what(order, line), *_order_money(order), *_moments(order), *_logistics(order), *_place(order), *_rest(order, line)]


def _what(order: Order, line: Line) -> list[str]:
    listing = line.listing
    status, substatus = _STATUSES[order.status]
    if order.status == "DELIVERED" and order.returned:
        status, substatus = "Pengembalian", "Menunggu barang kembali"
    cancelled = "Cancel" if order.status == "CANCELLED" else "Return/Refund" if order.returned and line is order.lines[0] else ""
    before = line.unit_price * line.quantity
    amounts = (
        line.quantity,
        order.returned if line is order.lines[0] else 0,
        line.unit_price,
        before,
        line.platform_discount * line.quantity,
        line.seller_discount * line.quantity,
        line.sale_price * line.quantity,
    )
    return [
        "\t" if order.flaw is Flaw.ID_MISSING else f"{order.order_id}\t",
        "Diproses kilat" if order.flaw is Flaw.STATUS_UNKNOWN else status,
        substatus,
        cancelled,
        "Pre-order" if order.order_type == "PRE_ORDER" else "Normal",
        f"{listing.sku_id}\t" if isinstance(listing, MarketListing) else "",
        listing.sku_name if isinstance(listing, MarketListing) else "",
        listing.title,
        "Default",
        *map(str, amounts),
    ]


def _order_money(order: Order) -> list[str]:
    fees, money = order.fees, order.money
    refund = order.lines[0].sale_price * order.returned
    amounts = (
        money.shipping,
        fees.original_shipping,
        fees.shipping_seller_discount,
        fees.shipping_platform_discount,
        0,
        0,
        refund,
        0,
        fees.buyer_service,
        fees.handling,
        fees.shipping_insurance,
        fees.item_insurance,
    )
    total = money.total + (1000 if order.flaw is Flaw.TOTAL_WRONG else 0)
    return [*map(str, amounts), f"{max(total, 1000):,}" if order.flaw is Flaw.PRICE_COMMA else str(total)]


def _moments(order: Order) -> list[str]:
    times = order.times
    moments = (times.created, times.paid, times.ready, times.shipped, times.delivered, times.cancelled)
    written = [f"{wib(moment)}\t" if moment else "" for moment in moments]
    if order.flaw is Flaw.DATE_IMPOSSIBLE:
        written[0] = "32/13/2024 10:00:00\t"
    return [*written, _CANCELLED_BY[order.cancel_by], order.cancel_reason]


def _logistics(order: Order) -> list[str]:
    return [
        _FULFILLED_BY[order.fulfillment],
        "Shop Location",
        f"{order.tracking}\t" if order.tracking else "",
        "Pengiriman standar",
        order.courier,
        order.buyer.note,
        order.buyer.username,
        order.buyer.name,
        order.buyer.phone,
    ]


def _place(order: Order) -> list[str]:
    city = order.buyer.city
    return [order.buyer.postal_code, "Indonesia", city.province, short_city(city), city.districts[0], "***", "Jl. ***", ""]


def _rest(order: Order, line: Line) -> list[str]:
    product = line.listing.product
    on_tokopedia = not order.on_tokopedia  # most of the marketplace's orders are its own, a few come from TikTok
    created = dt.datetime.fromtimestamp(order.times.created, dt.UTC)
    invoice = f"INV/{created:%Y%m%d}/XX/{_ROMAN[created.month - 1]}/{order.number + 502}" if on_tokopedia else ""
    return [
        order.payment,
        f"{product.grams * line.quantity / 1000:.3f}",
        categories.by_slug()[product.category].tiktok_path[-1],
        f"{order.package_id}\t" if order.package_id else "",
        "Tokopedia" if on_tokopedia else "TikTok",
        "",
        "Unchecked",
        "",
        invoice,
        "Product cards" if on_tokopedia else order.channel,
        "" if on_tokopedia else order.creator,
    ]
