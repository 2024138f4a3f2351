"""Real clips through the real encoder; what is no video ends with a reason, and an interrupted run is begun anew."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from typing import Protocol

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform.unit_of_work import Database
from padu.social import creators, videos
from padu.social.videos import VideoId, VideosError, VideoState, rules

pytestmark = pytest.mark.anyio
MakeCreator = Callable[..., Awaitable[creators.Creator]]
NewClip = Callable[..., Path]


class Urls(Protocol):
    app_url: str


class Studio:
    """A creator who uploads."""

    def __init__(self, database: Database, media: Path, creator: creators.Creator) -> None:
        self.database, self.media, self.creator = database, media, creator

    async def upload(self, content: bytes) -> VideoId:
        video_id = VideoId(new_id())
        incoming = self.media / "incoming" / str(video_id)
        incoming.parent.mkdir(parents=True, exist_ok=True)
        incoming.write_bytes(content)
        async with self.database.unit_of_work() as uow:
            new = videos.NewVideo(video_id=video_id, creator_id=self.creator.creator_id, bytes=max(1, len(content)))
            await videos.add_video(uow, new)
        return video_id

    async def transcode(self, content: bytes) -> videos.Video:
        video_id = await self.upload(content)
        await videos.transcode_video(self.database, self.media, video_id)
        return await self.look_at(video_id)

    async def look_at(self, video_id: VideoId) -> videos.Video:
        async with self.database.unit_of_work() as uow:
            video = await videos.own_video(uow, self.creator.creator_id, video_id)
        assert video is not None
        return video

    async def told(self, kind: str) -> int:
        async with self.database.unit_of_work() as uow:
            query = f"select count(*) from platform.event where kind = '{kind}'"
            return (await uow.connection.exec_driver_sql(query)).scalar_one()

    def files_of(self, video_id: VideoId) -> set[str]:
        folder = videos.video_folder(self.media, video_id)
        return {path.name for path in folder.iterdir()} if folder.exists() else set()

    def leftovers(self) -> list[Path]:
        return [path for name in ("incoming", "work") for path in (self.media / name).glob("*")]


@pytest.fixture
async def studio(database: Database, media: Path, new_creator: MakeCreator) -> Studio:
    async with database.unit_of_work() as uow:
        creator = await new_creator(uow)
    return Studio(database, media, creator)


def make(*arguments: str) -> None:
    subprocess.run([get_ffmpeg_exe(), "-v", "error", "-y", *arguments], check=True)


def report(path: Path) -> str:
    return subprocess.run([get_ffmpeg_exe(), "-hide_banner", "-i", str(path)], capture_output=True, text=True, check=False).stderr


async def test_a_clip_becomes_watchable_once(studio: Studio, clip: bytes, clock: FixedClock) -> None:
    video = await studio.transcode(clip)
    assert (video.state, video.percent, video.fault, video.width, video.height) == (VideoState.READY, 100, "", 90, 160)
    assert video.duration_ms is not None
    assert 1_900 <= video.duration_ms <= 2_200
    files = studio.files_of(video.video_id)
    assert files == {"master.m3u8", "360p.m3u8", "360p-init.mp4", "360p-000.m4s", "small.mp4", "poster.webp"}
    assert all(videos.MEDIA_NAME.fullmatch(name) for name in files)
    assert studio.leftovers() == []
    folder = videos.video_folder(studio.media, video.video_id)
    small = report(folder / "small.mp4")
    assert "h264 (Main)" in small
    assert "90x160" in small
    assert "aac" in small
    assert (folder / "poster.webp").read_bytes()[8:12] == b"WEBP"
    assert await studio.told("video.ready") == 1
    clock.advance(rules.SILENT_FOR)
    await videos.transcode_video(studio.database, studio.media, video.video_id)
    assert await studio.look_at(video.video_id) == video
    assert await studio.told("video.ready") == 1


async def test_a_silent_landscape_clip_is_made_in_two_sizes(studio: Studio, new_clip: NewClip, tmp_path: Path) -> None:
    source = new_clip(tmp_path / "wide.mp4", size="960x540", seconds=3, sound=False)
    video = await studio.transcode(source.read_bytes())
    assert (video.state, video.width, video.height) == (VideoState.READY, 960, 540)
    folder = videos.video_folder(studio.media, video.video_id)
    assert "mp4a" not in (folder / "master.m3u8").read_text()
    assert {"360p.m3u8", "540p.m3u8", "540p-001.m4s"} <= studio.files_of(video.video_id)
    assert (folder / "540p.m3u8").read_text().count("#EXTINF") == 2
    assert "Audio" not in report(folder / "small.mp4")


async def test_a_clip_that_the_phone_turned_is_upright(studio: Studio, new_clip: NewClip, tmp_path: Path) -> None:
    lying = new_clip(tmp_path / "lying.mp4", size="160x90")
    turned = tmp_path / "turned.mp4"
    make("-display_rotation", "90", "-i", str(lying), "-c", "copy", str(turned))
    video = await studio.transcode(turned.read_bytes())
    assert (video.state, video.width, video.height) == (VideoState.READY, 90, 160)


def a_zip() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("video.mp4", "x" * 5000)
    return packed.getvalue()


def a_playlist(secret: Path) -> bytes:
    secret.write_text("rahasia")
    return f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{secret}\n#EXT-X-ENDLIST\n".encode()


def grown(folder: Path, new_clip: NewClip) -> bytes:
    """A stream whose pictures begin small and become huge."""
    parts: list[bytes] = []
    for size in ("320x240", "8192x4096"):
        clip = new_clip(folder / f"{size}.mp4", size=size, seconds=2, sound=False, more=("-r", "2"))
        make("-i", str(clip), "-c", "copy", "-f", "mpegts", str(folder / f"{size}.ts"))
        parts.append((folder / f"{size}.ts").read_bytes())
    return b"".join(parts)


async def test_what_is_no_video_ends_failed_with_its_reason(studio: Studio, clip: bytes, new_clip: NewClip, tmp_path: Path) -> None:
    def made(**wishes: object) -> bytes:
        return new_clip(tmp_path / "made.mp4", **wishes).read_bytes()

    song = tmp_path / "song.m4a"
    make("-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-c:a", "aac", str(song))
    long = made(seconds=190, size="64x64", sound=False, more=("-r", "1"))
    begun_first = made(seconds=6, size="320x240", more=("-movflags", "+faststart"))
    expected = {
        "text": (b"Ini bukan video.\n" * 50, "not_a_video"),
        "nothing": (b"", "not_a_video"),
        "zeros": (b"\0" * 5000, "not_a_video"),
        "zip": (a_zip(), "not_a_video"),
        "playlist": (a_playlist(tmp_path / "secret"), "not_a_video"),
        "cut before its index": (clip[: len(clip) // 2], "not_a_video"),
        "cut behind its index": (begun_first[: len(begun_first) // 3], "damaged"),
        "sound alone": (song.read_bytes(), "no_picture"),
        "too short": (made(seconds=0.4), "too_short"),
        "too long": (long, "too_long"),
        "too small": (made(size="32x48"), "too_small"),
        "too large": (made(size="4160x64", seconds=1.5), "too_large"),
        "far too large": (made(size="8192x4096", seconds=1.5, sound=False, more=("-r", "1")), "too_large"),
        "far too large later on": (grown(tmp_path, new_clip), "too_large"),
    }
    found = {name: await studio.transcode(content) for name, (content, _) in expected.items()}
    assert {name: video.fault for name, video in found.items()} == {name: fault for name, (_, fault) in expected.items()}
    assert {video.state for video in found.values()} == {VideoState.FAILED}
    assert studio.leftovers() == []
    assert all(studio.files_of(video.video_id) == set() for video in found.values())
    assert await studio.told("video.failed") == len(expected)


async def test_a_file_that_got_lost_is_said_to_be_lost(studio: Studio, clip: bytes) -> None:
    video_id = await studio.upload(clip)
    (studio.media / "incoming" / str(video_id)).unlink()
    await videos.transcode_video(studio.database, studio.media, video_id)
    assert (await studio.look_at(video_id)).fault == "lost"


async def test_two_workers_at_once_make_a_video_once(studio: Studio, clip: bytes) -> None:
    video_id = await studio.upload(clip)
    await asyncio.gather(*(videos.transcode_video(studio.database, studio.media, video_id) for _ in range(3)))
    assert (await studio.look_at(video_id)).state is VideoState.READY
    assert await studio.told("video.ready") == 1


async def test_progress_is_said_while_it_lasts_and_a_deleted_video_ends_the_work(studio: Studio, new_clip: NewClip, tmp_path: Path) -> None:
    source = new_clip(tmp_path / "long.mp4", size="720x1280", seconds=40)
    video_id = await studio.upload(source.read_bytes())
    work = asyncio.create_task(videos.transcode_video(studio.database, studio.media, video_id))
    seen: set[int] = set()
    while not 0 < max(seen, default=0) < 100:
        await asyncio.sleep(0.2)
        video = await studio.look_at(video_id)
        assert video.state in {VideoState.UPLOADED, VideoState.TRANSCODING}
        seen.add(video.percent)
    async with studio.database.unit_of_work() as uow:
        await videos.delete_video(uow, studio.creator.creator_id, video_id)
    await asyncio.wait_for(work, 10)
    assert studio.leftovers() == []
    assert studio.files_of(video_id) == set()


async def test_an_upload_that_no_worker_took_up_is_asked_for_again(studio: Studio, clip: bytes, clock: FixedClock) -> None:
    async def asked() -> int:
        async with studio.database.unit_of_work() as uow:
            return (await uow.connection.exec_driver_sql("select count(*) from procrastinate_jobs")).scalar_one()

    await studio.upload(clip)
    await videos.resume_videos(studio.database)
    assert await asked() == 1
    clock.advance(rules.SILENT_FOR)
    for _ in range(2):
        await videos.resume_videos(studio.database)
    assert await asked() == 2


async def test_a_full_disk_is_not_the_videos_fault(studio: Studio, clip: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object, **__: object) -> object:
        return run_ffmpeg.Ended(1, "av_interleaved_write_frame(): No space left on device", 0)

    from padu.social.videos import encode, run_ffmpeg  # noqa: PLC0415 - a room behind the door, needed here alone

    video_id = await studio.upload(clip)
    with monkeypatch.context() as patched:
        patched.setattr(encode, "run_ffmpeg", full)
        with pytest.raises(VideosError, match=r"videos\.disk_full"):
            await videos.transcode_video(studio.database, studio.media, video_id)
    assert (await studio.look_at(video_id)).state is VideoState.TRANSCODING
    await videos.transcode_video(studio.database, studio.media, video_id)
    assert (await studio.look_at(video_id)).state is VideoState.READY


WORKER = """
import asyncio, sys
from pathlib import Path
from uuid import UUID
from padu.kernel.clock import SystemClock
from padu.platform.unit_of_work import open_database
from padu.social import videos

