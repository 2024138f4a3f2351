"""One suggestion with the figures it rests on: what would cost the shop most if it were left as it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from padu.kernel.money import Money
from padu.market.catalog import ShopVariant
from padu.market.orders import Pace

# Fewer days of stock than this, and new units would come too late for many suppliers.
SHORT_DAYS = 7
_MOST_SHORT = 8


class RunningOut(msgspec.Struct, frozen=True, kw_only=True):
    """A variant whose units will not last: `sold` in `days`, `left` on hand, gone in `lasts` days. `loses`: its sales a day."""

    listing_id: UUID
    title: str
    variant: str
    sold: int
    left: int
    days: int
    lasts: float
    loses: Money


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """What to do: `restock` what runs out, or `show` what has stock and does not sell; with its figures."""

    kind: str
    listing_id: UUID
    title: str
    variant: str
    sold: int
    left: int
    days: int
    lasts: float
    worth: Money


def running_out(variants: Sequence[ShopVariant], units: Mapping[UUID, int], pace: Mapping[UUID, Pace], days: int) -> tuple[RunningOut, ...]:
    """What sells and will be gone within `SHORT_DAYS` at the pace of the last `days`, the dearest loss first."""
    found: list[RunningOut] = []
    for variant in variants:
        sold = pace.get(variant.variant_id)
        if sold is None or sold.units <= 0:
            continue
        left = units.get(variant.variant_id, 0)
        lasts = left * days / sold.units
        if lasts < SHORT_DAYS:
            found.append(
                RunningOut(
                    listing_id=variant.listing_id,
                    title=variant.title,
                    variant=variant.name,
                    sold=sold.units,
                    left=left,
                    days=days,
                    lasts=lasts,
                    loses=Money(sold.amount_idr // days),
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.loses.rupiah, one.title, one.variant))[:_MOST_SHORT])


def suggest(
    short: Sequence[RunningOut], variants: Sequence[ShopVariant], units: Mapping[UUID, int], pace: Mapping[UUID, Pace], days: int
) -> Suggestion | None:
    """Restock what loses most; where nothing runs out, show what has most money lying still. None where neither is so."""
    if short:
        worst = short[0]
        return Suggestion(
            kind="restock",
            listing_id=worst.listing_id,
            title=worst.title,
            variant=worst.variant,
            sold=worst.sold,
            left=worst.left,
            days=days,
            lasts=worst.lasts,
            worth=worst.loses,
        )
    # A shop that sells nothing at all needs buyers, not one listing shown.
    idle = [variant for variant in variants if units.get(variant.variant_id, 0) > 0 and variant.variant_id not in pace] if pace else []
    if not idle:
        return None
    still = max(idle, key=lambda variant: (variant.price.rupiah * units[variant.variant_id], variant.title, variant.variant_id))
    left = units[still.variant_id]
    return Suggestion(
        kind="show",
        listing_id=still.listing_id,
        title=still.title,
        variant=still.name,
        sold=0,
        left=left,
        days=days,
        lasts=0.0,
        worth=Money(still.price.rupiah * left),
    )
