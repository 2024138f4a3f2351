"""Load and save videos; no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from padu.platform.unit_of_work import UnitOfWork
from padu.social.creators.types import CreatorId
from padu.social.videos.tables import video, video_card, video_day, video_like
from padu.social.videos.types import Fault, NewVideo, VideoId, VideoState

AT_WORK = (VideoState.UPLOADED, VideoState.TRANSCODING)


async def add_video(uow: UnitOfWork, new: NewVideo) -> None:
    """Write a video that was uploaded now, with its cards."""
    now = uow.clock.now()
    values = {"video_id": new.video_id, "creator_id": new.creator_id, "caption": new.caption, "bytes": new.bytes}
    begun = {"state": VideoState.UPLOADED, "percent": 0, "fault": "", "uploaded_at": now, "progressed_at": now}
    await uow.connection.execute(insert(video).values(**values, **begun))
    await replace_cards(uow, new.video_id, new.listing_ids)


async def replace_cards(uow: UnitOfWork, video_id: VideoId, listing_ids: Sequence[UUID]) -> None:
    """Show these listings with the video, in this order, and no others."""
    await uow.connection.execute(delete(video_card).where(video_card.c.video_id == video_id))
    if listing_ids:
        rows = [{"video_id": video_id, "listing_id": one, "position": number} for number, one in enumerate(listing_ids)]
        await uow.connection.execute(insert(video_card), rows)


async def lock_state(uow: UnitOfWork, video_id: VideoId) -> tuple[VideoState, CreatorId] | None:
    """How far a video has come and whose it is, locked; None where there is none (any more)."""
    statement = select(video.c.state, video.c.creator_id).where(video.c.video_id == video_id).with_for_update()
    row = (await uow.connection.execute(statement)).first()
    return (VideoState(row.state), CreatorId(row.creator_id)) if row else None


async def save_progress(uow: UnitOfWork, video_id: VideoId, percent: int) -> bool:
    """Say how far the work on a video is; False where there is nothing to work on (any more)."""
    values = {"state": VideoState.TRANSCODING, "percent": percent, "progressed_at": uow.clock.now()}
    statement = update(video).where(video.c.video_id == video_id, video.c.state.in_(AT_WORK)).values(values)
    return (await uow.connection.execute(statement.returning(video.c.video_id))).first() is not None


async def save_ready(uow: UnitOfWork, video_id: VideoId, *, width: int, height: int, duration_ms: int) -> None:
    """Say that a video can be watched."""
    now = uow.clock.now()
    known = {"width": width, "height": height, "duration_ms": duration_ms}
    values = {**known, "state": VideoState.READY, "percent": 100, "progressed_at": now, "ready_at": now}
    await uow.connection.execute(update(video).where(video.c.video_id == video_id).values(values))


async def save_failed(uow: UnitOfWork, video_id: VideoId, fault: Fault) -> None:
    """Say that a file is no video that we can show, and why."""
    values = {"state": VideoState.FAILED, "fault": fault, "progressed_at": uow.clock.now()}
    await uow.connection.execute(update(video).where(video.c.video_id == video_id).values(values))


async def take_silent(uow: UnitOfWork, since: dt.datetime) -> list[VideoId]:
    """Videos on which nobody has worked since a moment, marked as begun anew now."""
    silent = select(video.c.video_id).where(video.c.state.in_(AT_WORK), video.c.progressed_at <= since)
    found = await uow.connection.execute(silent.order_by(video.c.progressed_at).limit(100).with_for_update(skip_locked=True))
    video_ids = [VideoId(one) for one in found.scalars()]
    await uow.connection.execute(update(video).where(video.c.video_id.in_(video_ids)).values(progressed_at=uow.clock.now()))
    return video_ids


async def save_caption(uow: UnitOfWork, video_id: VideoId, caption: str) -> None:
    """Write a video's caption."""
    await uow.connection.execute(update(video).where(video.c.video_id == video_id).values(caption=caption))


async def remove_video(uow: UnitOfWork, creator_id: CreatorId, video_id: VideoId) -> bool:
    """Remove a creator's video with its cards, likes and counts; False where the creator has no such video."""
    statement = delete(video).where(video.c.video_id == video_id, video.c.creator_id == creator_id).returning(video.c.video_id)
    return (await uow.connection.execute(statement)).first() is not None


async def add_like(uow: UnitOfWork, video_id: VideoId, account_id: UUID, day: dt.date) -> bool:
    """Write that somebody likes a video; False where they do already."""
    statement = insert(video_like).values(video_id=video_id, account_id=account_id, day=day).on_conflict_do_nothing()
    return (await uow.connection.execute(statement.returning(video_like.c.video_id))).first() is not None


async def remove_like(uow: UnitOfWork, video_id: VideoId, account_id: UUID) -> dt.date | None:
    """Take a like back; the day that it counted for, None where there was none."""
    statement = delete(video_like).where(video_like.c.video_id == video_id, video_like.c.account_id == account_id)
    return (await uow.connection.execute(statement.returning(video_like.c.day))).scalar_one_or_none()


async def count_on_day(uow: UnitOfWork, video_id: VideoId, day: dt.date, *, views: int = 0, likes: int = 0) -> None:
    """Add to a day's counts."""
    statement = insert(video_day).values(video_id=video_id, day=day, views=max(views, 0), likes=max(likes, 0))
    sums = {"views": video_day.c.views + views, "likes": video_day.c.likes + likes}
    await uow.connection.execute(statement.on_conflict_do_update(index_elements=[video_day.c.video_id, video_day.c.day], set_=sums))
