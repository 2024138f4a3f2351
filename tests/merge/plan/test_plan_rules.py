from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from padu.merge.plan import RULES, Action, Facts, Finding, Known, MergeRules, PlanItem, RecordKey, Verdict, make_plan
from padu.merge.sources.types import (
    Kind,
    ListingStatus,
    OrderStatus,
    Platform,
    SourceAmount,
    SourceListing,
    SourceOrder,
    SourceRecord,
    SourceReturn,
    SourceReview,
    SourceSeller,
    SourceSku,
    SourceStock,
    SourceVideo,
)

NOW = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
SOCIAL, MARKET = Platform.TIKTOK_SHOP, Platform.TOKOPEDIA


def seller(source_id: str, **more: str) -> SourceSeller:
    return SourceSeller(source_id=source_id, name=f"Toko {source_id}", **more)


def listing(
    source_id: str, seller_id: str, units: int = 10, status: ListingStatus = ListingStatus.ACTIVE, currency: str = "IDR"
) -> SourceListing:
    sku = SourceSku(
        source_id=f"sku-{source_id}",
        price=SourceAmount(value=Decimal(25000), currency=currency),
        stock=(SourceStock(warehouse_id="", units=units),),
    )
    return SourceListing(source_id=source_id, seller_id=seller_id, title=f"Kopi {source_id}", skus=(sku,), status=status)


def order(source_id: str, seller_id: str, total: int = 50000, status: OrderStatus = OrderStatus.TO_SHIP) -> SourceOrder:
    return SourceOrder(
        source_id=source_id,
        seller_id=seller_id,
        status=status,
        total=SourceAmount(value=Decimal(total), currency="IDR"),
        lines=(),
        created_at=NOW,
    )


def facts(social: list[SourceRecord], market: list[SourceRecord], **more: object) -> Facts:
    records: dict[tuple[Platform, Kind], list[SourceRecord]] = {}
    kinds: dict[type, Kind] = {
        SourceSeller: Kind.SELLER, SourceListing: Kind.LISTING, SourceOrder: Kind.ORDER, SourceReturn: Kind.RETURN,
        SourceReview: Kind.REVIEW, SourceVideo: Kind.VIDEO,
    }  # fmt: skip
    for platform, given_records in ((SOCIAL, social), (MARKET, market)):
        for record in given_records:
            records.setdefault((platform, kinds[type(record)]), []).append(record)
    empty = Facts(
        base=MARKET, records=records, known={}, findings={}, verdicts={}, unreadable_sellers=set(), convertible=frozenset({"IDR"})
    )
    return msgspec.structs.replace(empty, **more)


def plan(given_facts: Facts, rules: MergeRules | None = None) -> dict[RecordKey, PlanItem]:
    ids = count(1)
    items = make_plan(given_facts, rules or MergeRules(), lambda: UUID(int=next(ids)))
    return {(item.platform, item.kind, item.source_id): item for item in items}


def pair(kind: Kind, left: str, right: str, probability: float) -> dict[RecordKey, Finding]:
    return {(SOCIAL, kind, left): Finding(counterpart=right, probability=probability, evidence={})}


def test_the_same_seller_is_merged_and_the_lower_count_of_one_shelf_stands() -> None:
    found = pair(Kind.SELLER, "s", "m", 0.995) | pair(Kind.LISTING, "ls", "lm", 0.97)
    items = plan(facts([seller("s"), listing("ls", "s", units=7)], [seller("m"), listing("lm", "m", units=10)], findings=found))
    there, merged = items[MARKET, Kind.LISTING, "lm"], items[SOCIAL, Kind.LISTING, "ls"]
    assert items[SOCIAL, Kind.SELLER, "s"].rule == "seller.same_seller"
    assert items[SOCIAL, Kind.SELLER, "s"].shop_id == items[MARKET, Kind.SELLER, "m"].shop_id
    assert (merged.action, merged.rule, merged.target_id) == (Action.MERGE, "listing.same_listing", there.target_id)
    assert there.kept_units + merged.kept_units == 7


def test_a_higher_count_on_the_social_side_adds_nothing() -> None:
    found = pair(Kind.SELLER, "s", "m", 0.995) | pair(Kind.LISTING, "ls", "lm", 0.97)
    items = plan(facts([seller("s"), listing("ls", "s", units=12)], [seller("m"), listing("lm", "m", units=10)], findings=found))
    assert items[SOCIAL, Kind.LISTING, "ls"].kept_units == 0


