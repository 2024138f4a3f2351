"""Writes a shop's orders as the order search returns them: one line item per unit."""

from __future__ import annotations

from typing import cast

from padu.demo.exports.pages import Json, pages, rupiah
from padu.demo.exports.summary import BrokenRecord, ExportFolder
from padu.demo.exports.tiktok_shops import ROOT, warehouse_ids
from padu.demo.world import CODES, DAY, Flaw, Line, Order, Seller, Shop, SocialListing, is_cod
from padu.demo.world.chance import mint

PAGE_SIZE = 50
_ORDERS_PER_NUMBER = 1000
_PACKAGE_STATUS = {
    "UNPAID": "TO_FULFILL",
    "ON_HOLD": "TO_FULFILL",
    "AWAITING_SHIPMENT": "TO_FULFILL",
    "PARTIALLY_SHIPPING": "FULFILLING",
    "AWAITING_COLLECTION": "PROCESSING",
    "IN_TRANSIT": "FULFILLING",
    "DELIVERED": "COMPLETED",
    "COMPLETED": "COMPLETED",
    "CANCELLED": "CANCELLED",
}
_DISPLAY = {"ON_HOLD": "AWAITING_SHIPMENT", "PARTIALLY_SHIPPING": "AWAITING_SHIPMENT"}


def write_orders(folder: ExportFolder, shop: Shop) -> None:
    """`POST /order/202309/orders/search` by pages, newest first."""
    front = shop.seller.social
    if front is None or not shop.social_orders:
        return
    stem = f"{ROOT}/{front.source_id}/order.202309.orders.search"
    written: list[Json] = []
    for at, order in enumerate(shop.social_orders):
        page, row = divmod(at, PAGE_SIZE)
        data = order_of(order, shop.seller)
        flaw = _spoil(data, order.flaw, written[-1] if row else None)
        written.append(data)
        if flaw is not Flaw.NONE:
            record = BrokenRecord(f"{stem}.{page + 1:04d}.json", row + 1, "order", str(data["id"]), CODES[flaw])
            folder.tally.spoil("tiktok_shop", record)
    for number, content in enumerate(pages("orders", written, PAGE_SIZE, f"{front.source_id}/orders"), start=1):
        folder.write(f"{stem}.{number:04d}.json", content)
    folder.tally.count("tiktok_shop", "order", len(written))


def _spoil(data: Json, flaw: Flaw, before: Json | None) -> Flaw:
    """Break an order in place; an id is repeated within a page only, so a page's first order gets a wrong total instead."""
    if flaw is Flaw.ID_REPEATED and before is None:
        flaw = Flaw.TOTAL_WRONG
    payment = cast("dict[str, str]", data["payment"])
    total = int(payment["total_amount"])
    if flaw is Flaw.ID_REPEATED and before is not None:
        data["id"] = before["id"]
    elif flaw is Flaw.NO_LINES:
        data["line_items"] = []
    elif flaw is Flaw.TOTAL_WRONG:
        payment["total_amount"] = rupiah(total + 1000)
    elif flaw is Flaw.STATUS_UNKNOWN:
        data["status"] = "SHIPPED_MAYBE"
    elif flaw is Flaw.PRICE_COMMA:
        payment["total_amount"] = f"{max(total, 1000):,}"
    return flaw


def line_ids(order: Order) -> list[tuple[Line, str]]:
    """Every unit of an order with its line item's id."""
    units = [line for line in order.lines for _ in range(line.quantity)]
    return [(line, mint("5765", 18, order.number * _ORDERS_PER_NUMBER + at + 1)) for at, line in enumerate(units)]


