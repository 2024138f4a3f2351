"""Run the encoder as a process of its own: few threads, a time limit, files only."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from imageio_ffmpeg import get_ffmpeg_exe  # pyright: ignore[reportMissingTypeStubs] - it has annotations and no py.typed

from padu.social.videos.rules import EDGE_MAX

_SAID_AT_MOST = 64 * 1024  # bytes of its messages that are kept, from the end
THREADS = "2"

# What phones and editors write. Playlists, subtitles and pictures are kinds of input too, and some of them name other files to read.
CONTAINERS = "mov,mp4,matroska,webm,avi,mpegts"
# A few kilobytes may say that they are a picture of gigabytes, at the beginning or later on: none larger than we show is unpacked.
READ_SAFELY = ("-protocol_whitelist", "file", "-format_whitelist", CONTAINERS, "-max_pixels", str(EDGE_MAX**2))

Progress = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How the encoder ended: its exit code (None: it took too long), what it said last, and how many milliseconds it had written."""

    code: int | None
    said: str
    written_ms: int

    @property
    def is_disk_full(self) -> bool:
        """Whether it ended because nothing more could be written."""
        return "No space left on device" in self.said or "Disk quota exceeded" in self.said


async def run_ffmpeg(arguments: Sequence[str], *, seconds: float, progress: Progress | None = None) -> Ended:
    """Run it until it ends, at most so long. `progress` hears once a second how many milliseconds are written."""
    written = 0
    async with _started(arguments) as process:
        said = asyncio.create_task(_read_last(process.stderr))

        async def follow() -> None:
            nonlocal written
            async for line in _lines(process.stdout):
                name, _, value = line.partition("=")
                if name == "out_time_us" and value.lstrip("-").isdigit():
                    written = max(written, int(value) // 1000)
                elif name == "progress" and progress is not None:
                    await progress(written)
            await process.wait()

        try:
            await asyncio.wait_for(follow(), seconds)
        except TimeoutError:
            _kill(process)
            await process.wait()
            return Ended(None, await said, written)
        return Ended(process.returncode, await said, written)


@asynccontextmanager
async def _started(arguments: Sequence[str]) -> AsyncGenerator[asyncio.subprocess.Process]:
    command = [get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-nostats", "-progress", "pipe:1", "-stats_period", "1", "-y", *arguments]
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # Nothing of our settings is its business.
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            _kill(process)
            await process.wait()


def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()


async def _lines(stream: asyncio.StreamReader | None) -> AsyncIterator[str]:
    while stream is not None and (line := await stream.readline()):
        yield line.decode("utf-8", "replace").strip()


async def _read_last(stream: asyncio.StreamReader | None) -> str:
    kept = b""
    while stream is not None and (chunk := await stream.read(8192)):
        kept = (kept + chunk)[-_SAID_AT_MOST:]
    return kept.decode("utf-8", "replace")
