from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest

from padu.events.social import VideoUploaded
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform.unit_of_work import UnitOfWork
from padu.social import accounts, creators, videos
from padu.social.videos import VideoId, VideosError, VideoState, rules

pytestmark = pytest.mark.anyio
MakeCreator = Callable[..., Awaitable[creators.Creator]]
NewAccount = Callable[[UnitOfWork, str], Awaitable[accounts.AccountId]]


async def upload(uow: UnitOfWork, creator_id: creators.CreatorId, *listing_ids: UUID) -> VideoId:
    video_id = VideoId(new_id())
    new = videos.NewVideo(video_id=video_id, creator_id=creator_id, bytes=10, caption=" Sambal ", listing_ids=listing_ids)
    await videos.add_video(uow, new)
    return video_id


async def make_ready(uow: UnitOfWork, video_id: VideoId) -> None:
    statement = (
        "update social.video set state = 'ready', percent = 100, duration_ms = 2000, width = 90, height = 160, ready_at = uploaded_at"
    )
    await (await uow.driver()).execute(statement + " where video_id = %s", [video_id])


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_an_upload_is_told_and_its_transcoding_deferred_with_it(social: UnitOfWork, new_creator: MakeCreator) -> None:
    wira, listing = await new_creator(social), new_id()
    video_id = await upload(social, wira.creator_id, listing, listing)
    assert social.told == [VideoUploaded(creator_id=wira.creator_id, video_id=video_id)]
    jobs = (await social.connection.exec_driver_sql("select task_name, args ->> 'video_id' from procrastinate_jobs")).all()
    assert [tuple(job) for job in jobs] == [("social.transcode_video", str(video_id))]
    video = await videos.own_video(social, wira.creator_id, video_id)
    assert video is not None
    assert (video.state, video.percent, video.caption, video.listing_ids) == (VideoState.UPLOADED, 0, "Sambal", (listing,))
    assert await videos.ready_videos(social, [video_id]) == {}
    assert not await videos.is_ready(social, video_id)


async def test_only_its_creator_changes_or_deletes_a_video(social: UnitOfWork, new_creator: MakeCreator) -> None:
    wira, ayu = await new_creator(social), await new_creator(social, "ayu")
    video_id, one, two = await upload(social, wira.creator_id), new_id(), new_id()
    tries = (
        videos.describe_video(social, ayu.creator_id, video_id, caption="Curian", listing_ids=[]),
        videos.delete_video(social, ayu.creator_id, video_id),
        videos.describe_video(social, wira.creator_id, VideoId(new_id()), caption="", listing_ids=[]),
    )
    for attempt in tries:
        with pytest.raises(VideosError, match=r"videos\.unknown"):
            await attempt
    assert await videos.own_video(social, ayu.creator_id, video_id) is None
    await videos.describe_video(social, wira.creator_id, video_id, caption="Baru", listing_ids=[two, one])
    video = await videos.own_video(social, wira.creator_id, video_id)
    assert video is not None
    assert (video.caption, video.listing_ids) == ("Baru", (two, one))


async def test_a_deleted_video_takes_likes_and_counts_along_and_defers_its_files(
    social: UnitOfWork, new_creator: MakeCreator, new_account: NewAccount
) -> None:
    wira, viewer = await new_creator(social), await new_account(social, "penonton")
    video_id = await upload(social, wira.creator_id, new_id())
    await make_ready(social, video_id)
    await videos.like_video(social, video_id, viewer)
    await videos.count_view(social, video_id, "203.0.113.7")
    await videos.delete_video(social, wira.creator_id, video_id)
    for table in ("video", "video_card", "video_like", "video_day"):
        assert (await social.connection.exec_driver_sql(f"select count(*) from social.{table}")).scalar_one() == 0
    jobs = (await social.connection.exec_driver_sql("select task_name from procrastinate_jobs order by id desc limit 1")).scalar_one()
    assert jobs == "social.remove_video_files"


async def test_an_account_likes_a_video_once_and_takes_it_back(
    social: UnitOfWork, clock: FixedClock, new_creator: MakeCreator, new_account: NewAccount
) -> None:
    wira = await new_creator(social)
    sari, budi = await new_account(social, "sari"), await new_account(social, "budi")
    video_id = await upload(social, wira.creator_id)
    with pytest.raises(VideosError, match=r"videos\.unknown"):
        await videos.like_video(social, video_id, sari)
    await make_ready(social, video_id)
    for account_id in (sari, sari, budi):
        await videos.like_video(social, video_id, account_id)
    assert await videos.liked_by(social, sari, [video_id, new_id()]) == {video_id}
    assert (await videos.ready_videos(social, [video_id]))[video_id].likes == 2
    clock.advance(2 * rules.UPLOADS.window * 24)
    for _ in range(2):
        await videos.unlike_video(social, video_id, sari)
    await videos.like_video(social, video_id, sari)
    await videos.unlike_video(social, video_id, budi)
    assert (await videos.ready_videos(social, [video_id]))[video_id].likes == 1
    days = (await social.connection.exec_driver_sql("select likes from social.video_day order by day")).scalars().all()
    assert days == [0, 1]


