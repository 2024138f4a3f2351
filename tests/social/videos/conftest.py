"""Tiny clips made by the real encoder, a media folder, and a social side that commits."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from padu.kernel.clock import FixedClock
from padu.platform.unit_of_work import Database, open_database

FILTER = "testsrc2=size={size}:rate=15:duration={seconds}"


class Urls(Protocol):
    app_url: str


def make_clip(path: Path, *, size: str = "90x160", seconds: float = 2.0, sound: bool = True, more: tuple[str, ...] = ()) -> Path:
    source = ["-f", "lavfi", "-i", FILTER.format(size=size, seconds=seconds)]
    if sound:
        source += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", "-c:a", "aac"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", *more]
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [get_ffmpeg_exe(), "-v", "error", "-y", *source, *coded, "-f", "mp4", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds, 90 by 160, with sound."""
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.mp4").read_bytes()


@pytest.fixture
def new_clip() -> Callable[..., Path]:
    return make_clip


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.fixture
async def database(committed_social: Urls, clock: FixedClock) -> AsyncIterator[Database]:
    opened = open_database(committed_social.app_url, clock)
    yield opened
    await opened.close()
