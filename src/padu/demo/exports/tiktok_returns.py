"""Writes a shop's returns as the return search gives them; one shop's page is cut off on purpose."""

from __future__ import annotations

from padu.demo.exports.pages import Json, pages, rupiah
from padu.demo.exports.summary import BrokenRecord, ExportFolder
from padu.demo.exports.tiktok_orders import line_ids
from padu.demo.exports.tiktok_shops import ROOT
from padu.demo.world import DAY, NOW, Flaw, Order, Shop, SocialListing
from padu.demo.world.chance import chance, mint

_PAGE_SIZE = 50
_STATUSES = {
    "REFUND": ("RETURN_OR_REFUND_REQUEST_PENDING", "REFUND_OR_RETURN_REQUEST_REJECT", "RETURN_OR_REFUND_REQUEST_COMPLETE"),
    "RETURN_AND_REFUND": (
        "AWAITING_BUYER_SHIP",
        "BUYER_SHIPPED_ITEM",
        "REJECT_RECEIVE_PACKAGE",
        "RETURN_OR_REFUND_REQUEST_SUCCESS",
        "RETURN_OR_REFUND_REQUEST_COMPLETE",
        "RETURN_OR_REFUND_REQUEST_CANCEL",
        "AWAITING_BUYER_RESPONSE",
    ),
    "REPLACEMENT": ("REPLACEMENT_REQUEST_PENDING", "REPLACEMENT_REQUEST_REJECT", "REPLACEMENT_REQUEST_COMPLETE"),
}


class ReturnPages:
    """Writes returns shop by shop; the first short page is written cut off, as an interrupted download leaves it."""

    def __init__(self) -> None:
        self._cut = False

    def write(self, folder: ExportFolder, shop: Shop) -> None:
        """`POST /return_refund/202309/returns/search` by pages."""
        front = shop.seller.social
        if front is None:
            return
        asked = [return_of(order) for order in shop.social_orders if order.returned and order.flaw is Flaw.NONE]
        if not asked:
            return
        for number, content in enumerate(pages("return_orders", asked, _PAGE_SIZE, f"{front.source_id}/returns"), start=1):
            name = f"{ROOT}/{front.source_id}/return_refund.202309.returns.search.{number:04d}.json"
            cut = not self._cut and len(asked) == 1
            if cut:
                self._cut = True
                folder.tally.spoil("tiktok_shop", BrokenRecord(name, 0, "return", "", "json.malformed"))
            folder.write(name, content[: len(content) * 3 // 5] if cut else content)
        folder.tally.count("tiktok_shop", "return", len(asked))


def return_of(order: Order) -> Json:
    """What came back of an order: its first unit."""
    rng = chance("return", order.order_id)
    kind = rng.choices(tuple(_STATUSES), (35, 55, 10))[0]
    status = rng.choice(_STATUSES[kind])
    line, line_id = line_ids(order)[0]
    sku = line.sku
    refunded = 0 if kind == "REPLACEMENT" else line.sale_price
    asked = min(order.times.delivered + rng.randrange(3600, 2 * DAY), NOW - 1800)
    amount = {
        "currency": "IDR",
        "refund_total": rupiah(refunded),
        "refund_subtotal": rupiah(refunded),
        "refund_shipping_fee": "0",
        "refund_tax": "0",
        "buyer_service_fee": "0",
    }
    return {
        "return_id": mint("4035", 18, order.number + 1),
        "order_id": order.order_id,
        "return_type": kind,
        "return_status": status,
        "role": "BUYER",
        "return_reason": order.return_reason.lower().replace(" ", "_"),
        "return_reason_text": order.return_reason,
        "refund_amount": amount,
        "return_line_items": [
            {
                "return_line_item_id": mint("4036", 18, order.number + 1),
                "order_line_item_id": line_id,
                "sku_id": sku.sku_id if sku else "",
                "seller_sku": sku.seller_sku if sku else "",
                "sku_name": (sku.option if sku else "") or "Default",
                "product_name": line.listing.title if isinstance(line.listing, SocialListing) else "",
                "refund_amount": amount,
            }
        ],
        "shipment_type": "PLATFORM",
        "handover_method": "DROP_OFF",
        "create_time": asked,
        "update_time": min(asked + rng.randrange(600, DAY), NOW - 600),
    }
