"""Take an upload in, and have it transcoded."""

from __future__ import annotations

from uuid import UUID

import msgspec

from padu.events.social import VideoUploaded
from padu.platform import attempts
from padu.platform.jobs import defer
from padu.platform.unit_of_work import UnitOfWork
from padu.social.creators.types import CreatorId
from padu.social.videos import rules, store
from padu.social.videos.types import NewVideo, VideosError

TRANSCODE = "social.transcode_video"


async def begin_upload(uow: UnitOfWork, creator_id: CreatorId) -> None:
    """Whether the creator may send another file now, asked before anything of it is read; that it was begun counts.

    Raises `videos.too_many_uploads`.
    """
    begun = rules.BEGUN, str(creator_id)
    await attempts.take_turns(uow, *begun)
    await _check_may_upload(uow, creator_id, begun)
    await attempts.record(uow, begun)


async def _check_may_upload(uow: UnitOfWork, creator_id: CreatorId, *beside: attempts.Try) -> None:
    if await attempts.locked_until(uow, (rules.UPLOADS, str(creator_id)), *beside):
        raise VideosError("videos.too_many_uploads", "many videos came within the hour", todo="wait a little, then send the next one")


async def add_video(uow: UnitOfWork, new: NewVideo) -> None:
    """Write the video of a file that arrived whole (`receive_file`), and defer its transcoding in the same transaction.

    Raises `VideosError`: `videos.caption_too_long`, `videos.too_many_cards`, `videos.too_many_uploads`.
    """
    await _check_may_upload(uow, new.creator_id)
    kept = msgspec.structs.replace(new, caption=rules.check_caption(new.caption), listing_ids=rules.check_cards(new.listing_ids))
    await store.add_video(uow, kept)
    await attempts.record(uow, (rules.UPLOADS, str(new.creator_id)))
    await ask_for_transcoding(uow, new.video_id)
    uow.tell(VideoUploaded(creator_id=new.creator_id, video_id=new.video_id))


async def ask_for_transcoding(uow: UnitOfWork, video_id: UUID) -> None:
    """Defer the job."""
    await defer(uow, TRANSCODE, {"video_id": str(video_id)})