def test_between_review_and_accept_a_person_is_asked_and_all_that_hangs_on_it_waits() -> None:
    review = SourceReview(source_id="r", seller_id="s", listing_id="ls", rating=5)
    items = plan(
        facts(
            [seller("s"), listing("ls", "s"), order("o", "s"), review],
            [seller("m"), listing("lm", "m")],
            findings=pair(Kind.SELLER, "s", "m", 0.7),
        )
    )
    assert {key[1]: item.rule for key, item in items.items() if key[0] == SOCIAL} == {
        Kind.SELLER: "seller.maybe_same_seller",
        Kind.LISTING: "listing.seller_waits",
        Kind.ORDER: "order.seller_waits",
        Kind.REVIEW: "review.listing_waits",
    }


def test_below_review_a_record_is_new() -> None:
    items = plan(facts([seller("s"), listing("ls", "s")], [seller("m"), listing("lm", "m")], findings=pair(Kind.SELLER, "s", "m", 0.3)))
    assert items[SOCIAL, Kind.SELLER, "s"].rule == "seller.new"
    assert items[SOCIAL, Kind.LISTING, "ls"].action == Action.CREATE


def test_two_sellers_who_want_one_counterpart_are_not_both_merged() -> None:
    found = pair(Kind.SELLER, "a", "m", 0.992) | pair(Kind.SELLER, "b", "m", 0.999)
    items = plan(facts([seller("a"), seller("b")], [seller("m")], findings=found))
    assert items[SOCIAL, Kind.SELLER, "b"].action == Action.MERGE
    assert items[SOCIAL, Kind.SELLER, "a"].action == Action.ASK


def test_a_listing_is_never_merged_into_another_sellers_shop() -> None:
    found = pair(Kind.LISTING, "ls", "lm", 0.999)
    items = plan(facts([seller("s"), listing("ls", "s")], [seller("m"), listing("lm", "m")], findings=found))
    assert items[SOCIAL, Kind.LISTING, "ls"].rule == "listing.new"


def test_a_foreign_seller_waits_for_documents_whatever_the_matching_says() -> None:
    items = plan(facts([seller("s", seller_type="CROSS_BORDER")], [seller("m")], findings=pair(Kind.SELLER, "s", "m", 1.0)))
    assert items[SOCIAL, Kind.SELLER, "s"].rule == "seller.foreign_documents"


def test_what_a_person_said_outweighs_the_matching() -> None:
    found = pair(Kind.SELLER, "s", "m", 0.7)
    for verdict, action in ((Verdict.SAME, Action.MERGE), (Verdict.DIFFERENT, Action.CREATE), (Verdict.REJECT, Action.REJECT)):
        items = plan(facts([seller("s")], [seller("m")], findings=found, verdicts={(SOCIAL, Kind.SELLER, "s"): verdict}))
        assert items[SOCIAL, Kind.SELLER, "s"].action == action


def test_deleted_and_blocked_listings_are_rejected_by_name() -> None:
    social: list[SourceRecord] = [
        seller("s"),
        listing("d", "s", status=ListingStatus.DELETED),
        listing("b", "s", status=ListingStatus.BLOCKED),
    ]
    items = plan(facts(social, []))
    assert items[SOCIAL, Kind.LISTING, "d"].rule == "listing.deleted"
    assert items[SOCIAL, Kind.LISTING, "b"].rule == "listing.blocked"


def test_a_record_of_a_seller_that_could_not_be_read_waits_and_of_one_that_is_not_there_is_rejected() -> None:
    items = plan(facts([listing("a", "bad"), order("b", "gone")], [], unreadable_sellers={(SOCIAL, "bad")}))
    assert items[SOCIAL, Kind.LISTING, "a"].rule == "listing.seller_unreadable"
    assert items[SOCIAL, Kind.ORDER, "b"].rule == "order.seller_missing"


def test_the_same_order_in_both_exports_is_one_order_unless_they_disagree() -> None:
    found = pair(Kind.SELLER, "s", "m", 0.995)
    agree = plan(facts([seller("s"), order("o", "s")], [seller("m"), order("o", "m")], findings=found))
    assert agree[SOCIAL, Kind.ORDER, "o"].target_id == agree[MARKET, Kind.ORDER, "o"].target_id
    assert agree[SOCIAL, Kind.ORDER, "o"].rule == "order.same_order"
    disagree = plan(facts([seller("s"), order("o", "s", total=1)], [seller("m"), order("o", "m")], findings=found))
    assert disagree[SOCIAL, Kind.ORDER, "o"].rule == "order.totals_disagree"


def test_foreign_money_without_a_rate_waits() -> None:
    items = plan(facts([], [seller("m"), listing("l", "m", currency="BRL")]))
    assert items[MARKET, Kind.LISTING, "l"].rule == "listing.currency_unknown"


