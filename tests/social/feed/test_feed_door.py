from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

import pytest

from padu.events.social import VideoReady
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform.event_log import react_once
from padu.platform.unit_of_work import UnitOfWork, open_database
from padu.social import accounts, creators, feed, videos
from padu.social.videos import VideoId

pytestmark = pytest.mark.anyio
MakeCreator = Callable[..., Awaitable[creators.Creator]]
NewAccount = Callable[[UnitOfWork, str], Awaitable[accounts.AccountId]]


class Urls(Protocol):
    app_url: str


async def ready_video(uow: UnitOfWork, creator: creators.Creator) -> VideoId:
    video_id = VideoId(new_id())
    await videos.add_video(uow, videos.NewVideo(video_id=video_id, creator_id=creator.creator_id, bytes=10))
    ready = "state = 'ready', percent = 100, duration_ms = 2000, width = 90, height = 160, ready_at = uploaded_at"
    await (await uow.driver()).execute(f"update social.video set {ready} where video_id = %s".encode(), [video_id])
    return video_id


def ids(page: feed.FeedPage) -> list[VideoId]:
    return [shown.video.video_id for shown in page.shown]


async def all_pages(uow: UnitOfWork, page: feed.FeedPage, limit: int) -> Iterable[VideoId]:
    seen = ids(page)
    while page.next:
        page = await feed.feed_page(uow, page.next, limit=limit)
        seen += ids(page)
    return seen


async def test_without_videos_there_is_nothing_to_see(social: UnitOfWork) -> None:
    assert await feed.feed_page(social) == feed.FeedPage(shown=(), next=None)
    await feed.make_edition(social)
    assert await feed.feed_page(social) == feed.FeedPage(shown=(), next=None)


async def test_pages_show_everything_once_though_counts_and_videos_change_meanwhile(
    social: UnitOfWork, clock: FixedClock, new_creator: MakeCreator, new_account: NewAccount
) -> None:
    wira, viewer = await new_creator(social), await new_account(social, "penonton")
    made = [await ready_video(social, wira) for _ in range(9)]
    await feed.make_edition(social)
    first = await feed.feed_page(social, limit=4)
    last = ids(first)[0]
    unseen = [video_id for video_id in made if video_id not in ids(first)]
    await videos.like_video(social, unseen[0], viewer)
    await videos.delete_video(social, wira.creator_id, unseen[1])
    later = await ready_video(social, wira)
    clock.advance(dt.timedelta(minutes=1))
    await feed.make_edition(social)
    seen = list(await all_pages(social, first, 4))
    assert sorted(seen) == sorted(set(made) - {unseen[1]})
    anew = list(await all_pages(social, await feed.feed_page(social, limit=4), 4))
    assert sorted(anew) == sorted({*made, later} - {unseen[1]})
    assert last in anew


async def test_what_is_liked_comes_first_and_what_is_new_has_its_place(
    social: UnitOfWork, new_creator: MakeCreator, new_account: NewAccount
) -> None:
    wira, viewer = await new_creator(social), await new_account(social, "penonton")
    made = [await ready_video(social, wira) for _ in range(5)]
    await videos.like_video(social, made[3], viewer)
    await feed.make_edition(social)
    page = await feed.feed_page(social)
    assert (ids(page)[0], page.shown[0].reason, page.shown[0].video.likes) == (made[3], feed.Reason.LIKED, 1)
    assert [shown.reason for shown in page.shown[1:]] == [feed.Reason.NEW] * 4


async def test_an_edition_is_written_only_where_it_differs_and_forgotten_in_time(
    social: UnitOfWork, clock: FixedClock, new_creator: MakeCreator
) -> None:
    async def editions() -> int:
        return (await social.connection.exec_driver_sql("select count(*) from social.feed_edition")).scalar_one()

    wira = await new_creator(social)
    for _ in range(2):
        await ready_video(social, wira)
    for _ in range(2):
        await feed.make_edition(social)
    assert await editions() == 1
    begun = await feed.feed_page(social, limit=1)
    clock.advance(dt.timedelta(hours=4))
    await feed.make_edition(social)
    assert await editions() == 2
    clock.advance(dt.timedelta(hours=4))
    await feed.make_edition(social)
    assert await editions() == 2
    # An edition that is forgotten gives way to the newest, at the same place.
    assert len((await feed.feed_page(social, begun.next, limit=1)).shown) == 1


async def test_a_video_is_in_the_feed_as_soon_as_it_can_be_watched(
    committed_social: Urls, clock: FixedClock, new_creator: MakeCreator
) -> None:
    database = open_database(committed_social.app_url, clock)
    async with database.unit_of_work() as uow:
        video_id = await ready_video(uow, wira := await new_creator(uow))
        uow.tell(VideoReady(creator_id=wira.creator_id, video_id=video_id, duration_ms=2000))
    for reaction in feed.REACTIONS:
        while await react_once(database, reaction):
            pass
    async with database.unit_of_work() as uow:
        page = await feed.feed_page(uow)
    await feed.rank_feed(database)
    await database.close()
    assert ids(page) == [video_id]
