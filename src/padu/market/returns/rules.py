"""What a return must be; pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from padu.kernel.money import Money
from padu.market.returns.types import ImportedReturn, ReturnsError


def refund_in_rupiah(returned: ImportedReturn) -> Money:
    """The refund's worth at its rate, or itself where it is rupiah; rounded half up to the whole rupiah."""
    if returned.rate is None:
        return Money(int(returned.refund.value.quantize(Decimal(1), ROUND_HALF_UP)))
    return returned.rate.to_rupiah(returned.refund)


def check_returns(returns: Iterable[ImportedReturn]) -> None:
    """Raise `ReturnsError` for the first return that cannot be kept, or that names one source under two ids."""
    ids: dict[tuple[object, str, str], object] = {}
    for returned in returns:
        where = f"return {returned.source_id!r} of {returned.platform} in shop {returned.shop_id}"
        currency = returned.refund.currency
        if (returned.rate is None) != (currency == "IDR") or (returned.rate is not None and returned.rate.currency != currency):
            raise ReturnsError(
                "return.rate",
                f"a refund in {currency} cannot go with {'no rate' if returned.rate is None else f'a rate of {returned.rate.currency}'}",
                where=where,
                todo="give a foreign amount the dated rate of its currency, and rupiah none",
            )
        if returned.refund.value < 0:
            raise ReturnsError("return.refund", f"the refund is {returned.refund.value}", where=where, todo="refund zero or more")
        if not returned.return_type or not returned.status:
            raise ReturnsError(
                "return.unsaid", "a return does not say what it is or how it stands", where=where, todo="name type and status"
            )
        if ids.setdefault((returned.shop_id, returned.platform, returned.source_id), returned.return_id) != returned.return_id:
            raise source_taken(returned)


def source_taken(returned: ImportedReturn) -> ReturnsError:
    """The error of a return whose source was imported under another id."""
    return ReturnsError(
        "return.source_taken",
        f"return {returned.source_id!r} of {returned.platform} is imported already under another id than {returned.return_id}",
        where=f"shop {returned.shop_id}",
        todo="use the id that the crosswalk holds for it",
    )