def test_videos_stay_on_the_social_side() -> None:
    items = plan(facts([seller("s"), SourceVideo(source_id="v", seller_id="s", creator="c", title="t")], []))
    assert items[SOCIAL, Kind.VIDEO, "v"].rule == "video.stays_social"


def test_a_record_that_an_earlier_run_carried_in_is_not_carried_again() -> None:
    home = Known(shop_id=UUID(int=77), target_id=UUID(int=78))
    items = plan(facts([], [seller("m"), listing("l", "m", units=5)], known={(MARKET, Kind.LISTING, "l"): home}))
    item = items[MARKET, Kind.LISTING, "l"]
    assert (item.rule, item.target_id, item.source_units, item.kept_units) == ("known.same_record", home.target_id, 5, 0)


def test_a_settled_item_is_not_decided_again_and_its_counterpart_stays_taken() -> None:
    found = pair(Kind.SELLER, "a", "m", 0.992) | pair(Kind.SELLER, "b", "m", 0.999)
    world = facts([seller("a"), seller("b")], [seller("m")], findings=found)
    first = plan(world)
    settled = {key: item for key, item in first.items() if item.action != Action.ASK}
    again = plan(msgspec.structs.replace(world, settled=settled))
    assert set(again) == {(SOCIAL, Kind.SELLER, "a")}
    assert again[SOCIAL, Kind.SELLER, "a"].action == Action.ASK
    assert again[SOCIAL, Kind.SELLER, "a"].sequence > max(item.sequence for item in settled.values())


ids = st.sampled_from(list("abcdefgh"))


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    def side() -> list[SourceRecord]:
        sellers = draw(st.lists(ids, unique=True, max_size=5))
        listings = draw(
            st.lists(st.tuples(ids, ids, st.integers(0, 50), st.sampled_from(ListingStatus)), unique_by=lambda x: x[0], max_size=8)
        )
        orders = draw(st.lists(st.tuples(ids, ids, st.integers(0, 3)), unique_by=lambda x: x[0], max_size=5))
        reviews = draw(st.lists(st.tuples(ids, ids), unique_by=lambda x: x[0], max_size=5))
        return [
            *(seller(s, seller_type=draw(st.sampled_from(["LOCAL", "LOCAL", "CROSS_BORDER"]))) for s in sellers),
            *(listing(i, s, units=u, status=status) for i, s, u, status in listings),
            *(order(i, s, total=t) for i, s, t in orders),
            *(SourceReview(source_id=i, seller_id="a", listing_id=x, rating=4) for i, x in reviews),
        ]

    findings: dict[RecordKey, Finding] = {}
    for kind in (Kind.SELLER, Kind.LISTING):
        for left, right, probability in draw(st.lists(st.tuples(ids, ids, st.floats(0, 1)), max_size=10)):
            findings |= pair(kind, left, right, probability)
    verdicts = draw(
        st.dictionaries(st.tuples(st.just(SOCIAL), st.sampled_from([Kind.SELLER, Kind.LISTING]), ids), st.sampled_from(Verdict), max_size=4)
    )
    return facts(side(), side(), findings=findings, verdicts=verdicts)


@given(worlds())
def test_every_record_has_exactly_one_item_and_no_unit_is_lost_or_made(world: Facts) -> None:
    items = plan(world)
    records = {(platform, kind, record.source_id) for (platform, kind), found in world.records.items() for record in found}
    assert set(items) == records
    assert sorted(item.sequence for item in items.values()) == list(range(len(records)))
    shelves: dict[UUID, int] = {}
    for item in items.values():
        assert item.rule in RULES
        assert (item.shop_id is not None) == (item.action in {Action.CREATE, Action.MERGE})
        if item.kind == Kind.LISTING and item.target_id is not None:
            shelves[item.target_id] = shelves.get(item.target_id, 0) + item.kept_units
        if item.action in {Action.REJECT, Action.ASK}:
            assert item.kept_units == 0
    assert all(units >= 0 for units in shelves.values())
    for item in items.values():
        if item.kind == Kind.LISTING and item.target_id is not None:
            assert shelves[item.target_id] <= item.source_units


@given(worlds())
def test_no_two_records_of_one_platform_are_merged_into_one(world: Facts) -> None:
    merged = [item for item in plan(world).values() if item.action == Action.MERGE and item.kind in {Kind.SELLER, Kind.LISTING}]
    by_hand = [item for item in merged if item.rule.endswith("person_same")]
    targets = [(item.kind, item.target_id) for item in merged if item not in by_hand]
    assert len(targets) == len(set(targets))
