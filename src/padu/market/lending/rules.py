"""What a card says of a listing, which facts the law gets of it, and when it must be asked again; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from padu.engines.rules.types import FactValue, RulePack
from padu.exchange.cards.types import CardFacts
from padu.kernel.money import Money
from padu.market.lending.types import LendingCheck, OfferFacts

LONGEST_TEXT = 500  # what the register lets a text be
HOME_COUNTRY = "ID"


def card_of(offer: OfferFacts) -> CardFacts:
    """The card of a listing. What is longer than a card may say is cut."""
    picture = offer.picture or ""
    return CardFacts(
        listing_id=offer.key.listing_id,
        title=offer.title[:LONGEST_TEXT],
        price=Money(offer.price),
        picture=picture if len(picture) <= LONGEST_TEXT else "",
        emoji=offer.emoji,
        shop=offer.shop[:LONGEST_TEXT],
        city=offer.city[:LONGEST_TEXT],
        rating=offer.rating,
        sold=max(0, offer.sold),
        in_stock=offer.units > 0,
        badges=("used",) if offer.condition == "used" else (),
    )


def facts_of(offer: OfferFacts, classes: Mapping[str, str]) -> dict[str, FactValue]:
    """What the market knows for certain, and nothing else: a fact that is not here was not looked for, and the rules say so.

    Sellers' business numbers and sizes, certificates, customs values and countries of shipment stand in no table yet.
    """
    facts: dict[str, FactValue] = {"merchant.abroad": offer.shop_is_abroad, "item.ships_from_abroad": offer.shop_is_abroad}
    if not offer.shop_is_abroad:
        facts["item.ships_from_country"] = HOME_COUNTRY
    if offer.category_slug in classes:
        facts["item.regulated_class"] = classes[offer.category_slug]
    return facts


def turning_days(pack: RulePack) -> tuple[dt.date, ...]:
    """The days on which a pack may begin to answer otherwise for the same facts, earliest first."""
    spans = [(rule.begins, rule.until) for rule in pack.rules.values()]
    spans += [(dated.begins, dated.until) for parameter in pack.parameters.values() for dated in parameter.values]
    begun = {begins for begins, _ in spans}
    ended = {until + dt.timedelta(days=1) for _, until in spans if until is not None and until < dt.date.max}
    return tuple(sorted(begun | ended))


def must_ask(check: LendingCheck | None, facts_digest: bytes, today: dt.date, turning: Sequence[dt.date]) -> bool:
    """Whether the last answer does not stand: other facts, another law, or a day since on which the law may have turned."""
    if check is None or check.facts_digest != facts_digest or today < check.asked_on:
        return True
    return any(check.asked_on < day <= today for day in turning)
