"""The social side as it is served, over a migrated database of the test's own, with people, cards that the market lent, and clips."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from litestar.testing import AsyncTestClient

from padu.entry.web import create_social_app
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform.settings import Settings
from padu.platform.unit_of_work import Database, open_database
from padu.social import accounts, creators, feed, videos

SOCIAL = "http://social.localhost:8001"
PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests
HTML = {"Accept": "text/html"}


@dataclass
class Stage:
    """The site, what stands behind it, and one browser."""

    app: Any
    client: AsyncTestClient[Any]
    database: Database
    media: Path
    clip: bytes
    creators: dict[str, creators.Creator] = field(default_factory=dict[str, creators.Creator])

    async def get(self, path: str, **headers: str) -> Any:  # noqa: ANN401 - httpx's answer
        return await self.client.get(path, headers={**HTML, **headers}, follow_redirects=False)

    async def token(self) -> str:
        await self.get("/masuk")
        return self.client.cookies["padu_csrf"]

    async def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> Any:  # noqa: ANN401 - httpx's answer
        sent = {"_csrf_token": await self.token(), **(data or {})}
        return await self.client.post(path, data=sent, headers={**HTML, **headers}, follow_redirects=False)

    async def send_file(self, content: bytes | None, *, caption: str = "", **headers: str) -> Any:  # noqa: ANN401 - httpx's answer
        files = {"video": ("klip.mp4", content, "video/mp4")} if content is not None else {"video": ("", b"", "application/octet-stream")}
        sent = {"_csrf_token": await self.token(), "caption": caption}
        return await self.client.post("/studio/unggah", data=sent, files=files, headers={**HTML, **headers}, follow_redirects=False)

    async def open_account(self, login: str) -> accounts.AccountId:
        async with self.database.unit_of_work() as uow:
            account = accounts.NewAccount(
                account_id=accounts.AccountId(new_id()), login=login, display_name=login.title(), password=PASSWORD
            )
            return await accounts.open_account(uow, account)

    async def open_creator(self, handle: str) -> creators.Creator:
        account_id = await self.open_account(handle)
        async with self.database.unit_of_work() as uow:
            profile = creators.Profile(handle=handle, display_name=f"Dapur {handle.title()}")
            new = creators.NewCreator(creator_id=creators.CreatorId(new_id()), account_id=account_id, profile=profile)
            self.creators[handle] = await creators.become_creator(uow, new)
        return self.creators[handle]

    async def sign_in(self, login: str) -> None:
        self.client.cookies.clear()
        answer = await self.post("/masuk", {"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text

    async def film(self, creator: creators.Creator, *listing_ids: UUID, caption: str = "Sambal matah") -> videos.VideoId:
        """A video that can be watched, and the feed that shows it."""
        video_id = videos.VideoId(new_id())
        incoming = self.media / "incoming" / str(video_id)
        incoming.parent.mkdir(parents=True, exist_ok=True)
        incoming.write_bytes(self.clip)
        async with self.database.unit_of_work() as uow:
            await videos.add_video(
                uow,
                videos.NewVideo(
                    video_id=video_id, creator_id=creator.creator_id, bytes=len(self.clip), caption=caption, listing_ids=listing_ids
                ),
            )
        await videos.transcode_video(self.database, self.media, video_id)
        await feed.rank_feed(self.database)
        return video_id

    async def lend(self, title: str) -> UUID:
        """A card as the market would have lent it."""
        listing_id = new_id()
        card = {
            "listing_id": str(listing_id),
            "title": title,
            "price": 25_000,
            "picture": "",
            "emoji": "\U0001f336",
            "shop": "Dapur Bu Tini",
            "city": "Kota Bandung",
            "rating": 48,
            "sold": 12,
            "in_stock": True,
            "badges": [],
            "updated_at": dt.datetime(2024, 2, 1, tzinfo=dt.UTC).isoformat(),
        }
        async with self.database.unit_of_work() as uow:
            statement = "insert into exchange.received_card (listing_id, flow_version, card, received_at) values (%s, 1, %s, %s)"
            driver = await uow.driver()
            await driver.execute(statement, [listing_id, json.dumps(card), uow.clock.now()])
            opened = "insert into exchange.pull_state (flow, cursor, door_is_open, failures, error) values ('cards', 1, true, 0, '')"
            await driver.execute(f"{opened} on conflict do nothing".encode())
        return listing_id


@pytest.fixture(scope="session")
def tiny_clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=90x160:rate=15:duration=1.5", "-pix_fmt", "yuv420p", "-c:v", "libx264"]
    subprocess.run([get_ffmpeg_exe(), "-v", "error", "-y", *picture, "-preset", "ultrafast", str(path)], check=True)
    return path.read_bytes()


@pytest.fixture(scope="session")
def stage_class() -> type[Stage]:
    """For tests that serve the site in a process of its own."""
    return Stage


@pytest.fixture
async def stage(committed_social: Any, clock: FixedClock, tmp_path: Path, tiny_clip: bytes) -> AsyncIterator[Stage]:  # noqa: ANN401 - its class lives in conftest.py
    settings = Settings(home=tmp_path, social_database_url=committed_social.app_url)
    app = create_social_app(settings, clock=clock)
    database = open_database(committed_social.app_url, clock)
    async with AsyncTestClient(app, base_url=SOCIAL, raise_server_exceptions=False) as client:
        yield Stage(app, client, database, tmp_path / "media", tiny_clip)
    await database.close()


def tags(text: str, name: str) -> list[str]:
    """The opening tags of a kind."""
    return re.findall(rf"<{name}\b[^>]*>", text)
