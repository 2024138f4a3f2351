"""Decide every record's future from the facts; pure, and the same facts always give the same plan but for fresh ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast
from uuid import UUID

from padu.merge.plan.types import Action, Facts, Finding, Known, MergeRules, PlanItem, RecordKey, Verdict
from padu.merge.sources.types import (
    Kind,
    ListingStatus,
    Platform,
    SourceListing,
    SourceOrder,
    SourceRecord,
    SourceReturn,
    SourceReview,
    SourceSeller,
    SourceVideo,
)

_REJECTED_LISTINGS = {ListingStatus.DELETED: "listing.deleted", ListingStatus.BLOCKED: "listing.blocked"}


def make_plan(facts: Facts, rules: MergeRules, make_id: Callable[[], UUID]) -> list[PlanItem]:
    """One item per record that is not settled yet, base platform first, sellers before listings before orders before what hangs on them."""
    return _Planner(facts, rules, make_id).plan()


class _Planner:
    """Holds the items decided so far, by which later records are decided."""

    def __init__(self, facts: Facts, rules: MergeRules, make_id: Callable[[], UUID]) -> None:
        self._facts = facts
        self._rules = rules
        self._make_id = make_id
        self._items: dict[RecordKey, PlanItem] = {}
        self._new: dict[RecordKey, PlanItem] = {}
        self._first = 1 + max((item.sequence for item in facts.settled.values()), default=-1)
        self._taken: set[RecordKey] = set()
        self._shelf: dict[str, int] = dict(facts.shelf)
        self._order_totals: dict[str, tuple[RecordKey, SourceOrder]] = {}

    def plan(self) -> list[PlanItem]:
        platforms = sorted({platform for platform, _ in self._facts.records}, key=lambda p: (p != self._facts.base, p))
        decide: dict[Kind, Callable[[Platform, SourceRecord], PlanItem]] = {
            Kind.SELLER: lambda p, r: self._seller(p, cast("SourceSeller", r)),
            Kind.LISTING: lambda p, r: self._listing(p, cast("SourceListing", r)),
            Kind.ORDER: lambda p, r: self._order(p, cast("SourceOrder", r)),
            Kind.RETURN: lambda p, r: self._return(p, cast("SourceReturn", r)),
            Kind.REVIEW: lambda p, r: self._review(p, cast("SourceReview", r)),
            Kind.VIDEO: lambda p, r: self._video(p, cast("SourceVideo", r)),
        }
        for kind in Kind:
            for platform in platforms:
                for record in self._strongest_first(platform, kind):
                    key = (platform, kind, record.source_id)
                    if settled := self._facts.settled.get(key):
                        self._take_over(key, settled, record)
                    else:
                        self._items[key] = self._new[key] = decide[kind](platform, record)
        return list(self._new.values())

    def _take_over(self, key: RecordKey, settled: PlanItem, record: SourceRecord) -> None:
        """Let an item that stands have its say in what is decided after it."""
        self._items[key] = settled
        if settled.action == Action.MERGE and settled.counterpart:
            self._taken.add((self._facts.base, settled.kind, settled.counterpart))
        if isinstance(record, SourceOrder) and settled.action == Action.CREATE:
            self._order_totals[settled.source_id] = (key, record)

    def _strongest_first(self, platform: Platform, kind: Kind) -> Iterable[SourceRecord]:
        """Where two records want one counterpart, the likelier one gets it."""
        records = self._facts.records.get((platform, kind), [])

        def strength(record: SourceRecord) -> tuple[float, str]:
            finding = self._facts.findings.get((platform, kind, record.source_id))
            return (-finding.probability if finding else 0.0, record.source_id)

        return sorted(records, key=strength) if platform != self._facts.base else records

    def _item(  # noqa: PLR0913 - a plan item is what it is; each part is named at the call
        self,
        key: RecordKey,
        action: Action,
        rule: str,
        target: Known | None = None,
        *,
        found: Finding | None = None,
        source_units: int = 0,
        kept_units: int = 0,
    ) -> PlanItem:
        platform, kind, source_id = key
        return PlanItem(
            sequence=self._first + len(self._new),
            platform=platform,
            kind=kind,
            source_id=source_id,
            action=action,
            rule=rule,
            shop_id=target.shop_id if target else None,
            target_id=target.target_id if target else None,
            counterpart=found.counterpart if found else "",
            probability=found.probability if found else None,
            evidence=found.evidence if found else {},
            source_units=source_units,
            kept_units=kept_units,
        )

    def _known(self, key: RecordKey, units: int = 0) -> PlanItem | None:
        known = self._facts.known.get(key)
        return None if known is None else self._item(key, Action.MERGE, "known.same_record", known, source_units=units)

    def _shop(self) -> Known:
        made = self._make_id()
        return Known(shop_id=made, target_id=made)

    # Sellers

    def _seller(self, platform: Platform, seller: SourceSeller) -> PlanItem:
        key = (platform, Kind.SELLER, seller.source_id)
        if known := self._known(key):
            return known
        if platform == self._facts.base:
            return self._item(key, Action.CREATE, "seller.of_the_market", self._shop())
        verdict = self._facts.verdicts.get(key)
        finding = self._facts.findings.get(key)
        if verdict == Verdict.REJECT:
            return self._item(key, Action.REJECT, "seller.person_reject")
        if seller.seller_type == "CROSS_BORDER":
            return self._item(key, Action.ASK, "seller.foreign_documents")
        if verdict == Verdict.DIFFERENT:
            return self._item(key, Action.CREATE, "seller.person_different", self._shop())
        rules = self._rules
        return self._paired(key, finding, verdict, (rules.seller_accept, rules.seller_review), "seller") or self._item(
            key, Action.CREATE, "seller.new", self._shop()
        )

    def _paired(
        self, key: RecordKey, finding: Finding | None, verdict: Verdict | None, thresholds: tuple[float, float], word: str
    ) -> PlanItem | None:
        """Merge with the counterpart, or ask about it; None where there is no pair worth speaking of."""
        accept, review = thresholds
        if finding is None or (finding.probability < review and verdict != Verdict.SAME):
            return None
        there = (self._facts.base, key[1], finding.counterpart)
        target = self._items.get(there)
        if target is None or target.shop_id is None or target.target_id is None:
            return None
        same = f"{word}.person_same" if verdict == Verdict.SAME else f"{word}.same_{word}"
        if verdict != Verdict.SAME and (finding.probability < accept or there in self._taken):
            return self._item(key, Action.ASK, f"{word}.maybe_same_{word}", found=finding)
        self._taken.add(there)
        return self._item(key, Action.MERGE, same, Known(shop_id=target.shop_id, target_id=target.target_id), found=finding)

    # Listings

    def _of_seller(self, platform: Platform, seller_id: str, word: str) -> tuple[UUID | None, Action, str]:
        """The shop a record goes to, or what becomes of it without one."""
        item = self._items.get((platform, Kind.SELLER, seller_id))
        if item is None:
            unreadable = (platform, seller_id) in self._facts.unreadable_sellers
            return (None, Action.ASK, f"{word}.seller_unreadable") if unreadable else (None, Action.REJECT, f"{word}.seller_missing")
        if item.action == Action.ASK:
            return None, Action.ASK, f"{word}.seller_waits"
        if item.action == Action.REJECT:
            return None, Action.REJECT, f"{word}.seller_rejected"
        return item.shop_id, Action.CREATE, ""

    def _listing(self, platform: Platform, listing: SourceListing) -> PlanItem:
        key = (platform, Kind.LISTING, listing.source_id)
        units = listing.units
        if known := self._known(key, units):
            return known
        shop_id, action, rule = self._of_seller(platform, listing.seller_id, "listing")
        if shop_id is None:
            return self._item(key, action, rule, source_units=units)
        if rejected := _REJECTED_LISTINGS.get(listing.status):
            return self._item(key, Action.REJECT, rejected, source_units=units)
        if any(sku.price.currency not in self._facts.convertible for sku in listing.skus):
            return self._item(key, Action.ASK, "listing.currency_unknown", source_units=units)
        new = Known(shop_id=shop_id, target_id=self._make_id())
        if platform == self._facts.base:
            self._shelf[listing.source_id] = units
            return self._item(key, Action.CREATE, "listing.of_the_market", new, source_units=units, kept_units=units)
        return self._other_listing(key, shop_id, new, units)

    def _other_listing(self, key: RecordKey, shop_id: UUID, new: Known, units: int) -> PlanItem:
        verdict = self._facts.verdicts.get(key)
        if verdict == Verdict.REJECT:
            return self._item(key, Action.REJECT, "listing.person_reject", source_units=units)
        rule = "listing.person_different" if verdict == Verdict.DIFFERENT else "listing.new"
        finding = self._facts.findings.get(key)
        rules = self._rules
        paired = None
        if finding is not None and verdict != Verdict.DIFFERENT and self._in_shop(finding.counterpart, shop_id):
            paired = self._paired(key, finding, verdict, (rules.listing_accept, rules.listing_review), "listing")
        if paired is None:
            return self._item(key, Action.CREATE, rule, new, source_units=units, kept_units=units)
        if paired.action != Action.MERGE or paired.target_id is None:
            return self._item(key, paired.action, paired.rule, found=finding, source_units=units)
        there = self._shelf[paired.counterpart]
        kept = min(there, units) - there  # one shelf, two counts: the lower one stands
        self._shelf[paired.counterpart] = there + kept
        target = Known(shop_id=shop_id, target_id=paired.target_id)
        return self._item(key, Action.MERGE, paired.rule, target, found=finding, source_units=units, kept_units=kept)

    def _in_shop(self, counterpart: str, shop_id: UUID) -> bool:
        """A listing is merged only inside its own shop: two sellers of one thing stay two sellers."""
        there = self._items.get((self._facts.base, Kind.LISTING, counterpart))
        return there is not None and there.shop_id == shop_id and counterpart in self._shelf

    # What hangs on sellers and listings

    def _order(self, platform: Platform, order: SourceOrder) -> PlanItem:
        key = (platform, Kind.ORDER, order.source_id)
        if known := self._known(key):
            return known
        shop_id, action, rule = self._of_seller(platform, order.seller_id, "order")
        if shop_id is None:
            return self._item(key, action, rule)
        if order.total.currency not in self._facts.convertible:
            return self._item(key, Action.ASK, "order.currency_unknown")
        twin = self._order_totals.get(order.source_id)
        if twin is not None and (there := self._items[twin[0]]).shop_id == shop_id:
            if twin[1].total != order.total or twin[1].status != order.status:
                return self._item(key, Action.ASK, "order.totals_disagree")
            return self._item(key, Action.MERGE, "order.same_order", Known(shop_id=shop_id, target_id=cast("UUID", there.target_id)))
        self._order_totals[order.source_id] = (key, order)
        return self._item(key, Action.CREATE, "order.imported", Known(shop_id=shop_id, target_id=self._make_id()))

    def _return(self, platform: Platform, asked: SourceReturn) -> PlanItem:
        key = (platform, Kind.RETURN, asked.source_id)
        return self._known(key) or self._follow(key, (platform, Kind.ORDER, asked.order_id), "return", "order")

    def _review(self, platform: Platform, review: SourceReview) -> PlanItem:
        key = (platform, Kind.REVIEW, review.source_id)
        return self._known(key) or self._follow(key, (platform, Kind.LISTING, review.listing_id), "review", "listing")

    def _follow(self, key: RecordKey, leader: RecordKey, word: str, leader_word: str) -> PlanItem:
        """A record that hangs on another goes where that one goes."""
        item = self._items.get(leader)
        if item is None:
            return self._item(key, Action.REJECT, f"{word}.{leader_word}_missing")
        if item.action == Action.ASK:
            return self._item(key, Action.ASK, f"{word}.{leader_word}_waits")
        if item.action == Action.REJECT or item.shop_id is None:
            return self._item(key, Action.REJECT, f"{word}.{leader_word}_rejected")
        return self._item(key, Action.CREATE, f"{word}.imported", Known(shop_id=item.shop_id, target_id=self._make_id()))

    def _video(self, platform: Platform, video: SourceVideo) -> PlanItem:
        return self._item((platform, Kind.VIDEO, video.source_id), Action.REJECT, "video.stays_social")
