"""Writes a shop's products: the search's pages and one detail response per product."""

from __future__ import annotations

from typing import cast

from padu.demo.exports.pages import Json, envelope, pages, rupiah
from padu.demo.exports.summary import BrokenRecord, ExportFolder
from padu.demo.exports.tiktok_shops import ROOT, warehouse_ids
from padu.demo.world import CODES, Flaw, Shop, Sku, SocialListing, as_html
from padu.demo.world.chance import chance, mint
from padu.merge.sources import categories

_PAGE_SIZE = 100
_DETAIL_NAME = "product.202309.products.jsonl"


def write_products(folder: ExportFolder, shop: Shop) -> None:
    """`POST /product/202502/products/search` by pages, and `GET /product/202309/products/{id}` line by line."""
    seller, front = shop.seller, shop.seller.social
    if front is None:
        return
    base = f"{ROOT}/{front.source_id}"
    warehouse = warehouse_ids(seller)[0]
    lines: list[bytes] = []
    found: list[Json] = []
    sound_id = ""
    for row, listing in enumerate(shop.shelf.social, start=1):
        product = product_of(listing, warehouse)
        if listing.flaw is not Flaw.ID_REPEATED:
            found.append(found_of(product))
        line, source_id, flaw = _detail_line(listing, product, sound_id)
        lines.append(line)
        if flaw is Flaw.NONE:
            sound_id = listing.listing_id
        else:
            folder.tally.spoil("tiktok_shop", BrokenRecord(f"{base}/{_DETAIL_NAME}", row, "listing", source_id, CODES[flaw]))
    folder.write(f"{base}/{_DETAIL_NAME}", b"\n".join(lines) + b"\n")
    for number, page in enumerate(pages("products", found, _PAGE_SIZE, f"{front.source_id}/products"), start=1):
        folder.write(f"{base}/product.202502.products.search.{number:04d}.json", page)
    folder.tally.count("tiktok_shop", "listing", len(lines))


def _detail_line(listing: SocialListing, product: Json, sound_id: str) -> tuple[bytes, str, Flaw]:
    """A detail response as a line, the id it shows, and the flaw it has; `sound_id` is an earlier product's."""
    flaw = listing.flaw
    source_id = listing.listing_id
    if flaw is Flaw.ID_REPEATED:
        if sound_id:
            source_id = sound_id
            product["id"] = sound_id
        else:
            flaw = Flaw.TITLE_MISSING  # the shop's first product has none to repeat
            product["title"] = ""
    elif flaw is Flaw.ID_MISSING:
        source_id = ""
        del product["id"]
    line = envelope(product, f"product/{listing.listing_id}")
    if flaw is Flaw.LINE_CUT:
        line = line[: len(line) * 2 // 3]
    return line, source_id, flaw


def product_of(listing: SocialListing, warehouse: str) -> Json:
    """A product's detail; a flaw that lies in a value is already in it."""
    product = listing.product
    category = categories.by_slug()[product.category]
    ids = (*category.tiktok_parent_ids, category.tiktok_leaf_id)
    sides = chance("dimensions", listing.listing_id)
    data: Json = {
        "id": listing.listing_id,
        "title": "" if listing.flaw is Flaw.TITLE_MISSING else listing.title,
        "description": as_html(listing.description),
        "status": "LIVE" if listing.flaw is Flaw.STATUS_UNKNOWN else listing.status,
        "product_status": listing.status or "ACTIVATE",
        "category_chains": [
            {"id": own, "parent_id": parent, "local_name": name, "is_leaf": own == category.tiktok_leaf_id}
            for own, parent, name in zip(ids, ("0", *ids), category.tiktok_path, strict=False)
        ],
        "main_images": [_image(url) for url in listing.pictures],
        "package_dimensions": {**{side: str(sides.randrange(5, 40)) for side in ("length", "width", "height")}, "unit": "CENTIMETER"},
        "package_weight": {"value": f"{product.grams / 1000:.3f}", "unit": "KILOGRAM"},
        "is_cod_allowed": listing.cod,
        "is_not_for_sale": False,
        "is_pre_owned": False,
        "minimum_order_quantity": listing.minimum_order,
        "skus": [_sku(sku, listing, warehouse, first=at == 0) for at, sku in enumerate(listing.skus)],
        "create_time": listing.created,
        "update_time": listing.updated,
        "audit": {"status": "APPROVED" if listing.status == "ACTIVATE" else "NONE"},
    }
    if product.brand:
        data["brand"] = {"id": mint("7082", 19, sum(map(ord, product.brand)) + 1), "name": product.brand}
    if not listing.status and listing.flaw is not Flaw.STATUS_UNKNOWN:
        del data["status"]  # the platform leaves it out where the product is not listed on TikTok Shop
    tokopedia = listing.tokopedia_status or ("ACTIVATE" if not listing.status else "")
    if tokopedia:
        data["integrated_platform_statuses"] = [{"platform": "TOKOPEDIA", "status": tokopedia}]
        data["shipping_insurance_requirement"] = "OPTIONAL"
    return data


def found_of(product: Json) -> Json:
    """The same product as a search finds it."""
    wanted = ("id", "title", "status", "skus", "sales_regions", "create_time", "update_time", "audit", "integrated_platform_statuses")
    found: Json = {key: product[key] for key in wanted if key in product}
    skus = cast("list[Json]", product["skus"])
    found["skus"] = [{key: value for key, value in sku.items() if key not in {"sales_attributes", "identifier_code"}} for sku in skus]
    return found | {"sales_regions": ["ID"], "listing_quality_tier": "GOOD", "is_not_for_sale": False}


def _sku(sku: Sku, listing: SocialListing, warehouse: str, *, first: bool) -> Json:
    flaw = listing.flaw if first else Flaw.NONE
    written: Json = {
        "id": sku.sku_id,
        "seller_sku": sku.seller_sku,
        "price": {"currency": "IDR", "tax_exclusive_price": _price(sku.price, flaw), "sale_price": _price(sku.price, flaw)},
        "inventory": [{"warehouse_id": warehouse, "quantity": -3 if flaw is Flaw.STOCK_NEGATIVE else sku.units}],
        "status_info": {"status": "NORMAL"},
        "sales_attributes": [],
    }
    if sku.option:
        axis = sum(map(ord, listing.axis)) + 100_000
        value = sum(map(ord, sku.option)) + 1_000_000
        written["sales_attributes"] = [{"id": str(axis), "name": listing.axis, "value_id": str(value), "value_name": sku.option}]
    if sku.barcode:
        written["identifier_code"] = {"type": "EAN", "code": sku.barcode}
    return written


def _price(price: int, flaw: Flaw) -> str:
    if flaw is Flaw.PRICE_COMMA:
        return f"{price:,}"
    if flaw is Flaw.PRICE_LOCAL:
        return f"Rp{price:,}".replace(",", ".")
    return rupiah(-price if flaw is Flaw.PRICE_NEGATIVE else price)


def _image(url: str) -> Json:
    return {"uri": url.removeprefix("https://gambar.padu.example/"), "urls": [url], "thumb_urls": [url], "height": 800, "width": 800}
