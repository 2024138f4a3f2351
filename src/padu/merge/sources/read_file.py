"""Reads any source file through the reader that it names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping

from padu.kernel.errors import PaduError
from padu.merge.sources.find_files import UNRECOGNISED
from padu.merge.sources.olist import orders as olist_orders
from padu.merge.sources.olist import parts as olist_parts
from padu.merge.sources.olist import products as olist_products
from padu.merge.sources.olist import reviews as olist_reviews
from padu.merge.sources.olist import sellers as olist_sellers
from padu.merge.sources.prdect_id import read_prdect_id
from padu.merge.sources.seller_centre import read_seller_centre
from padu.merge.sources.tiktok_shop import orders as tiktok_orders
from padu.merge.sources.tiktok_shop import products as tiktok_products
from padu.merge.sources.tiktok_shop import returns as tiktok_returns
from padu.merge.sources.tiktok_shop import reviews as tiktok_reviews
from padu.merge.sources.tiktok_shop import shops as tiktok_shops
from padu.merge.sources.tokopedia import bulk as tokopedia_bulk
from padu.merge.sources.tokopedia import reviews as tokopedia_reviews
from padu.merge.sources.tokopedia import shop_info as tokopedia_shop_info
from padu.merge.sources.types import Place, ReadOutcome, Skipped, SourceFile

Reader = Callable[[SourceFile], Iterator[ReadOutcome]]


def _read_unrecognised(file: SourceFile) -> Iterator[ReadOutcome]:
    """A file that no reader knows holds no record that could be counted; it is named so that a person sees it."""
    yield Skipped(at=Place(file=file.name, row=1), why="no reader knows a file of this name", rows=0)


READERS: Mapping[str, Reader] = {
    "tiktok_shop.shops": tiktok_shops.read_shops,
    "tiktok_shop.warehouses": tiktok_shops.read_warehouses,
    "tiktok_shop.product_search": tiktok_products.read_search,
    "tiktok_shop.products": tiktok_products.read_products,
    "tiktok_shop.orders": tiktok_orders.read_orders,
    "tiktok_shop.returns": tiktok_returns.read_returns,
    "tiktok_shop.reviews": tiktok_reviews.read_reviews,
    "tiktok_shop.videos": tiktok_reviews.read_videos,
    "tokopedia.shop_info": tokopedia_shop_info.read_shop_info,
    "tokopedia.bulk": tokopedia_bulk.read_bulk,
    "tokopedia.reviews": tokopedia_reviews.read_reviews,
    "seller_centre.orders": read_seller_centre,
    "prdect_id.reviews": read_prdect_id,
    "olist.sellers": olist_sellers.read_sellers,
    "olist.products": olist_products.read_products,
    "olist.orders": olist_orders.read_orders,
    "olist.order_reviews": olist_reviews.read_reviews,
    "olist.order_items": olist_parts.read_items,
    "olist.order_payments": olist_parts.read_payments,
    "olist.customers": olist_parts.read_customers,
    "olist.category_translation": olist_parts.read_category_names,
    UNRECOGNISED: _read_unrecognised,
}


def read(file: SourceFile) -> Iterator[ReadOutcome]:
    """Every record of a file, accepted, quarantined or skipped, in the file's order; nothing of it is lost.

    Bad content never raises. A file that the machine cannot read raises `PaduError` `sources.unreadable`.
    """
    reader = READERS.get(file.reader)
    if reader is None:
        raise PaduError("sources.unknown_reader", f"there is no reader {file.reader!r}", where=str(file.path))
    try:
        yield from reader(file)
    except OSError as error:
        raise _unreadable(file, error) from error


def digest(file: SourceFile) -> str:
    """SHA-256 of the file's bytes in hexadecimal, by which a file that was read before is known."""
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: SourceFile, error: OSError) -> PaduError:
    return PaduError(
        "sources.unreadable",
        f"the file cannot be read: {error.strerror or error}",
        where=str(file.path),
        todo="allow reading, then run again",
    )
