"""Change what stands with a video, or take it down."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from padu.platform.jobs import defer
from padu.platform.unit_of_work import UnitOfWork
from padu.social.creators.types import CreatorId
from padu.social.videos import rules, store
from padu.social.videos.types import VideoId, VideosError

REMOVE_FILES = "social.remove_video_files"


async def describe_video(uow: UnitOfWork, creator_id: CreatorId, video_id: VideoId, *, caption: str, listing_ids: Sequence[UUID]) -> None:
    """Write the caption and the cards of a creator's own video.

    Raises `VideosError`: `videos.unknown` where it is not theirs, `videos.caption_too_long`, `videos.too_many_cards`.
    """
    said, cards = rules.check_caption(caption), rules.check_cards(listing_ids)
    found = await store.lock_state(uow, video_id)
    if found is None or found[1] != creator_id:
        raise unknown(video_id)
    await store.save_caption(uow, video_id, said)
    await store.replace_cards(uow, video_id, cards)


async def delete_video(uow: UnitOfWork, creator_id: CreatorId, video_id: VideoId) -> None:
    """Take a creator's own video down, with its likes and counts; its files are removed after the commit. Raises `videos.unknown`."""
    if not await store.remove_video(uow, creator_id, video_id):
        raise unknown(video_id)
    await defer(uow, REMOVE_FILES, {"video_id": str(video_id)})


def unknown(video_id: UUID) -> VideosError:
    """The error of a video that is not there, or not for this person."""
    return VideosError("videos.unknown", f"there is no video {video_id} here", todo="look for another one")
