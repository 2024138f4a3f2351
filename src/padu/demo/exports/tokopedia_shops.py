"""Writes the marketplace's shop information, a hundred shops a page, in the envelope of its Open API."""

from __future__ import annotations

import msgspec

from padu.demo.exports.pages import Json
from padu.demo.exports.summary import BrokenRecord, ExportFolder
from padu.demo.world import City, Front, World

ROOT = "market/tokopedia"
_PAGE_SIZE = 100
_ENOUGH_TO_LOSE_ONE = 100


def write_shop_info(folder: ExportFolder, world: World) -> None:
    """All shops by pages; two broken ones stand at the end of the last: one without a name, one given twice."""
    fronts = [seller.market for seller in world.sellers if seller.market]
    shops = [shop_of(front) for front in fronts]
    broken: list[tuple[str, str]] = []
    if len(shops) >= _ENOUGH_TO_LOSE_ONE and len(shops) % _PAGE_SIZE not in {0, _PAGE_SIZE - 1}:
        again = shops[-1]
        nameless: Json = {**again, "shop_id": 99_999_999, "shop_name": "", "domain": "toko-tanpa-nama", "shop_url": ""}
        shops += [nameless, again]
        broken = [("toko-tanpa-nama", "name.missing"), (str(again["domain"]), "id.duplicate")]
    parts = [shops[at : at + _PAGE_SIZE] for at in range(0, len(shops), _PAGE_SIZE)]
    for number, part in enumerate(parts, start=1):
        page = {
            "header": {"process_time": 0.018_243, "messages": "Your request has been processed successfully", "reason": ""},
            "data": part,
        }
        folder.write(f"{ROOT}/shop-info.{number:04d}.json", msgspec.json.encode(page))
    last = f"{ROOT}/shop-info.{len(parts):04d}.json"
    for back, (source_id, code) in enumerate(broken):
        row = len(parts[-1]) - len(broken) + back + 1
        folder.tally.spoil("tokopedia", BrokenRecord(last, row, "seller", source_id, code))
    folder.tally.count("tokopedia", "seller", len(shops))


def shop_of(front: Front) -> Json:
    """One shop with its only warehouse."""
    city = front.city
    number = 10_000_000 + front.number
    district = int(city.code.replace(".", "")) * 10 + city.districts.index(front.district)
    return {
        "shop_id": number,
        "user_id": 40_000_000 + front.number * 7,
        "shop_name": front.name,
        "shop_url": f"https://www.tokopedia.com/{front.source_id}",
        "domain": front.source_id,
        "is_open": 1,
        "status": 1,
        "phone": front.phone,
        "district_id": district,
        "province_name": city.province,
        "warehouses": [
            {
                "warehouse_id": 500_000 + front.number,
                "warehouse_name": "Shop Location",
                "district_id": district,
                "district_name": front.district,
                "city_name": short_city(city),
                "province_name": city.province,
                "postal_code": front.postal_code,
                "address_detail": front.street,
                "is_default": 1,
                "status": 1,
            }
        ],
    }


def short_city(city: City) -> str:
    """A place as the marketplace writes it: `Kab. Bogor`, `Jakarta Timur`, `Kota Bandung`."""
    if city.city.startswith("Kota Jakarta"):
        return city.city.removeprefix("Kota ")
    return city.city.replace("Kabupaten ", "Kab. ")