async def test_a_watcher_counts_once_in_half_an_hour(social: UnitOfWork, clock: FixedClock, new_creator: MakeCreator) -> None:
    wira = await new_creator(social)
    video_id, other = await upload(social, wira.creator_id), await upload(social, wira.creator_id)
    for one in (video_id, other):
        await make_ready(social, one)
    for watcher in ("203.0.113.7", "203.0.113.7", "203.0.113.8"):
        await videos.count_view(social, video_id, watcher)
    await videos.count_view(social, other, "203.0.113.7")
    clock.advance(rules.VIEWS.window)
    await videos.count_view(social, video_id, "203.0.113.7")
    found = await videos.ready_videos(social, [video_id, other])
    assert (found[video_id].views, found[other].views) == (3, 1)


async def test_a_script_that_says_it_is_many_does_not_count_for_so_many(
    social: UnitOfWork, clock: FixedClock, new_creator: MakeCreator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "VIEWS_BY_ADDRESS", rules.Limit("videos.view_address", 5, rules.VIEWS.window))
    wira = await new_creator(social)
    video_id = await upload(social, wira.creator_id)
    await make_ready(social, video_id)
    for number in range(20):
        await videos.count_view(social, video_id, f"203.0.113.7 browser {number}", address="203.0.113.7")
    await videos.count_view(social, video_id, "203.0.113.8 browser", address="203.0.113.8")
    assert (await videos.ready_videos(social, [video_id]))[video_id].views == 6
    clock.advance(rules.VIEWS.window)
    await videos.count_view(social, video_id, "203.0.113.7 browser 19", address="203.0.113.7")
    assert (await videos.ready_videos(social, [video_id]))[video_id].views == 7


async def test_a_creators_videos_come_newest_first_page_by_page(social: UnitOfWork, new_creator: MakeCreator) -> None:
    wira, ayu = await new_creator(social), await new_creator(social, "ayu")
    made = [await upload(social, wira.creator_id) for _ in range(3)]
    await upload(social, ayu.creator_id)
    await make_ready(social, made[0])
    first = await videos.videos_of(social, wira.creator_id, only_ready=False, limit=2)
    rest = await videos.videos_of(social, wira.creator_id, only_ready=False, before=first[-1].video_id)
    assert [video.video_id for video in [*first, *rest]] == made[::-1]
    assert [video.video_id for video in await videos.videos_of(social, wira.creator_id, only_ready=True)] == [made[0]]


async def test_a_creator_uploads_so_often_in_an_hour_and_no_more(social: UnitOfWork, clock: FixedClock, new_creator: MakeCreator) -> None:
    wira = await new_creator(social)
    for _ in range(rules.UPLOADS.most):
        await upload(social, wira.creator_id)
    with pytest.raises(VideosError, match=r"videos\.too_many_uploads"):
        await upload(social, wira.creator_id)
    clock.advance(rules.UPLOADS.window)
    await upload(social, wira.creator_id)


async def test_a_file_is_taken_whole_or_not_at_all(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    video_id = VideoId(new_id())
    assert await videos.receive_file(media, video_id, pieces(b"ab", b"", b"c")) == 3
    assert (media / "incoming" / str(video_id)).read_bytes() == b"abc"
    with pytest.raises(VideosError, match=r"videos\.empty"):
        await videos.receive_file(media, VideoId(new_id()), pieces())
    monkeypatch.setattr("padu.social.videos.media_files.BYTES_MAX", 3)
    with pytest.raises(VideosError, match=r"videos\.too_many_bytes"):
        await videos.receive_file(media, VideoId(new_id()), pieces(b"ab", b"cd"))

    async def broken() -> AsyncIterator[bytes]:
        yield b"ab"
        raise ConnectionResetError

    with pytest.raises(VideosError, match=r"videos\.disk_full"):
        await videos.receive_file(media, VideoId(new_id()), broken())
    assert [path.name for path in (media / "incoming").iterdir()] == [str(video_id)]


@pytest.mark.parametrize("name", ["master.m3u8", "360p.m3u8", "720p-init.mp4", "360p-000.m4s", "small.mp4", "poster.webp"])
def test_players_ask_for_these(name: str) -> None:
    assert videos.MEDIA_NAME.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "master.m3u8\n", "360p-000.m4s/..", "incoming", "x.mp4", "whole.mp4", "\u0663\u0666\u0660p.m3u8"]
)
def test_and_for_nothing_else(name: str) -> None:
    assert not videos.MEDIA_NAME.fullmatch(name)
