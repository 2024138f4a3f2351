"""What is to become of each source record, and the rules that say so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

import msgspec

from padu.merge.sources.types import Kind, Platform, SourceRecord

RecordKey = tuple[Platform, Kind, str]


class Action(StrEnum):
    """The four things a plan can say of a record that could be read."""

    CREATE = "create"
    MERGE = "merge"
    REJECT = "reject"
    ASK = "ask"


class Verdict(StrEnum):
    """What a person says of a record that waits."""

    SAME = "same"
    DIFFERENT = "different"
    REJECT = "reject"


class RuleText(msgspec.Struct, frozen=True):
    """A rule's reason, for people."""

    indonesian: str
    english: str


class MergeRules(msgspec.Struct, frozen=True, kw_only=True):
    """The thresholds and named rules a plan is made by; kept with the run.

    At `accept` and above a pair is merged without asking, from `review` on a person is asked, below it the record is new.
    Precision outweighs recall: a wrong merge mixes two people's shops, a missed one costs somebody a click. Sellers are held
    to more than listings: on made-up markets of several seeds and sizes every true pair stood above 0.99, and every
    namesake in the same town that carries some of the same goods stood between 0.9 and 0.99.
    """

    seller_accept: float = 0.99
    seller_review: float = 0.5
    listing_accept: float = 0.9
    listing_review: float = 0.5
    stock_rule: str = "stock.same_shelf_lower_count"
    price_rule: str = "price.market_price_stands"
    variant_rule: str = "variant.market_variants_stand"


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Where a record that an earlier run carried in lives now."""

    shop_id: UUID
    target_id: UUID


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """The best counterpart of a record on the marketplace, with the matching's probability and its evidence."""

    counterpart: str
    probability: float
    evidence: dict[str, object]


