"""Header rows, and CSV text as the seller centre writes it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec

_WIB = dt.timezone(dt.timedelta(hours=7))

SOCIAL_REVIEWS = ("review_id", "product_id", "order_id", "rating", "review", "pictures", "created_at")
MARKET_REVIEWS = ("review_id", "product_name", "sku", "order_id", "rating", "review", "pictures", "created_at")


class Headers(msgspec.Struct, frozen=True):
    """The platforms' own header rows: 65 columns of orders, 23 of the bulk template, 30 of the video analytics."""

    orders: tuple[str, ...]
    bulk: tuple[str, ...]
    videos: tuple[str, ...]
    explained: tuple[str, ...]


@cache
def headers() -> Headers:
    """The header rows, read once."""
    return msgspec.yaml.decode(Path(__file__).with_name("headers.yaml").read_bytes(), type=Headers)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated text with a header row, quoted where needed, lines ending in CR LF (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def wib(seconds: int) -> str:
    """A moment as the seller centre writes it: `DD/MM/YYYY HH:MM:SS`, western Indonesian time; empty for 0."""
    return dt.datetime.fromtimestamp(seconds, _WIB).strftime("%d/%m/%Y %H:%M:%S") if seconds else ""