def order_of(order: Order, seller: Seller) -> Json:
    """A full order object."""
    times = order.times
    data: Json = {
        "id": order.order_id,
        "status": order.status,
        "commerce_platform": "TOKOPEDIA" if order.on_tokopedia else "TIKTOK_SHOP",
        "fulfillment_type": order.fulfillment,
        "shipping_type": "TIKTOK",
        "delivery_type": "HOME_DELIVERY",
        "delivery_option_id": "7091146663229654785",
        "delivery_option_name": "Pengiriman standar",
        "shipping_provider": order.courier,
        "shipping_provider_id": mint("6841", 19, sum(map(ord, order.courier))),
        "tracking_number": order.tracking,
        "warehouse_id": warehouse_ids(seller)[0],
        "user_id": order.buyer.user_id,
        "buyer_email": f"v4b{order.buyer.user_id[-12:]}@scs2.tiktok.com",
        "buyer_message": order.buyer.note,
        "payment_method_name": order.payment,
        "is_cod": is_cod(order),
        "is_sample_order": any(line.kind == "sample" for line in order.lines),
        "is_on_hold_order": order.status == "ON_HOLD",
        "is_buyer_request_cancel": order.cancel_by == "BUYER",
        "is_replacement_order": False,
        "is_exchange_order": False,
        "has_updated_recipient_address": False,
        "need_upload_invoice": "NO_NEED",
        "line_items": [_line_item(line, own, order) for line, own in line_ids(order)],
        "packages": [{"id": order.package_id}] if order.package_id else [],
        "payment": _payment(order),
        "recipient_address": _recipient(order),
        "create_time": times.created,
        "update_time": times.updated,
    }
    if order.order_type != "NORMAL":
        data["order_type"] = order.order_type
    if order.cancel_by:
        data |= {"cancellation_initiator": order.cancel_by, "cancel_reason": order.cancel_reason}
    moments = {
        "paid_time": times.paid,
        "rts_time": times.ready,
        "collection_time": times.shipped,
        "delivery_time": times.delivered,
        "cancel_time": times.cancelled,
        "rts_sla_time": times.paid and times.paid + 2 * DAY,
        "tts_sla_time": times.paid and times.paid + 3 * DAY,
    }
    return data | {name: moment for name, moment in moments.items() if moment}


def _line_item(line: Line, own: str, order: Order) -> Json:
    listing, sku = line.listing, line.sku
    if not isinstance(listing, SocialListing) or sku is None:
        return {}
    item: Json = {
        "id": own,
        "product_id": listing.listing_id,
        "product_name": listing.title,
        "sku_id": sku.sku_id,
        "sku_name": sku.option or "Default",
        "seller_sku": sku.seller_sku,
        "sku_type": {"lottery": "ZERO_LOTTERY"}.get(line.kind, "PRE_ORDER" if order.order_type == "PRE_ORDER" else "NORMAL"),
        "sku_image": listing.pictures[0],
        "currency": "IDR",
        "original_price": rupiah(line.unit_price),
        "sale_price": rupiah(line.sale_price),
        "seller_discount": rupiah(line.seller_discount),
        "platform_discount": rupiah(line.platform_discount),
        "display_status": _DISPLAY.get(order.status, order.status),
        "package_id": order.package_id,
        "package_status": _PACKAGE_STATUS[order.status],
        "shipping_provider_name": order.courier,
        "tracking_number": order.tracking,
        "is_gift": line.kind == "gift",
    }
    if order.cancel_by:
        item |= {"cancel_user": order.cancel_by, "cancel_reason": order.cancel_reason}
    return item


def _payment(order: Order) -> Json:
    money, fees = order.money, order.fees
    amounts = {
        "original_total_product_price": money.original,
        "seller_discount": money.seller_discount,
        "platform_discount": money.platform_discount,
        "sub_total": money.sub_total,
        "original_shipping_fee": fees.original_shipping,
        "shipping_fee_seller_discount": fees.shipping_seller_discount,
        "shipping_fee_platform_discount": fees.shipping_platform_discount,
        "shipping_fee_cofunded_discount": 0,
        "shipping_fee": money.shipping,
        "tax": 0,
        "handling_fee": fees.handling,
        "buyer_service_fee": fees.buyer_service,
        "item_insurance_fee": fees.item_insurance,
        "shipping_insurance_fee": fees.shipping_insurance,
        "total_amount": money.total,
    }
    return {"currency": "IDR", **{name: rupiah(amount) for name, amount in amounts.items()}}


def _recipient(order: Order) -> Json:
    buyer, city = order.buyer, order.buyer.city
    levels = (
        ("L0", "country", "Indonesia"),
        ("L1", "province", city.province),
        ("L2", "city", city.city),
        ("L3", "district", city.districts[0]),
    )
    return {
        "name": buyer.name,
        "phone_number": buyer.phone,
        "full_address": f"Jl. ***, {city.districts[0]}, {city.city}, {city.province}, Indonesia",
        "address_detail": "Jl. ***",
        "postal_code": buyer.postal_code,
        "region_code": "ID",
        "district_info": [{"address_level": level, "address_level_name": name, "address_name": area} for level, name, area in levels],
    }
