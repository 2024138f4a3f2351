"""Reads of videos, for pages and for the ranking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from padu.platform.unit_of_work import UnitOfWork
from padu.social.creators.types import CreatorId
from padu.social.videos.tables import video_like
from padu.social.videos.types import Video, VideoCount, VideoId

_VIDEO = """
    select v.video_id, v.creator_id, v.caption, v.state, v.percent, v.fault, v.width, v.height, v.duration_ms, v.uploaded_at, v.ready_at,
        coalesce(d.views, 0) as views, coalesce(d.likes, 0) as likes,
        array(select c.listing_id from social.video_card c where c.video_id = v.video_id order by c.position) as listing_ids
    from social.video v
    left join lateral (
        select sum(n.views)::bigint as views, sum(n.likes)::bigint as likes from social.video_day n where n.video_id = v.video_id
    ) d on true
"""

_OF_CREATOR = """
    where v.creator_id = %(creator_id)s and (not %(only_ready)s or v.state = 'ready')
        and (%(before)s::uuid is null or v.video_id < %(before)s)
    order by v.video_id desc limit %(limit)s
"""

_SHOWING = """
    select distinct on (c.listing_id) c.listing_id, c.video_id
    from social.video_card c join social.video v on v.video_id = c.video_id
    where v.creator_id = %(creator_id)s and v.state = 'ready' and c.listing_id = any(%(listings)s::uuid[])
    order by c.listing_id, c.video_id desc
"""

# The newest, and beside them those that many liked of late, however old they are.
_CANDIDATES = """
    with candidate as (
        (select video_id from social.video where state = 'ready' order by ready_at desc limit %(newest)s)
        union
        (select d.video_id from social.video_day d join social.video v on v.video_id = d.video_id and v.state = 'ready'
            where d.day >= %(since)s group by d.video_id having sum(d.likes) > 0 order by sum(d.likes) desc, d.video_id limit %(liked)s)
    )
    select v.video_id, v.creator_id, v.ready_at, coalesce(sum(d.views), 0)::bigint, coalesce(sum(d.likes), 0)::bigint
    from candidate c join social.video v on v.video_id = c.video_id left join social.video_day d on d.video_id = v.video_id
    group by v.video_id
"""


async def ready_videos(uow: UnitOfWork, video_ids: Sequence[UUID]) -> dict[VideoId, Video]:
    """Those of these videos that anybody may watch."""
    found = await _videos(uow, " where v.video_id = any(%(ids)s) and v.state = 'ready'", {"ids": list(video_ids)})
    return {one.video_id: one for one in found}


async def is_ready(uow: UnitOfWork, video_id: UUID) -> bool:
    """Whether anybody may watch the video: asked before a file of it is given."""
    statement = "select 1 from social.video where video_id = %s and state = 'ready'"
    return await (await (await uow.driver()).execute(statement, [video_id])).fetchone() is not None


async def own_video(uow: UnitOfWork, creator_id: CreatorId, video_id: UUID) -> Video | None:
    """A creator's own video, in whatever state; None where it is not theirs."""
    found = await _videos(uow, " where v.video_id = %(id)s and v.creator_id = %(creator)s", {"id": video_id, "creator": creator_id})
    return found[0] if found else None


async def videos_of(
    uow: UnitOfWork, creator_id: CreatorId, *, only_ready: bool, before: UUID | None = None, limit: int = 24
) -> list[Video]:
    """A creator's videos, newest first; `before`: the last one of the page before."""
    values = {"creator_id": creator_id, "only_ready": only_ready, "before": before, "limit": limit}
    return await _videos(uow, _OF_CREATOR, values)


async def newest_showing(uow: UnitOfWork, creator_id: CreatorId, listing_ids: Sequence[UUID]) -> dict[UUID, VideoId]:
    """A creator's newest video that can be watched and shows a listing, by listing; one that none shows is absent."""
    cursor = await (await uow.driver()).execute(_SHOWING, {"creator_id": creator_id, "listings": list(listing_ids)})
    return {row[0]: VideoId(row[1]) for row in await cursor.fetchall()}


async def liked_by(uow: UnitOfWork, account_id: UUID, video_ids: Sequence[UUID]) -> set[VideoId]:
    """Which of these videos somebody likes."""
    statement = select(video_like.c.video_id).where(video_like.c.account_id == account_id, video_like.c.video_id.in_(set(video_ids)))
    return {VideoId(one) for one in (await uow.connection.execute(statement)).scalars()}


async def count_candidates(uow: UnitOfWork, *, since: dt.date, newest: int = 1_000, liked: int = 1_000) -> list[VideoCount]:
    """What a ranking chooses from: the newest videos, and those most liked since a day."""
    cursor = await (await uow.driver()).execute(_CANDIDATES, {"since": since, "newest": newest, "liked": liked})
    names = VideoCount.__struct_fields__
    return [msgspec.convert(dict(zip(names, row, strict=True)), VideoCount) for row in await cursor.fetchall()]


async def _videos(uow: UnitOfWork, condition: str, values: dict[str, Any]) -> list[Video]:
    cursor = await (await uow.driver()).execute((_VIDEO + condition).encode(), values)
    names = Video.__struct_fields__
    return [msgspec.convert(dict(zip(names, row, strict=True)), Video) for row in await cursor.fetchall()]
