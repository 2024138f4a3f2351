"""Read the feed, page by page."""

from __future__ import annotations

from padu.engines.ranking import Reason
from padu.platform.unit_of_work import UnitOfWork
from padu.social import videos
from padu.social.feed import store
from padu.social.feed.types import FeedPage, FeedPosition, Shown


async def feed_page(uow: UnitOfWork, after: FeedPosition | None = None, *, limit: int = 6) -> FeedPage:
    """The next videos of the edition that the reader began, else of the newest; what was taken down since is left out."""
    edition = await store.find_edition(uow, after.edition_id) if after else None
    edition = edition or await store.newest_edition(uow)
    if edition is None:
        return FeedPage(shown=(), next=None)
    place, shown = max(0, after.place) if after else 0, list[Shown]()
    while len(shown) < limit and place < len(edition.video_ids):
        wanted = edition.video_ids[place : place + limit - len(shown)]
        found = await videos.ready_videos(uow, wanted)
        for number, video_id in enumerate(wanted, start=place):
            if video := found.get(videos.VideoId(video_id)):
                shown.append(Shown(video=video, reason=Reason(edition.reasons[number])))
        place += len(wanted)
    ends = place >= len(edition.video_ids)
    return FeedPage(shown=tuple(shown), next=None if ends else FeedPosition(edition_id=edition.edition_id, place=place))
