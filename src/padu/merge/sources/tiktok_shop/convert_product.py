"""Turns one product of the partner API into a listing."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from padu.merge.sources.check_numbers import MAX_TTS_UNITS, currency, price, units
from padu.merge.sources.check_text import choice, clean, own_id, plain, platform_id, single_line, title
from padu.merge.sources.check_time import optional_unix
from padu.merge.sources.refusal import Refusal, say
from padu.merge.sources.types import ListingStatus, SourceListing, SourceSku, SourceStock

_STATUSES = {
    "ACTIVATE": ListingStatus.ACTIVE,
    "SELLER_DEACTIVATED": ListingStatus.INACTIVE,
    "PLATFORM_DEACTIVATED": ListingStatus.BLOCKED,
    "FREEZE": ListingStatus.BLOCKED,
    "FAILED": ListingStatus.BLOCKED,
    "DRAFT": ListingStatus.DRAFT,
    "INITIAL": ListingStatus.DRAFT,
    "PENDING": ListingStatus.DRAFT,
    "DELETED": ListingStatus.DELETED,
}
_PLATFORMS = {"TIKTOK_SHOP": "TIKTOK_SHOP", "TOKOPEDIA": "TOKOPEDIA"}
_GRAMS = {"KILOGRAM": Decimal(1000), "GRAM": Decimal(1), "POUND": Decimal("453.59237")}
_MAX_GRAMS = 1_000_000


class _Named(msgspec.Struct):
    id: str | None = None
    name: str | None = None


class _Category(msgspec.Struct):
    id: str | None = None
    local_name: str | None = None
    is_leaf: bool | None = None


class _Image(msgspec.Struct):
    urls: list[str] | None = None


class _Weight(msgspec.Struct):
    value: str | None = None
    unit: str | None = None


class _Status(msgspec.Struct):
    platform: str | None = None
    status: str | None = None


class _Price(msgspec.Struct):
    currency: str | None = None
    tax_exclusive_price: str | None = None
    sale_price: str | None = None


class _Stock(msgspec.Struct):
    warehouse_id: str | None = None
    quantity: int | None = None


class _Option(msgspec.Struct):
    value_name: str | None = None


class _Code(msgspec.Struct):
    code: str | None = None


class Sku(msgspec.Struct):
    """One SKU as the partner API gives it."""

    id: str | None = None
    seller_sku: str | None = None
    price: _Price | None = None
    inventory: list[_Stock] | None = None
    sales_attributes: list[_Option] | None = None
    identifier_code: _Code | None = None


class Product(msgspec.Struct):
    """One product as the partner API gives it; of its fields, those that we use."""

    id: str | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    product_status: str | None = None
    category_chains: list[_Category] | None = None
    brand: _Named | None = None
    main_images: list[_Image] | None = None
    package_weight: _Weight | None = None
    minimum_order_quantity: int | None = None
    is_pre_owned: bool | None = None
    listing_platforms: list[str] | None = None
    integrated_platform_statuses: list[_Status] | None = None
    skus: list[Sku] | None = None
    create_time: int | None = None
    update_time: int | None = None


def convert_product(product: Product, seller_id: str) -> SourceListing:
    """The listing that a product stands for; raises `Refusal` naming the field below `data`."""
    source_id = platform_id(product.id, "id")
    raw_status, field = _raw_status(product)
    chains = product.category_chains or []
    leaf = next((category for category in chains if category.is_leaf), chains[-1] if chains else None)
    images = (image.urls[0] for image in product.main_images or () if image.urls)
    return SourceListing(
        source_id=source_id,
        seller_id=seller_id,
        title=title(product.title, "title"),
        skus=_skus(product.skus or []),
        description=plain(product.description),
        category_id=clean(leaf.id) if leaf else "",
        category=tuple(single_line(category.local_name) for category in chains),
        brand=single_line(product.brand.name) if product.brand else "",
        condition="used" if product.is_pre_owned else "new",
        status=choice(raw_status, _STATUSES, field),
        raw_status=raw_status,
        weight_grams=_grams(product.package_weight),
        minimum_order=_minimum_order(product.minimum_order_quantity),
        images=tuple(clean(url) for url in images),
        listing_platforms=_platforms(product),
        created_at=optional_unix(product.create_time, "create_time"),
        updated_at=optional_unix(product.update_time, "update_time"),
    )


def _raw_status(product: Product) -> tuple[str, str]:
    """The status on TikTok Shop; where it is left out the product is listed on Tokopedia only and that status counts."""
    if product.status:
        return product.status, "status"
    for position, other in enumerate(product.integrated_platform_statuses or ()):
        if other.platform == "TOKOPEDIA":
            return other.status or "", f"integrated_platform_statuses[{position}].status"
    return product.product_status or "", "product_status"


def _platforms(product: Product) -> tuple[str, ...]:
    if product.listing_platforms is not None:
        return tuple(choice(name, _PLATFORMS, f"listing_platforms[{at}]") for at, name in enumerate(product.listing_platforms))
    own = ["TIKTOK_SHOP"] if product.status else []
    others = [choice(other.platform, _PLATFORMS, "integrated_platform_statuses") for other in product.integrated_platform_statuses or ()]
    return tuple(dict.fromkeys(own + others))


def _minimum_order(quantity: int | None) -> int:
    if quantity is None:
        return 1
    if not 0 <= quantity <= 10_000:
        raise Refusal(
            "number.out_of_range", f"the minimum order is {quantity}; it must be 1 or more", field="minimum_order_quantity", value=quantity
        )
    return quantity or 1


def _grams(weight: _Weight | None) -> int:
    if weight is None or not weight.value:
        return 0
    factor = choice(weight.unit, _GRAMS, "package_weight.unit")
    text = weight.value.strip()
    if not text.isascii() or not text.replace(".", "", 1).isdigit() or len(text) > 12:
        raise Refusal("weight.unreadable", f"the weight {say(text)} is not a plain number", field="package_weight.value", value=text)
    grams = int((Decimal(text) * factor).to_integral_value())
    if grams > _MAX_GRAMS:
        raise Refusal("number.out_of_range", f"the weight {say(text)} is above a tonne", field="package_weight.value", value=text)
    return grams


def _skus(skus: list[Sku]) -> tuple[SourceSku, ...]:
    if not skus:
        raise Refusal("listing.no_skus", "the product has nothing that can be bought (no SKU)", field="skus")
    found: list[SourceSku] = []
    seen: set[str] = set()
    for position, sku in enumerate(skus):
        try:
            found.append(_sku(sku, seen))
        except Refusal as refusal:
            raise refusal.inside(f"skus[{position}]") from None
    return tuple(found)


def _sku(sku: Sku, seen: set[str]) -> SourceSku:
    source_id = platform_id(sku.id, "id")
    if source_id in seen:
        raise Refusal("id.duplicate", f"the SKU id {say(source_id)} stands in this product twice", field="id", value=source_id)
    seen.add(source_id)
    cost = sku.price or _Price()
    text, name = (cost.tax_exclusive_price, "tax_exclusive_price") if cost.tax_exclusive_price else (cost.sale_price, "sale_price")
    options = (single_line(option.value_name) for option in sku.sales_attributes or ())
    return SourceSku(
        source_id=source_id,
        price=price(text, currency(cost.currency, "price.currency"), f"price.{name}"),
        seller_sku=single_line(sku.seller_sku),
        variant=" / ".join(option for option in options if option),
        barcode=clean(sku.identifier_code.code) if sku.identifier_code else "",
        stock=tuple(_stock(level, position) for position, level in enumerate(sku.inventory or ())),
    )


def _stock(level: _Stock, position: int) -> SourceStock:
    at = f"inventory[{position}]"
    return SourceStock(
        warehouse_id=own_id(level.warehouse_id, f"{at}.warehouse_id"),
        units=units(level.quantity, f"{at}.quantity", most=MAX_TTS_UNITS),
    )