async def work():
    await videos.transcode_video(open_database(sys.argv[1], SystemClock()), Path(sys.argv[2]), UUID(sys.argv[3]))

asyncio.run(work())
"""


def kill_at_work(arguments: list[str], media: Path) -> None:
    worker = subprocess.Popen(arguments)
    until = time.monotonic() + 30
    while not list((media / "work").glob("*/*.m4s")) and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()


async def test_a_worker_killed_in_the_middle_leaves_nothing_half_and_the_next_one_ends_it(
    studio: Studio, committed_social: Urls, new_clip: NewClip, tmp_path: Path
) -> None:
    source = new_clip(tmp_path / "long.mp4", size="540x960", seconds=12)
    video_id = await studio.upload(source.read_bytes())
    arguments = [sys.executable, "-c", WORKER, committed_social.app_url, str(studio.media), str(video_id)]
    await asyncio.to_thread(kill_at_work, arguments, studio.media)
    assert (await studio.look_at(video_id)).state is VideoState.TRANSCODING
    assert studio.files_of(video_id) == set()
    await asyncio.sleep(1.5)  # the orphaned encoder ends at its next word
    await videos.transcode_video(studio.database, studio.media, video_id)
    video = await studio.look_at(video_id)
    assert video.state is VideoState.READY
    assert {"540p.m3u8", "small.mp4"} <= studio.files_of(video_id)
    assert studio.leftovers() == []
