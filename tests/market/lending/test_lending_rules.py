from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from padu.engines.rules import evaluate, load_pack
from padu.exchange.cards.rules import as_message
from padu.exchange.cards.types import ListingKey
from padu.exchange.register import check_message, flow_on
from padu.kernel.ids import new_id
from padu.market.lending.ask_law import QUESTION, regulated_classes
from padu.market.lending.rules import card_of, facts_of, must_ask, turning_days
from padu.market.lending.types import LendingCheck, OfferFacts

PACK = load_pack(Path(__file__).parents[3] / "law" / "id")
NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
DAYS = st.dates(dt.date(2023, 9, 26), dt.date(2028, 1, 1))
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=700)

OFFERS = st.builds(
    OfferFacts,
    key=st.builds(ListingKey, st.uuids(), st.uuids()),
    title=TEXT,
    category_slug=st.sampled_from(["fashion-pria", "mainan", "kecantikan", "makanan-minuman"]),
    emoji=st.sampled_from(["👔", "🧸"]),
    condition=st.sampled_from(["new", "used"]),
    picture=st.none() | TEXT,
    price=st.integers(0, 10**12),
    shop=TEXT,
    shop_is_open=st.booleans(),
    shop_is_abroad=st.booleans(),
    city=TEXT,
    rating=st.none() | st.floats(1, 5),
    sold=st.integers(-3, 10**7),
    units=st.integers(0, 10**6),
)


@given(OFFERS)
def test_every_card_is_one_that_the_register_admits(offer: OfferFacts) -> None:
    card = card_of(offer)
    check_message(flow_on("cards", NOW), as_message(card, "2024-02-01T03:00:00Z"))
    assert card.in_stock == (offer.units > 0)


@given(OFFERS, DAYS)
def test_the_law_gets_what_is_known_and_never_lets_the_unknown_pass_in_silence(offer: OfferFacts, day: dt.date) -> None:
    facts = facts_of(offer, regulated_classes())
    assert set(facts) <= set(PACK.facts)
    assert not {"seller.nib", "seller.size", "item.bpom_number", "item.halal_certificate", "item.sni_number", "item.fob_usd"} & set(facts)
    found = {finding.rule_id: finding for finding in evaluate(PACK, QUESTION, facts, on=day, profile="strict_frontend").findings}
    if offer.shop_is_abroad:
        assert "merchant.documents" in found["MOT31-FMER-1"].missing
        assert "item.ships_from_country" in found["MOT31-FMER-2"].missing
    else:
        assert "seller.nib" in found["MOT31-LIC-4"].missing
    if offer.category_slug == "mainan":
        assert found["MOT31-STD-1-SNI"].missing == ("item.sni_number",)


@given(DAYS, DAYS)
def test_the_law_is_asked_again_whenever_its_answer_may_be_another(one: dt.date, two: dt.date) -> None:
    asked, today = sorted((one, two))
    check = LendingCheck(key=ListingKey(new_id(), new_id()), asked_on=asked, facts_digest=b"x" * 32, outcome="flag")
    if must_ask(check, b"x" * 32, today, turning_days(PACK)):
        return
    for abroad in (True, False):
        for category in ("fashion-pria", "mainan", "kecantikan"):
            offer = dataclasses.replace(OFFER, shop_is_abroad=abroad, category_slug=category)
            facts = facts_of(offer, regulated_classes())
            answers = [
                [
                    (finding.rule_id, finding.outcome, finding.missing)
                    for finding in evaluate(PACK, QUESTION, facts, on=day, profile="strict_frontend").findings
                ]
                for day in (asked, today)
            ]
            assert answers[0] == answers[1]


OFFER = OfferFacts(
    key=ListingKey(new_id(), new_id()),
    title="Kaos",
    category_slug="fashion-pria",
    emoji="👔",
    condition="new",
    picture=None,
    price=1,
    shop="Toko",
    shop_is_open=True,
    shop_is_abroad=False,
    city="Medan",
    rating=None,
    sold=0,
    units=1,
)


def test_other_facts_or_an_earlier_day_ask_again_and_the_same_do_not() -> None:
    day = dt.date(2024, 2, 1)
    check = LendingCheck(key=OFFER.key, asked_on=day, facts_digest=b"x" * 32, outcome="allow")
    assert must_ask(None, b"x" * 32, day, ())
    assert must_ask(check, b"y" * 32, day, ())
    assert must_ask(check, b"x" * 32, day - dt.timedelta(days=1), ())
    assert not must_ask(check, b"x" * 32, day + dt.timedelta(days=900), ())
    assert must_ask(check, b"x" * 32, day + dt.timedelta(days=1), (day + dt.timedelta(days=1),))
    assert not must_ask(check, b"x" * 32, day + dt.timedelta(days=1), (day, day + dt.timedelta(days=2)))
