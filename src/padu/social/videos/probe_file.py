"""Find out what a file holds, by having its first picture decoded."""

from __future__ import annotations

import re
from pathlib import Path

from padu.social.videos.rules import EDGE_MAX
from padu.social.videos.run_ffmpeg import READ_SAFELY, THREADS, run_ffmpeg
from padu.social.videos.types import Fault, FaultError, Source

_SECONDS = 30
_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d)\.(\d\d)")
_SIZE = re.compile(r"Stream #\d.*?: Video: .*?, (\d{1,6})x(\d{1,6})[ ,\[]")


async def probe_file(path: Path) -> Source:
    """What the file holds. Raises `FaultError`: `not_a_video`, `no_picture`, `damaged`, `too_slow`."""
    first_picture = ("-map", "0:v:0", "-frames:v", "1", "-f", "null", "-")
    ended = await run_ffmpeg([*READ_SAFELY, "-threads", THREADS, "-i", str(path), *first_picture], seconds=_SECONDS)
    return read_report(ended.said, code=ended.code)


def read_report(said: str, *, code: int | None) -> Source:
    """What ffmpeg said of its input, and of the picture as it would show it: turned, where the phone was."""
    source, _, output = said.partition("Output #0")
    if code is None:
        raise FaultError(Fault.TOO_SLOW)
    if "Input #0" not in source:
        raise FaultError(Fault.NOT_A_VIDEO)
    # A song's cover is a picture, and no video.
    pictures = [line for line in source.splitlines() if ": Video: " in line and "(attached pic)" not in line]
    if not pictures:
        raise FaultError(Fault.NO_PICTURE)
    declared = _SIZE.search("".join(pictures))
    if declared and int(declared[1]) * int(declared[2]) > EDGE_MAX**2:
        raise FaultError(Fault.TOO_LARGE)  # not even its first picture was unpacked
    shown = _SIZE.search(output)
    if code != 0 or shown is None:
        raise FaultError(Fault.DAMAGED)
    return Source(width=int(shown[1]), height=int(shown[2]), duration_ms=_duration(source), has_sound=": Audio: " in source)


def _duration(source: str) -> int | None:
    found = _DURATION.search(source)
    if found is None:
        return None
    hours, minutes, seconds, hundredths = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
