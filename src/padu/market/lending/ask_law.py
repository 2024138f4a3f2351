"""Asks the law before a listing is lent, again only when its answer may be another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec

from padu.exchange.cards import ListingKey
from padu.exchange.findings import LawBook, ask
from padu.exchange.register import jakarta_day
from padu.market.lending import rules, store
from padu.market.lending.types import LendingCheck, OfferFacts, Verdict
from padu.platform.unit_of_work import UnitOfWork

QUESTION = "listing.publish"


async def ask_law(uow: UnitOfWork, law: LawBook, offers: Sequence[OfferFacts]) -> dict[ListingKey, Verdict]:
    """What the law says of lending each of these. What flags or blocks is told as a finding, once for each answer."""
    today = jakarta_day(uow.clock.now())
    known = await store.checks_of(uow, [offer.key for offer in offers])
    law_digest, turning = _digest_of(law), rules.turning_days(law.pack)
    verdicts: dict[ListingKey, Verdict] = {}
    new: list[LendingCheck] = []
    for offer in offers:
        facts = rules.facts_of(offer, regulated_classes())
        digest = hashlib.sha256(law_digest + msgspec.json.encode(facts, order="deterministic")).digest()
        standing = known.get(offer.key)
        if standing is not None and not rules.must_ask(standing, digest, today, turning):
            verdicts[offer.key] = standing.outcome
            continue
        answer = await ask(uow, law, QUESTION, facts, subject=f"listing:{offer.key.listing_id}", occasion="listing")
        verdicts[offer.key] = verdict = answer.outcome.value
        new.append(LendingCheck(key=offer.key, asked_on=today, facts_digest=digest, outcome=verdict))
    await store.put_checks(uow, new)
    return verdicts


@cache
def regulated_classes() -> Mapping[str, str]:
    """The class of regulated goods of each category that holds one alone."""
    return msgspec.yaml.decode(Path(__file__).with_name("regulated_classes.yaml").read_bytes(), type=dict[str, str])


def _digest_of(law: LawBook) -> bytes:
    """The SHA-256 of all that a law book says, the same in every process."""
    content: Any = [law.profile, law.pack.id, dict(law.pack.rules), dict(law.pack.parameters)]
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic", enc_hook=_as_json)).digest()


def _as_json(value: object) -> object:
    return dict(cast("Mapping[str, object]", value)) if isinstance(value, Mapping) else str(value)
