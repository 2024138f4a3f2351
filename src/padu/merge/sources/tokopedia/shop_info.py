"""Reads shop information pages: the sellers of the marketplace, known by their shop's domain."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from padu.merge.sources.check_text import clean, first_time, phone, single_line
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_pages import decode, identify, open_page
from padu.merge.sources.refusal import Refusal, say
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile, SourceSeller, SourceWarehouse

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
Id = int | str | None


class _Warehouse(msgspec.Struct):
    warehouse_id: Id = None
    warehouse_name: str | None = None
    province_name: str | None = None
    city_name: str | None = None
    district_name: str | None = None
    postal_code: Id = None
    is_default: bool | int | None = None


class _Shop(msgspec.Struct):
    shop_id: Id = None
    shop_name: str | None = None
    domain: str | None = None
    is_open: bool | int | None = None
    province_name: str | None = None
    phone: str | None = None
    warehouses: list[_Warehouse] | None = None


_SHOP = msgspec.json.Decoder(_Shop)


def read_shop_info(file: SourceFile) -> Iterator[ReadOutcome]:
    """One seller per element of the page."""
    outcomes = Outcomes(file, Kind.SELLER)
    try:
        page = open_page(file.path, "")
    except Refusal as refusal:
        yield outcomes.unreadable(refusal)
        return
    seen: set[str] = set()
    for position, raw in enumerate(page.elements):
        try:
            seller = _convert(decode(_SHOP, raw))
            first_time(seller.source_id, seen, "domain")
        except Refusal as refusal:
            yield outcomes.refused(refusal.inside(f"data[{position}]"), position + 1, source_id=identify(raw, "domain"))
        else:
            yield outcomes.accepted(seller, position + 1)


def _convert(shop: _Shop) -> SourceSeller:
    domain = (shop.domain or "").strip()
    if not domain:
        raise Refusal("id.missing", "the shop has no domain, by which it is known", field="domain")
    if not _DOMAIN.fullmatch(domain):
        raise Refusal(
            "id.malformed", f"{say(domain)} is not a shop's domain (small letters, digits, - and _)", field="domain", value=domain
        )
    name = single_line(shop.shop_name)
    if not name:
        raise Refusal("name.missing", "the shop has no name", field="shop_name")
    warehouses = tuple(_warehouse(place, shop, position) for position, place in enumerate(shop.warehouses or ()))
    home = next((place for place in warehouses if place.is_default), warehouses[0] if warehouses else None)
    return SourceSeller(
        source_id=domain,
        name=name,
        domain=domain,
        status="open" if shop.is_open or shop.is_open is None else "closed",
        phone=phone(shop.phone),
        province=single_line(shop.province_name),
        city=home.city if home else "",
        postal_code=home.postal_code if home else "",
        warehouses=warehouses,
    )


def _warehouse(place: _Warehouse, shop: _Shop, position: int) -> SourceWarehouse:
    source_id = str(place.warehouse_id or "").strip()
    if not source_id:
        raise Refusal("id.missing", "the warehouse has no id", field=f"warehouses[{position}].warehouse_id")
    return SourceWarehouse(
        source_id=source_id,
        name=single_line(place.warehouse_name),
        province=single_line(place.province_name or shop.province_name),
        city=single_line(place.city_name),
        district=single_line(place.district_name),
        postal_code=clean(str(place.postal_code or "")),
        is_default=bool(place.is_default),
    )
