"""Make of a source what players need: HLS in several sizes, a poster, and a small file for browsers without scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from padu.social.videos import media_files, rules
from padu.social.videos.run_ffmpeg import READ_SAFELY, THREADS, Ended, Progress, run_ffmpeg
from padu.social.videos.types import Fault, FaultError, Rung, Source, VideosError

_SECONDS = 15 * 60
_SHORT_SECONDS = 60
_SEGMENT_SECONDS = 2
_FRAMES = 30


async def encode(incoming: Path, folder: Path, source: Source, progress: Progress) -> int:
    """Fill `folder`; the video's length in milliseconds.

    Raises `FaultError` where the file is at fault, `VideosError` (`videos.disk_full`) where the machine is.
    """
    rungs = rules.ladder(source.width, source.height)
    ended = await run_ffmpeg(_sizes(incoming, folder, source, rungs), seconds=_SECONDS, progress=progress)
    _check(ended)
    is_cut_off = rules.is_cut_off(source.duration_ms, ended.written_ms)
    if fault := Fault.DAMAGED if is_cut_off else rules.fault_of_length(ended.written_ms):
        raise FaultError(fault)
    (folder / media_files.MASTER).write_text(rules.master_playlist(rungs, has_sound=source.has_sound), encoding="utf-8")
    await _make_poster(incoming, folder, ended.written_ms, rungs[-1])
    await _make_small(folder, rungs[0])
    return ended.written_ms


def _sizes(incoming: Path, folder: Path, source: Source, rungs: Sequence[Rung]) -> list[str]:
    """One reading of the source, one output per size."""
    copies = "".join(f"[in{number}]" for number in range(len(rungs)))
    steps = [f"[0:v:0]fps=fps='min(source_fps,{_FRAMES})',format=yuv420p,split={len(rungs)}{copies}"]
    steps += [f"[in{number}]scale={rung.width}:{rung.height},setsar=1[out{number}]" for number, rung in enumerate(rungs)]
    arguments = [*READ_SAFELY, "-threads", THREADS, "-i", str(incoming), "-filter_threads", "1", "-filter_complex_threads", "1"]
    arguments += ["-filter_complex", ";".join(steps)]
    for number, rung in enumerate(rungs):
        arguments += ["-map", f"[out{number}]", *_picture(rung)]
        if source.has_sound:
            arguments += ["-map", "0:a:0", "-c:a", "aac", "-ac", "2", "-ar", "44100", "-b:a", f"{rules.SOUND_KILOBITS}k"]
        # A little more than is allowed, so that a length that the file hides is still found out.
        arguments += ["-t", str(rules.DURATION_MAX_MS / 1000 + 1), "-map_metadata", "-1", *_segments(folder, rung)]
    return arguments


def _picture(rung: Rung) -> list[str]:
    most = rung.kilobits - rules.SOUND_KILOBITS
    return [
        *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-level:v", "3.1", "-threads", THREADS),
        *("-crf", "23", "-maxrate", f"{most}k", "-bufsize", f"{2 * most}k"),
        # Every segment begins with a picture of its own, in every size at the same moments.
        *("-force_key_frames", f"expr:gte(t,n_forced*{_SEGMENT_SECONDS})", "-sc_threshold", "0"),
    ]


def _segments(folder: Path, rung: Rung) -> list[str]:
    name = rung.name
    return [
        *("-f", "hls", "-hls_time", str(_SEGMENT_SECONDS), "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"),
        *("-hls_fmp4_init_filename", f"{name}-init.mp4", "-hls_segment_filename", str(folder / f"{name}-%03d.m4s")),
        str(folder / f"{name}.m3u8"),
    ]


async def _make_poster(incoming: Path, folder: Path, duration_ms: int, rung: Rung) -> None:
    at = min(1_000, duration_ms // 2) / 1000
    picture = ["-frames:v", "1", "-vf", f"scale={rung.width}:{rung.height}", "-c:v", "libwebp", "-quality", "80", "-f", "webp"]
    source = ["-ss", f"{at:.3f}", *READ_SAFELY, "-threads", THREADS, "-i", str(incoming), "-map", "0:v:0"]
    _check(await run_ffmpeg([*source, *picture, str(folder / media_files.POSTER)], seconds=_SHORT_SECONDS))


async def _make_small(folder: Path, rung: Rung) -> None:
    """The smallest size as one file that plays while it loads: its segments behind each other, put in order without encoding anew."""
    whole = await asyncio.to_thread(_join_segments, folder, rung)
    target = str(folder / media_files.SMALL)
    ended = await run_ffmpeg([*READ_SAFELY, "-i", str(whole), "-c", "copy", "-movflags", "+faststart", target], seconds=_SHORT_SECONDS)
    whole.unlink()
    _check(ended)


def _join_segments(folder: Path, rung: Rung) -> Path:
    whole = folder / "whole.mp4"
    with whole.open("wb") as file:
        for part in (folder / f"{rung.name}-init.mp4", *sorted(folder.glob(f"{rung.name}-*.m4s"))):
            file.write(part.read_bytes())
    return whole


def _check(ended: Ended) -> None:
    if ended.is_disk_full:
        raise VideosError("videos.disk_full", "a video cannot be written", todo="make room under PADU_HOME/media; it is tried again")
    if ended.code is None:
        raise FaultError(Fault.TOO_SLOW)
    if ended.code != 0:
        raise FaultError(Fault.DAMAGED)
