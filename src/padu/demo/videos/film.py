"""Turns frames into an MP4 (H.264, AAC) with the ffmpeg that comes with imageio-ffmpeg."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from imageio_ffmpeg import get_ffmpeg_exe  # pyright: ignore[reportMissingTypeStubs] - the package has none
from PIL import Image

from padu.demo.videos.types import Format, VideoError

# Steps of a slendro-like scale, in hertz: five almost equal ones in an octave.
_NOTES = (262.0, 301.0, 346.0, 397.0, 456.0)
_BEAT = 1.2  # seconds from one note to the next


def film(frames: Iterator[Image.Image], form: Format, seconds: float, path: Path, chance: Random) -> None:
    """Encode the frames to `path`, whole or not at all. Raises `demo.film_failed` with ffmpeg's last words."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}.writing.mp4")
    command = [get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y", *_inputs(form, seconds, chance), *_output(form), str(beside)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)  # noqa: S603 - a path of the package's own, arguments of ours
        pipe = process.stdin
        # Where ffmpeg ends early, its own words tell more than the broken pipe.
        with contextlib.suppress(BrokenPipeError), process, contextlib.closing(pipe) if pipe else contextlib.nullcontext():
            for frame in frames:
                if pipe is not None:
                    pipe.write(frame.tobytes())
        said.seek(0)
        words = said.read().decode(errors="replace").strip()
    if process.wait() != 0:
        beside.unlink(missing_ok=True)
        raise VideoError("demo.film_failed", f"ffmpeg ended with {process.returncode}: {words[-300:]}", where=str(path))
    beside.replace(path)


def _inputs(form: Format, seconds: float, chance: Random) -> list[str]:
    return [
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{form.width}x{form.height}", "-r", str(form.rate), "-i", "pipe:0"),
        *("-f", "lavfi", "-i", f"aevalsrc={_tune(chance)}:d={seconds:.3f}:s=44100"),
    ]


def _tune(chance: Random) -> str:
    """Two soft bell-like notes in turn, each dying away before the next comes back."""
    low, high = sorted(chance.sample(range(len(_NOTES)), 2))
    notes = [(_NOTES[low], 0.0), (_NOTES[high], _BEAT)]
    parts = [
        f"0.16*sin(2*PI*{hertz}*t)*exp(-2.6*mod(t+{shift}\\,{2 * _BEAT}))*(1-exp(-60*mod(t+{shift}\\,{2 * _BEAT})))"
        for hertz, shift in notes
    ]
    return "+".join(parts)


def _output(form: Format) -> list[str]:
    return [
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-g", str(form.rate * 2), "-threads", "2"),
        *("-c:a", "aac", "-b:a", "96k", "-ac", "1", "-shortest", "-movflags", "+faststart", "-fflags", "+bitexact", "-f", "mp4"),
    ]
