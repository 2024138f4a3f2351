"""Like a video, take the like back, count a view."""

from __future__ import annotations

from uuid import UUID

from padu.platform import attempts
from padu.platform.unit_of_work import UnitOfWork
from padu.social.videos import rules, store
from padu.social.videos.commands.change_video import unknown
from padu.social.videos.types import VideoId, VideoState


async def like_video(uow: UnitOfWork, video_id: VideoId, account_id: UUID) -> None:
    """Like a video that can be watched; liking twice is liking once. Raises `videos.unknown`."""
    await _require_ready(uow, video_id)
    day = rules.day_of(uow.clock.now())
    if await store.add_like(uow, video_id, account_id, day):
        await store.count_on_day(uow, video_id, day, likes=1)


async def unlike_video(uow: UnitOfWork, video_id: VideoId, account_id: UUID) -> None:
    """Take a like back; nothing happens where there was none. Raises `videos.unknown`."""
    await _require_ready(uow, video_id)
    if day := await store.remove_like(uow, video_id, account_id):
        await store.count_on_day(uow, video_id, day, likes=-1)


async def count_view(uow: UnitOfWork, video_id: VideoId, watcher: str, *, address: str = "") -> None:
    """Count that a video was watched; the same watcher within half an hour counts once, and of one `address` only so many do.

    `watcher` is whatever tells one from another (an account, an address); only its digest with this video's id is kept, and not for
    longer than that half hour matters. Raises `videos.unknown`.
    """
    await _require_ready(uow, video_id)
    tries: list[attempts.Try] = [(rules.VIEWS, f"{video_id} {watcher}")]
    if address:
        tries.append((rules.VIEWS_BY_ADDRESS, address))
    if await attempts.locked_until(uow, *tries) is None:
        await attempts.record(uow, *tries)
        await store.count_on_day(uow, video_id, rules.day_of(uow.clock.now()), views=1)


async def _require_ready(uow: UnitOfWork, video_id: VideoId) -> None:
    found = await store.lock_state(uow, video_id)
    if found is None or found[0] is not VideoState.READY:
        raise unknown(video_id)
