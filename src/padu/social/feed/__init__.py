"""The feed: which videos are shown in which order, and why each; the same for everybody.

Invariants: an edition is never changed, so a reader who pages on sees nothing twice and misses nothing; only videos that can be watched
now are shown; each carries the reason that the ranking gave (see `padu.engines.ranking`).
Table owned, in the schema `social`: `feed_edition`. Events told: none. Reactions (`REACTIONS`): to `VideoReady`. Job, for `entry` to run
about once a minute: `rank_feed`.
"""

from padu.engines.ranking import Reason
from padu.social.feed.make_edition import make_edition, rank_feed
from padu.social.feed.reactions import REACTIONS
from padu.social.feed.read_feed import feed_page
from padu.social.feed.types import FeedPage, FeedPosition, Shown

__all__ = ["REACTIONS", "FeedPage", "FeedPosition", "Reason", "Shown", "feed_page", "make_edition", "rank_feed"]
