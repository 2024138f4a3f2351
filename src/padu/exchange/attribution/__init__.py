"""Attribution: delayed counts of several orders each, by which creators learn what they earned, with no buyer in them.

Invariants: every completed sale that a creator is credited for is told of in exactly one count, once the delay has passed and the
count tells of the fewest buyers allowed or more, in steps as long as the delay; a count is never changed; over time the commissions
of all counts are what the ledger owes creators for sales that were told of.
Tables owned, in the schema `exchange`: the market's `attributed_sale`, `publication` and the row `attribution` of `counter`; the
social side's `creator_earning`. Events told: none; it answers to `SaleCompleted`.
"""

from padu.exchange.attribution.commands.publish import publish, publish_attribution
from padu.exchange.attribution.commands.receive import receive
from padu.exchange.attribution.pull_attribution import pull_attribution
from padu.exchange.attribution.queries import ATTRIBUTION_PATH, earnings_of, page_of_counts
from padu.exchange.attribution.reactions import attribution_reactions
from padu.exchange.attribution.rules import gather_groups
from padu.exchange.attribution.types import AttributedSale, CountedGroup, Earning, Earnings, Holding, SaleKey

__all__ = [
    "ATTRIBUTION_PATH",
    "AttributedSale",
    "CountedGroup",
    "Earning",
    "Earnings",
    "Holding",
    "SaleKey",
    "attribution_reactions",
    "earnings_of",
    "gather_groups",
    "page_of_counts",
    "publish",
    "publish_attribution",
    "pull_attribution",
    "receive",
]
