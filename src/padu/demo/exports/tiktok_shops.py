"""Writes the authorised shops and each shop's warehouses."""

from __future__ import annotations

from padu.demo.exports.pages import Json, envelope
from padu.demo.exports.summary import ExportFolder
from padu.demo.world import Seller, World
from padu.demo.world.chance import mint

ROOT = "social/tiktok-shop"


def write_shops(folder: ExportFolder, world: World) -> None:
    """`GET /authorization/202309/shops`: all shops in one response, as the platform gives them."""
    shops = [shop_of(seller) for seller in world.sellers if seller.social]
    folder.write(f"{ROOT}/authorization.202309.shops.json", envelope({"shops": shops}, "shops"))
    folder.tally.count("tiktok_shop", "seller", len(shops))


def shop_of(seller: Seller) -> Json:
    """One authorised shop."""
    front = seller.social
    if front is None:
        return {}
    kind = "CROSS_BORDER" if seller.cross_border else "LOCAL"
    return {
        "id": front.source_id,
        "name": front.name,
        "region": "ID",
        "seller_type": kind,
        "cipher": f"ROW_{mint('8', 22, front.number + 1)}",
        "code": f"ID{'CB' if seller.cross_border else 'LC'}{front.source_id[-10:]}",
    }


def warehouse_ids(seller: Seller) -> tuple[str, str]:
    """A shop's sales warehouse and its return warehouse: one place, two ids."""
    return mint("7136", 19, seller.index * 2 + 1), mint("7136", 19, seller.index * 2 + 2)


def write_warehouses(folder: ExportFolder, seller: Seller) -> None:
    """`GET /logistics/202309/warehouses` of one shop."""
    front = seller.social
    if front is None:
        return
    city = front.city
    street = f"{front.street}, {front.district}, {city.city}, {city.province} {front.postal_code}"
    address = {
        "region": "Indonesia",
        "region_code": "ID",
        "state": city.province,
        "city": city.city,
        "distict": front.district,
        "postal_code": front.postal_code,
        "full_address": street,
        "address_line1": front.street,
        "phone_number": f"(+62){front.phone.removeprefix('62')}" if front.phone else "",
        "contact_person": seller.sign.owner,
    }
    places = [
        {
            "id": warehouse,
            "name": f"Gudang {city.city}" if sells else f"Retur {city.city}",
            "type": "SALES_WAREHOUSE" if sells else "RETURN_WAREHOUSE",
            "sub_type": "DOMESTIC_WAREHOUSE",
            "effect_status": "ENABLED",
            "is_default": sells,
            "address": address,
        }
        for warehouse, sells in zip(warehouse_ids(seller), (True, False), strict=True)
    ]
    folder.write(
        f"{ROOT}/{front.source_id}/logistics.202309.warehouses.json", envelope({"warehouses": places}, f"{front.source_id}/warehouses")
    )
