"""The first ranking, plain enough to be told to the people it ranks. Pure; could be published alone.

An item's score is (likes + r·m) / (views + m) · 2^(-age / h):

- the fraction is the mean of a beta-binomial posterior, that is additive smoothing: m = 20 imagined views of the rate r = 5 % stand
  against luck with small numbers, as in Evan Miller's "Bayesian average ratings" (evanmiller.org);
- the decay halves with each h = 3 days, so that a week's favourite makes room without a cliff, and a factor that is the same for all of one
  age never turns two of them around;
- r, m and h are assumptions until there are viewers to measure; they only set how soon numbers are believed.

A rank by likes alone starves whoever has none yet, so every fourth place goes to an item that fewer than thirty have seen: first one of
each maker's, the least seen first, then a second one of each. With n such makers each is shown within the first 4·n places, whatever
its score. Nothing a person watched or liked is used: the
order is the same for everybody, and each place says why it is given.
"""

from padu.engines.ranking.rank import EVERY, HALF_LIFE, PRIOR_RATE, PRIOR_VIEWS, SEEN_ENOUGH, hardly_seen, rank, score, smoothed_rate
from padu.engines.ranking.types import Item, Placed, Reason

__all__ = [
    "EVERY",
    "HALF_LIFE",
    "PRIOR_RATE",
    "PRIOR_VIEWS",
    "SEEN_ENOUGH",
    "Item",
    "Placed",
    "Reason",
    "hardly_seen",
    "rank",
    "score",
    "smoothed_rate",
]
