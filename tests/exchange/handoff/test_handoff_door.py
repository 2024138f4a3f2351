from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from padu.events.oversight import FindingMade
from padu.exchange import consent
from padu.exchange.cards import CardFacts, ListingKey, admit_shops, lend, receive, withdraw_shops
from padu.exchange.cards.rules import as_message
from padu.exchange.findings import LawBook
from padu.exchange.handoff import (
    Arrival,
    AskedBy,
    Confirmed,
    Gate,
    HandoffRefusal,
    Issued,
    arrive,
    confirm,
    credited_creators,
    issue,
)
from padu.exchange.register import HANDOFF, PAGE, Page, Records, close_door, flow_on, list_crossings, open_door
from padu.exchange.register.store import save_progress
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform.signing import SigningKey, make_signing_key, sign_message
from padu.platform.unit_of_work import UnitOfWork, open_database

Shelf = Callable[..., dict[ListingKey, CardFacts]]
CREATOR = UUID("018d1111-0000-7000-8000-000000000000")
HERE = "203.0.113.7"
DAY = dt.timedelta(days=1)


@pytest.fixture
def key() -> SigningKey:
    return make_signing_key()


@pytest.fixture
def gate(key: SigningKey, law: LawBook) -> Gate:
    return Gate(key.verify_key, law)


def token_for(key: SigningKey, now: dt.datetime, listing: UUID, /, *, said: Any = HANDOFF, life: int = 600, **changes: Any) -> str:  # noqa: ANN401 - a token's parts are of any kind
    """A token as the social side makes it, with changes."""
    handoff_id = str(new_id())
    body: dict[str, Any] = {
        "handoff_id": handoff_id,
        "listing_id": str(listing),
        "creator_id": str(CREATOR),
        "surface": "video",
        "issued_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "expires_at": (now + dt.timedelta(seconds=life)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **changes,
    }
    return sign_message(
        key,
        said,
        {name: value for name, value in body.items() if value is not ...},
        message_id=handoff_id,
        now=now,
        lives_for=dt.timedelta(seconds=life),
    )


@pytest.fixture
async def listing(market: UnitOfWork, shelf: Shelf) -> ListingKey:
    """A lent listing behind an open door."""
    cards = shelf(new_id())
    (found,) = cards
    await admit_shops(market, [found.shop_id])
    await lend(market, cards)
    await open_door(market, "uji coba")
    market.told.clear()
    return found


async def outcomes(uow: UnitOfWork) -> list[str]:
    return sorted(crossing.outcome for crossing in await list_crossings(uow))


async def confirmed(uow: UnitOfWork, gate: Gate, token: str, buyer_id: UUID | None = None, *, attribution: bool = False) -> Any:  # noqa: ANN401 - either answer
    return await confirm(uow, gate, token, address=HERE, buyer_id=buyer_id, attribution=attribution, language="id")


@pytest.mark.anyio
async def test_a_viewer_is_handed_over_and_nothing_of_them_is(  # noqa: PLR0913, PLR0917 - both sides and their keys
    market: UnitOfWork, social: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey, card: Callable[..., CardFacts]
) -> None:
    await receive_card(social, card(listing.listing_id))
    viewer = new_id()
    asked_by = AskedBy(address=HERE, account_id=viewer)
    issued = await issue(social, key, creator_id=CREATOR, listing_id=listing.listing_id, surface="feed", asked_by=asked_by)
    assert isinstance(issued, Issued)
    assert viewer.hex not in issued.token
    arrival = await arrive(market, gate, issued.token, address=HERE)
    assert isinstance(arrival, Arrival)
    assert (arrival.fields, arrival.shop_id, arrival.card.title) == (issued.fields, listing.shop_id, "Kopi Gayo 250 g")
    done = await confirmed(market, gate, issued.token, buyer := new_id(), attribution=True)
    assert isinstance(done, Confirmed)
    assert await outcomes(market) == ["arrived", "passed"]
    (out,) = await list_crossings(social)
    assert {crossing.digest for crossing in await list_crossings(market)} == {out.digest}
    assert out.fields == ("handoff_id", "listing_id", "creator_id", "surface", "issued_at", "expires_at")
    credited = await credited_creators(market, buyer, [listing.listing_id, new_id()], market.clock.now())
    assert {key: (each.creator_id, each.handoff_id) for key, each in credited.items()} == {
        listing.listing_id: (CREATOR, issued.fields.handoff_id)
    }
    kept = (await market.connection.execute(text("select to_jsonb(handoff)::text from exchange.handoff"))).scalar_one()
    assert str(buyer) not in kept