class PlanItem(msgspec.Struct, frozen=True, kw_only=True):
    """One record's future.

    `kept_units` is what the record adds to the market's stock: all its units where it is created, a correction of zero or
    less where it is merged onto a shelf that was counted before.
    """

    sequence: int
    platform: Platform
    kind: Kind
    source_id: str
    action: Action
    rule: str
    shop_id: UUID | None = None
    target_id: UUID | None = None
    counterpart: str = ""
    probability: float | None = None
    evidence: dict[str, object] = {}
    source_units: int = 0
    kept_units: int = 0


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a plan is decided from.

    `base` is the marketplace, whose records stand and into which the others are merged. `convertible` are the currencies
    that can be valued in rupiah. `shelf` is what the market has on hand now of base listings that are already carried in.
    `settled` are items of this run that stand: only what still waited is decided again.
    """

    base: Platform
    records: Mapping[tuple[Platform, Kind], list[SourceRecord]]
    known: Mapping[RecordKey, Known]
    findings: Mapping[RecordKey, Finding]
    verdicts: Mapping[RecordKey, Verdict]
    unreadable_sellers: set[tuple[Platform, str]]
    convertible: frozenset[str]
    shelf: Mapping[str, int] = {}
    settled: Mapping[RecordKey, PlanItem] = {}


RULES: dict[str, RuleText] = {
    "known.same_record": RuleText("Sudah dibawa masuk oleh penggabungan terdahulu", "Carried in by an earlier merge"),
    "seller.of_the_market": RuleText("Penjual lokapasar ini sendiri", "A seller of the marketplace itself"),
    "seller.same_seller": RuleText("Penjual yang sama sudah ada di lokapasar", "The same seller is already on the marketplace"),
    "seller.maybe_same_seller": RuleText("Mungkin penjual yang sama: perlu mata manusia", "Perhaps the same seller: a person must look"),
    "seller.new": RuleText("Tidak ada padanan di lokapasar", "No counterpart on the marketplace"),
    "seller.foreign_documents": RuleText(
        "Penjual luar negeri: dokumen wajib dilengkapi dahulu (Permendag 31/2023 pasal 5)",
        "A foreign seller: documents must be complete first (Permendag 31/2023 art. 5)",
    ),
    "seller.counterpart_taken": RuleText(
        "Padanannya sudah dipakai penjual lain: perlu mata manusia", "Its counterpart is taken by another seller: a person must look"
    ),
    "seller.person_same": RuleText("Diputuskan sama oleh petugas", "A person said: the same"),
    "seller.person_different": RuleText("Diputuskan berbeda oleh petugas", "A person said: another seller"),
    "seller.person_reject": RuleText("Ditolak oleh petugas", "A person said no"),
    "listing.of_the_market": RuleText("Barang lokapasar ini sendiri", "A listing of the marketplace itself"),
    "listing.same_listing": RuleText("Barang yang sama dari penjual yang sama", "The same thing from the same seller"),
    "listing.maybe_same_listing": RuleText("Mungkin barang yang sama: perlu mata manusia", "Perhaps the same thing: a person must look"),
    "listing.new": RuleText("Barang baru bagi lokapasar", "New to the marketplace"),
    "listing.seller_waits": RuleText("Menunggu keputusan tentang penjualnya", "Waits for the decision on its seller"),
    "listing.seller_rejected": RuleText("Penjualnya ditolak", "Its seller was rejected"),
    "listing.seller_unreadable": RuleText("Data penjualnya tidak terbaca", "Its seller's record could not be read"),
    "listing.seller_missing": RuleText("Penjualnya tidak ada dalam ekspor", "Its seller is not in the export"),
    "listing.deleted": RuleText("Sudah dihapus oleh penjual", "Deleted by its seller"),
    "listing.blocked": RuleText("Diblokir oleh platform asal", "Blocked by its platform"),
    "listing.currency_unknown": RuleText("Kurs mata uangnya tidak ada", "There is no rate for its currency"),
    "listing.person_same": RuleText("Diputuskan sama oleh petugas", "A person said: the same"),
    "listing.person_different": RuleText("Diputuskan berbeda oleh petugas", "A person said: another listing"),
    "listing.person_reject": RuleText("Ditolak oleh petugas", "A person said no"),
    "order.imported": RuleText("Pesanan dibawa masuk apa adanya", "Carried in as it is"),
    "order.same_order": RuleText("Pesanan yang sama ada di kedua ekspor", "The same order stands in both exports"),
    "order.totals_disagree": RuleText("Kedua ekspor menyebut jumlah yang berbeda", "The two exports name different amounts"),
    "order.seller_waits": RuleText("Menunggu keputusan tentang penjualnya", "Waits for the decision on its seller"),
    "order.seller_rejected": RuleText("Penjualnya ditolak", "Its seller was rejected"),
    "order.seller_unreadable": RuleText("Data penjualnya tidak terbaca", "Its seller's record could not be read"),
    "order.seller_missing": RuleText("Penjualnya tidak ada dalam ekspor", "Its seller is not in the export"),
    "order.currency_unknown": RuleText("Kurs mata uangnya tidak ada", "There is no rate for its currency"),
    "return.imported": RuleText("Retur dibawa masuk bersama pesanannya", "Carried in with its order"),
    "return.order_waits": RuleText("Menunggu pesanannya", "Waits for its order"),
    "return.order_rejected": RuleText("Pesanannya ditolak", "Its order was rejected"),
    "return.order_missing": RuleText("Pesanannya tidak ada dalam ekspor", "Its order is not in the export, or could not be read"),
    "review.imported": RuleText("Ulasan mengikuti barangnya", "Follows its listing"),
    "review.listing_waits": RuleText("Menunggu keputusan tentang barangnya", "Waits for the decision on its listing"),
    "review.listing_rejected": RuleText("Barangnya ditolak", "Its listing was rejected"),
    "review.listing_missing": RuleText("Barangnya tidak ada dalam ekspor", "Its listing is not in the export, or could not be read"),
    "video.stays_social": RuleText(
        "Video tetap di sisi sosial: pasar tidak menyimpan tontonan (Permendag 31/2023 pasal 13)",
        "Videos stay on the social side: the market keeps nothing that people watch (Permendag 31/2023 art. 13)",
    ),
}
