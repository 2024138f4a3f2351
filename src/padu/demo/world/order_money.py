"""What an order costs, by the platforms' own formulas, in whole rupiah.

sub_total = original price - seller's discount - platform's discount; shipping = original - its discounts;
total = sub_total + shipping + fees (TikTok Shop Partner API, order payment; the 65-column export follows the same).
"""

from __future__ import annotations

import msgspec

from padu.demo.world.shelves import MarketListing, Sku, SocialListing


class Line(msgspec.Struct, frozen=True):
    """Units of one SKU at one price. Discounts are per unit; `kind` is `sale`, `gift`, `sample` or `lottery`."""

    listing: SocialListing | MarketListing
    sku: Sku | None
    quantity: int
    unit_price: int
    seller_discount: int
    platform_discount: int
    kind: str = "sale"

    @property
    def sale_price(self) -> int:
        """What the buyer pays for one unit."""
        return self.unit_price - self.seller_discount - self.platform_discount


class Fees(msgspec.Struct, frozen=True):
    """Shipping before its discounts, the discounts, and the fees that Indonesia's orders carry."""

    original_shipping: int = 0
    shipping_seller_discount: int = 0
    shipping_platform_discount: int = 0
    handling: int = 0
    buyer_service: int = 0
    item_insurance: int = 0
    shipping_insurance: int = 0


class OrderMoney(msgspec.Struct, frozen=True):
    """An order's amounts, all derived from its lines and fees."""

    original: int
    seller_discount: int
    platform_discount: int
    sub_total: int
    shipping: int
    total: int


def money_of(lines: tuple[Line, ...], fees: Fees) -> OrderMoney:
    """Add an order up."""
    original = sum(line.unit_price * line.quantity for line in lines)
    seller = sum(line.seller_discount * line.quantity for line in lines)
    platform = sum(line.platform_discount * line.quantity for line in lines)
    sub_total = original - seller - platform
    shipping = fees.original_shipping - fees.shipping_seller_discount - fees.shipping_platform_discount
    extra = fees.handling + fees.buyer_service + fees.item_insurance + fees.shipping_insurance
    return OrderMoney(original, seller, platform, sub_total, shipping, sub_total + shipping + extra)