async def receive_card(social: UnitOfWork, facts: CardFacts) -> None:
    records = {"cards": Records(flow_on("cards", social.clock.now()), (as_message(facts, "2024-02-01T03:00:00Z"),))}
    await receive(social, Page(after=0, records=records, next=1, more=False, door_is_open=True))
    await save_progress(social, "cards", cursor=1, door_is_open=True)


@pytest.mark.anyio
async def test_no_handoff_is_made_without_a_lent_card_or_too_often(
    social: UnitOfWork, key: SigningKey, card: Callable[..., CardFacts], clock: FixedClock
) -> None:
    listing_id, viewer = new_id(), new_id()

    async def code(account_id: UUID | None = None, address: str = HERE) -> str:
        asked_by = AskedBy(address=address, account_id=account_id)
        made = await issue(social, key, creator_id=CREATOR, listing_id=listing_id, surface="video", asked_by=asked_by)
        return made.code if isinstance(made, HandoffRefusal) else "issued"

    assert await code() == "handoff.not_lent"
    await receive_card(social, card(listing_id))
    assert [await code(viewer) for _ in range(41)] == ["issued"] * 40 + ["handoff.too_many"]
    assert await code(new_id()) == "issued"
    clock.advance(dt.timedelta(minutes=10))
    assert await code(viewer) == "issued"
    await save_progress(social, "cards", cursor=1, door_is_open=False)
    assert await code(viewer) == "handoff.not_lent"


@pytest.mark.anyio
async def test_a_handoff_counts_once(market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey) -> None:
    token = token_for(key, market.clock.now(), listing.listing_id)
    assert isinstance(await confirmed(market, gate, token), Confirmed)
    for again in (await confirmed(market, gate, token), await arrive(market, gate, token, address=HERE)):
        assert isinstance(again, HandoffRefusal)
        assert again.code == "handoff.replayed"
    assert await outcomes(market) == ["arrived", "handoff.replayed", "passed"]


@pytest.mark.anyio
async def test_of_two_that_confirm_at_once_one_is_refused(
    committed_market: Any,  # noqa: ANN401 - a database's URLs
    shelf: Shelf,
    gate: Gate,
    key: SigningKey,
    clock: FixedClock,
) -> None:
    database = open_database(committed_market.app_url, clock)
    cards = shelf(new_id())
    (found,) = cards
    async with database.unit_of_work() as uow:
        await admit_shops(uow, [found.shop_id])
        await lend(uow, cards)
        await open_door(uow, "uji coba")
    token = token_for(key, clock.now(), found.listing_id)
    buyers = [new_id() for _ in range(4)]

    async def one(buyer: UUID) -> str:
        async with database.unit_of_work() as uow:
            done = await confirmed(uow, gate, token, buyer, attribution=True)
            await asyncio.sleep(0.05)
            return done.code if isinstance(done, HandoffRefusal) else "confirmed"

    assert sorted(await asyncio.gather(*(one(buyer) for buyer in buyers))) == ["confirmed"] + ["handoff.replayed"] * 3
    async with database.unit_of_work() as uow:
        credited = [await credited_creators(uow, buyer, [found.listing_id], clock.now()) for buyer in buyers]
        receipts = (await uow.connection.execute(text("select count(*) from exchange.consent_receipt"))).scalar_one()
    assert sorted(len(each) for each in credited) == [0, 0, 0, 1]
    assert receipts == 1
    await database.close()


