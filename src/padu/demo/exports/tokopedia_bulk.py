"""Writes a shop's listings as the bulk spreadsheet ("tambah sekaligus"): 23 columns, one row a listing."""

from __future__ import annotations

import datetime as dt

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs] - it ships none, but annotates most of its methods

from padu.demo.exports.summary import BrokenRecord, ExportFolder
from padu.demo.exports.tables import headers
from padu.demo.exports.tokopedia_shops import ROOT
from padu.demo.world import CODES, Flaw, MarketListing, Shop
from padu.merge.sources import categories

SHEET = "ISI Template Impor Produk"
_CREATED = dt.datetime(2024, 2, 1, 3, 0)  # noqa: DTZ001 - a workbook's property has no zone; the moment is UTC
# In memory: temporary files, ten a workbook, cost more than the workbooks themselves.
_OPTIONS = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}


def write_bulk(folder: ExportFolder, shop: Shop) -> None:
    """The shop's workbook, its header in the first row; the file's bytes depend on nothing but the shop."""
    front = shop.seller.market
    if front is None:
        return
    name = f"{ROOT}/bulk/{front.source_id}.xlsx"
    workbook = xlsxwriter.Workbook(str(folder.path(name)), _OPTIONS)
    workbook.set_properties({"created": _CREATED})  # pyright: ignore[reportUnknownMemberType] - as above
    sheet = workbook.add_worksheet(SHEET)  # pyright: ignore[reportUnknownMemberType] - as above
    for column, title in enumerate(headers().bulk):
        sheet.write_string(0, column, title)
    sound: MarketListing | None = None
    for listing in shop.shelf.market:
        row, source_id, flaw = _row(listing, front.source_id, sound)
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(listing.row - 1, column, cell)
            elif cell:
                sheet.write_string(listing.row - 1, column, cell)
        if flaw is not Flaw.NONE:
            folder.tally.spoil("tokopedia", BrokenRecord(name, listing.row, "listing", source_id, CODES[flaw]))
        elif listing.sku_name:
            sound = listing
    workbook.close()
    folder.tally.count("tokopedia", "listing", len(shop.shelf.market))


def _row(listing: MarketListing, domain: str, sound: MarketListing | None) -> tuple[tuple[str | int, ...], str, Flaw]:
    """The row's cells, the id it shows and its flaw; a SKU can only be repeated where an earlier row has one."""
    flaw = listing.flaw
    if flaw is Flaw.ID_REPEATED and sound is None:
        flaw = Flaw.TITLE_MISSING
    sku_name = sound.sku_name if flaw is Flaw.ID_REPEATED and sound else listing.sku_name
    pictures = (*listing.pictures, "", "", "", "", "")[:5]
    status = "Tayang terus" if flaw is Flaw.STATUS_UNKNOWN else "Aktif" if listing.active else "Nonaktif"
    row = (
        "",
        "" if flaw is Flaw.TITLE_MISSING else listing.title,
        listing.description,
        categories.by_slug()[listing.product.category].tokopedia_code,
        listing.product.grams,
        listing.minimum_order,
        "",
        listing.preorder_days or "",
        "Bekas" if listing.used else "Baru",
        *pictures,
        "",
        "",
        "",
        sku_name,
        status,
        -4 if flaw is Flaw.STOCK_NEGATIVE else listing.units,
        _price(listing.price, flaw),
        "Reguler",
        "Opsional",
    )
    return row, f"{domain}/{sku_name or f'row-{listing.row}'}", flaw


def _price(price: int, flaw: Flaw) -> int | str:
    if flaw is Flaw.PRICE_COMMA:
        return f"{price:,}"
    if flaw is Flaw.PRICE_LOCAL:
        return f"Rp{price:,}".replace(",", ".")
    return -price if flaw is Flaw.PRICE_NEGATIVE else price
