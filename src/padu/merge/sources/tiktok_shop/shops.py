"""Reads the authorised shops and their warehouses: the sellers of the social app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from padu.merge.sources.check_text import choice, clean, phone, platform_id, single_line
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_pages import decode, open_page
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.tiktok_shop.read_elements import read_elements
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile, SourceSeller, SourceWarehouse

WAREHOUSES = "logistics.202309.warehouses.json"
_SELLER_TYPES = {"LOCAL": "LOCAL", "CROSS_BORDER": "CROSS_BORDER"}
_WAREHOUSE_TYPES = {"SALES_WAREHOUSE": True, "RETURN_WAREHOUSE": False, "": True}


class _Shop(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    region: str | None = None
    code: str | None = None
    seller_type: str | None = None


class _Address(msgspec.Struct):
    region: str | None = None
    state: str | None = None
    city: str | None = None
    distict: str | None = None  # the platform's own spelling
    district: str | None = None
    postal_code: str | None = None
    phone_number: str | None = None


class _Warehouse(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    type: str | None = None
    effect_status: str | None = None
    is_default: bool | None = None
    address: _Address | None = None


_SHOP = msgspec.json.Decoder(_Shop)
_WAREHOUSE = msgspec.json.Decoder(_Warehouse)


def read_shops(file: SourceFile) -> Iterator[ReadOutcome]:
    """One seller per shop, joined with what its warehouse page says."""
    folder = file.path.parent

    def convert(shop: _Shop, _: str) -> SourceSeller:
        source_id = platform_id(shop.id, "id")
        name = single_line(shop.name)
        if not name:
            raise Refusal("name.missing", "the shop has no name", field="name")
        warehouses = _sales_warehouses(folder / source_id / WAREHOUSES)
        home = next((warehouse for warehouse, _ in warehouses if warehouse.is_default), warehouses[0][0] if warehouses else None)
        return SourceSeller(
            source_id=source_id,
            name=name,
            domain=clean(shop.code),
            region=clean(shop.region) or "ID",
            seller_type=choice(shop.seller_type, _SELLER_TYPES, "seller_type"),
            phone=next((number for _, number in warehouses if number), ""),
            province=home.province if home else "",
            city=home.city if home else "",
            postal_code=home.postal_code if home else "",
            warehouses=tuple(warehouse for warehouse, _ in warehouses),
        )

    return read_elements(file, Kind.SELLER, "shops", _SHOP, convert)


def read_warehouses(file: SourceFile) -> Iterator[ReadOutcome]:
    """Warehouses are parts of their shops; only those that cannot be read are outcomes of their own."""
    outcomes = Outcomes(file, Kind.SELLER)
    try:
        page = open_page(file.path, "warehouses")
    except Refusal as refusal:
        yield outcomes.unreadable(refusal)
        return
    for position, raw in enumerate(page.elements):
        try:
            _warehouse(decode(_WAREHOUSE, raw))
        except Refusal as refusal:
            yield outcomes.refused(refusal.inside(f"data.warehouses[{position}]"), position + 1)
        else:
            yield outcomes.skipped(position + 1, "a warehouse is read as a part of its shop")


def _sales_warehouses(path: Path) -> list[tuple[SourceWarehouse, str]]:
    """Where the shop sells from, each with its telephone number; what cannot be read is reported with the warehouses' own file."""
    if not path.is_file():
        return []
    found: list[tuple[SourceWarehouse, str]] = []
    try:
        for raw in open_page(path, "warehouses").elements:
            try:
                warehouse, number, sells = _warehouse(decode(_WAREHOUSE, raw))
            except Refusal:
                continue
            if sells:
                found.append((warehouse, number))
    except Refusal:
        return []
    return sorted(found, key=lambda pair: not pair[0].is_default)


def _warehouse(warehouse: _Warehouse) -> tuple[SourceWarehouse, str, bool]:
    address = warehouse.address or _Address()
    return (
        SourceWarehouse(
            source_id=platform_id(warehouse.id, "id"),
            name=single_line(warehouse.name),
            province=single_line(address.state),
            city=single_line(address.city),
            district=single_line(address.distict or address.district),
            postal_code=clean(address.postal_code),
            is_default=bool(warehouse.is_default),
        ),
        phone(address.phone_number),
        choice(warehouse.type, _WAREHOUSE_TYPES, "type"),
    )