REFUSED = [
    ({"said": PAGE}, "handoff.elsewhere"),
    ({"said": msgspec.structs.replace(HANDOFF, audience="padu-elsewhere")}, "handoff.elsewhere"),
    ({"said": msgspec.structs.replace(HANDOFF, issuer="padu-market")}, "handoff.elsewhere"),
    ({"viewer_id": str(new_id())}, "handoff.not_registered"),
    ({"video_id": str(new_id())}, "handoff.not_registered"),
    ({"email": "ani@contoh.id"}, "handoff.not_registered"),
    ({"creator_id": ...}, "handoff.unreadable"),
    ({"creator_id": None}, "handoff.unreadable"),
    ({"surface": "billboard"}, "handoff.unreadable"),
    ({"listing_id": "kopi"}, "handoff.unreadable"),
    ({"handoff_id": str(new_id())}, "handoff.unreadable"),
    ({"expires_at": "2024-02-01T04:00:00Z"}, "handoff.unreadable"),
    ({"life": 3600}, "handoff.unreadable"),
    ({"life": 0}, "handoff.expired"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("changes", "code"), REFUSED)
async def test_what_is_not_as_it_should_be_is_refused_and_written_down(  # noqa: PLR0913, PLR0917 - a case of a gate
    market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey, changes: dict[str, Any], code: str
) -> None:
    token = token_for(key, market.clock.now(), listing.listing_id, **changes)
    for answer in (await arrive(market, gate, token, address=HERE), await confirmed(market, gate, token, new_id(), attribution=True)):
        assert isinstance(answer, HandoffRefusal)
        assert answer.code == code
    (crossing,) = await list_crossings(market)
    assert (crossing.outcome, crossing.fields, crossing.items) == (code, (), 0)
    assert (await market.connection.execute(text("select count(*) from exchange.handoff"))).scalar_one() == 0


@pytest.mark.anyio
async def test_no_byte_of_a_handoff_can_be_changed_and_none_left_out(
    market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey
) -> None:
    token = token_for(key, market.clock.now(), listing.listing_id)
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        for spoilt in (token[:place] + other + token[place + 1 :], token[:place]):
            # Another address each: one that brings so many bad ones would not be heard any more.
            answer = await arrive(market, gate, spoilt, address=f"{place} {len(spoilt)}")
            assert isinstance(answer, HandoffRefusal)
            assert answer.code in {"handoff.forged", "handoff.unreadable"}
    assert isinstance(await arrive(market, gate, token, address=HERE), Arrival)


@pytest.mark.anyio
async def test_other_keys_the_past_the_future_and_rubbish_are_refused(
    market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey, clock: FixedClock
) -> None:
    now = clock.now()
    stranger = token_for(make_signing_key(), now, listing.listing_id)
    early = token_for(key, now + dt.timedelta(minutes=2), listing.listing_id)
    late = token_for(key, now, listing.listing_id)
    clock.advance(dt.timedelta(minutes=10))
    brought = [stranger, late, "", "x" * 5000, "a.b.c", "\ud800\x00", early]
    answers = [await arrive(market, gate, token, address=HERE) for token in brought]
    assert [answer.code for answer in answers if isinstance(answer, HandoffRefusal)] == [
        "handoff.forged",
        "handoff.expired",
        "handoff.unreadable",
        "handoff.unreadable",
        "handoff.unreadable",
        "handoff.unreadable",
    ]
    assert isinstance(answers[-1], Arrival)
    clock.advance(dt.timedelta(minutes=-10))
    answer = await arrive(market, gate, token_for(key, now + dt.timedelta(minutes=2), listing.listing_id), address=HERE)
    assert isinstance(answer, HandoffRefusal)
    assert answer.code == "handoff.not_yet"


@pytest.mark.anyio
async def test_a_listing_that_is_not_lent_and_a_closed_door_lead_nowhere(
    market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey
) -> None:
    now = market.clock.now()
    unknown = await arrive(market, gate, token_for(key, now, new_id()), address=HERE)
    await close_door(market, "perintah pengawas")
    market.told.clear()
    closed = await confirmed(market, gate, token := token_for(key, now, listing.listing_id), new_id(), attribution=True)
    (finding,) = [event for event in market.told if isinstance(event, FindingMade) and event.outcome == "block"]
    await open_door(market, "dibuka lagi")
    assert isinstance(await arrive(market, gate, token, address=HERE), Arrival)
    await withdraw_shops(market, [listing.shop_id])
    gone = await confirmed(market, gate, token)
    assert [refusal.code for refusal in (unknown, closed, gone) if isinstance(refusal, HandoffRefusal)] == [
        "handoff.unknown_listing",
        "handoff.door_closed",
        "handoff.not_lent",
    ]
    assert (finding.rule_id, finding.subject) == ("MOT31-SEP-1", "flow:handoff")
    assert await outcomes(market) == ["arrived", "handoff.door_closed", "handoff.not_lent", "handoff.unknown_listing"]


@pytest.mark.anyio
async def test_the_law_flags_that_a_creators_id_crosses_in_one_finding_for_all(
    market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey
) -> None:
    for _ in range(3):
        assert isinstance(await confirmed(market, gate, token_for(key, market.clock.now(), listing.listing_id)), Confirmed)
    found = {(event.rule_id, event.outcome, event.finding_id) for event in market.told if isinstance(event, FindingMade)}
    assert {(rule, outcome) for rule, outcome, _ in found} == {("MOT31-SEP-2-KEYS", "flag")}
    assert len(found) == 1


@pytest.mark.anyio
async def test_a_creator_is_credited_only_with_consent_by_somebody_signed_in(
    market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey
) -> None:
    now, buyer = market.clock.now(), new_id()
    without = await confirmed(market, gate, token_for(key, now, listing.listing_id), buyer)
    nobody = await confirmed(market, gate, token_for(key, now, listing.listing_id), None, attribution=True)
    assert (without.receipt_id, nobody.receipt_id) == (None, None)
    assert await credited_creators(market, buyer, [listing.listing_id], now) == {}
    assert await consent.receipts_of(market, buyer) == []


@pytest.mark.anyio
async def test_taking_the_consent_back_ends_the_credit_at_once(
    market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey
) -> None:
    now, buyer = market.clock.now(), new_id()
    done = await confirmed(market, gate, token_for(key, now, listing.listing_id), buyer, attribution=True)
    assert set(await credited_creators(market, buyer, [listing.listing_id], now)) == {listing.listing_id}
    await consent.withdraw(market, buyer, done.receipt_id)
    assert await credited_creators(market, buyer, [listing.listing_id], now) == {}


@pytest.mark.anyio
async def test_a_credit_lasts_seven_days_and_the_newest_handoff_counts(
    market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey, clock: FixedClock
) -> None:
    start, buyer, other = clock.now(), new_id(), new_id()
    await confirmed(market, gate, token_for(key, start, listing.listing_id), buyer, attribution=True)

    async def credited(at: dt.datetime) -> list[UUID]:
        return [each.creator_id for each in (await credited_creators(market, buyer, [listing.listing_id], at)).values()]

    assert await credited(start + 7 * DAY - dt.timedelta(seconds=1)) == [CREATOR]
    assert await credited(start + 7 * DAY) == []
    clock.advance(DAY)
    await confirmed(market, gate, token_for(key, clock.now(), listing.listing_id, creator_id=str(other)), buyer, attribution=True)
    assert await credited(clock.now()) == [other]
    assert await credited(clock.now() + 7 * DAY) == []
    assert await credited_creators(market, buyer, [], clock.now()) == {}


@pytest.mark.anyio
async def test_whoever_brings_too_many_bad_ones_is_not_heard_for_a_while(
    market: UnitOfWork, gate: Gate, key: SigningKey, listing: ListingKey, clock: FixedClock
) -> None:
    for number in range(100):
        await arrive(market, gate, f"rubbish {number}", address=HERE)
    good = token_for(key, clock.now(), listing.listing_id)
    refused = await arrive(market, gate, good, address=HERE)
    assert isinstance(refused, HandoffRefusal)
    assert (refused.code, refused.until) == ("handoff.too_many", clock.now() + dt.timedelta(minutes=10))
    assert isinstance(await arrive(market, gate, good, address="198.51.100.1"), Arrival)
    assert len(await list_crossings(market, limit=500)) == 101
