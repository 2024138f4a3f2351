"""What is wrong, on purpose, with about one record in a hundred: each kind in its turn, so that none is missing."""

from __future__ import annotations

from enum import StrEnum

_EVERY = 100
_FIRST = 37


class Flaw(StrEnum):
    """How a record is broken; the writer of its format does the breaking."""

    NONE = ""
    PRICE_COMMA = "price_comma"
    PRICE_LOCAL = "price_local"
    PRICE_NEGATIVE = "price_negative"
    STOCK_NEGATIVE = "stock_negative"
    STATUS_UNKNOWN = "status_unknown"
    TITLE_MISSING = "title_missing"
    ID_MISSING = "id_missing"
    ID_REPEATED = "id_repeated"
    LINE_CUT = "line_cut"
    NO_LINES = "no_lines"
    TOTAL_WRONG = "total_wrong"
    DATE_IMPOSSIBLE = "date_impossible"
    REFERENCE_UNKNOWN = "reference_unknown"
    RATING_IMPOSSIBLE = "rating_impossible"


# The stable code with which a reader should refuse each.
CODES: dict[Flaw, str] = {
    Flaw.PRICE_COMMA: "price.comma",
    Flaw.PRICE_LOCAL: "price.unreadable",
    Flaw.PRICE_NEGATIVE: "price.negative",
    Flaw.STOCK_NEGATIVE: "stock.negative",
    Flaw.STATUS_UNKNOWN: "enum.unknown",
    Flaw.TITLE_MISSING: "title.missing",
    Flaw.ID_MISSING: "id.missing",
    Flaw.ID_REPEATED: "id.duplicate",
    Flaw.LINE_CUT: "json.malformed",
    Flaw.NO_LINES: "order.no_lines",
    Flaw.TOTAL_WRONG: "order.total_disagrees",
    Flaw.DATE_IMPOSSIBLE: "date.unreadable",
    Flaw.REFERENCE_UNKNOWN: "reference.unknown",
    Flaw.RATING_IMPOSSIBLE: "rating.out_of_range",
}

SOCIAL_LISTING_FLAWS = (
    Flaw.PRICE_COMMA,
    Flaw.STOCK_NEGATIVE,
    Flaw.STATUS_UNKNOWN,
    Flaw.TITLE_MISSING,
    Flaw.LINE_CUT,
    Flaw.PRICE_LOCAL,
    Flaw.ID_REPEATED,
    Flaw.PRICE_NEGATIVE,
    Flaw.ID_MISSING,
)
MARKET_LISTING_FLAWS = (
    Flaw.PRICE_LOCAL,
    Flaw.STOCK_NEGATIVE,
    Flaw.TITLE_MISSING,
    Flaw.PRICE_COMMA,
    Flaw.ID_REPEATED,
    Flaw.STATUS_UNKNOWN,
    Flaw.PRICE_NEGATIVE,
)
SOCIAL_ORDER_FLAWS = (Flaw.NO_LINES, Flaw.TOTAL_WRONG, Flaw.STATUS_UNKNOWN, Flaw.ID_REPEATED, Flaw.PRICE_COMMA)
MARKET_ORDER_FLAWS = (Flaw.DATE_IMPOSSIBLE, Flaw.TOTAL_WRONG, Flaw.STATUS_UNKNOWN, Flaw.ID_MISSING, Flaw.PRICE_COMMA)
REVIEW_FLAWS = (Flaw.REFERENCE_UNKNOWN, Flaw.RATING_IMPOSSIBLE, Flaw.ID_REPEATED)
VIDEO_FLAWS = (Flaw.DATE_IMPOSSIBLE, Flaw.ID_MISSING)


def flaw_of(number: int, kinds: tuple[Flaw, ...]) -> Flaw:
    """The flaw of the record with this number among its kind: every hundredth has one, the kinds taking turns."""
    turn, place = divmod(number, _EVERY)
    return kinds[turn % len(kinds)] if place == _FIRST else Flaw.NONE
