"""Make the feed's next edition."""

from __future__ import annotations

import datetime as dt

from padu.engines.ranking import Item, rank
from padu.kernel.ids import new_id
from padu.platform.unit_of_work import Database, UnitOfWork
from padu.social import videos
from padu.social.feed import store
from padu.social.feed.types import Edition

# Nobody watches for so long without a break; whoever does begins the newest edition.
KEPT_FOR = dt.timedelta(hours=6)
_LIKED_WITHIN = dt.timedelta(days=30)


async def make_edition(uow: UnitOfWork) -> None:
    """Rank what can be watched now, unless that gives the order there is."""
    now = uow.clock.now()
    counts = await videos.count_candidates(uow, since=videos.day_of(now - _LIKED_WITHIN))
    ranked = rank([Item(one.video_id, one.creator_id, one.ready_at, one.views, one.likes) for one in counts], now)
    ids, reasons = tuple(placed.item_id for placed in ranked), tuple(placed.reason.value for placed in ranked)
    newest = await store.newest_edition(uow)
    # One that would soon be forgotten is written anew even so.
    if newest and (newest.video_ids, newest.reasons) == (ids, reasons) and now - newest.made_at < KEPT_FOR / 2:
        return
    await store.remove_editions(uow, now - KEPT_FOR)
    await store.add_edition(uow, Edition(edition_id=new_id(), made_at=now, video_ids=ids, reasons=reasons))


async def rank_feed(database: Database) -> None:
    """The job: take in what was liked and watched; to be run about once a minute."""
    async with database.unit_of_work() as uow:
        await make_edition(uow)
