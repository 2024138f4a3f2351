"""Films of products: tiny ones, made for real and looked at with the same ffmpeg."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image, ImageStat

from padu.demo.videos import Format, Materials, Subject, VideoError, find_materials, make_videos, write_frames
from padu.web.ui.templates import STATIC

TINY = Format(width=90, height=160, rate=8, seconds=1.5)
COFFEE = Subject(title="Kopi Gayo arabika bubuk 250 g asli Takengon", price=58_900, emoji="2615", handle="dewi.spill21", place="Bandung")
DRESS = Subject(title="Kebaya brokat modern", price=189_000, emoji="1f457", handle="ayu.racun3")


@pytest.fixture(scope="session")
def materials() -> Materials:
    return find_materials(STATIC)


def told(path: Path) -> str:
    """What ffmpeg says of a file's streams, with every frame of it read."""
    done = subprocess.run([get_ffmpeg_exe(), "-i", path, "-f", "null", "-"], capture_output=True, text=True, check=True)
    return done.stderr


def test_a_film_is_h264_and_aac_of_the_asked_size_and_length(tmp_path: Path, materials: Materials) -> None:
    heard: list[tuple[int, int]] = []
    (made,) = make_videos(tmp_path, [COFFEE], materials, form=TINY, progress=lambda done, total: heard.append((done, total)))
    said = told(made.path)
    assert re.search(r"Video: h264 .*yuv420p.*90x160", said)
    assert re.search(r"Audio: aac .*44100 Hz, mono", said)
    assert re.search(r"frame=\s*12 ", said)
    assert "Duration: 00:00:01.5" in said
    assert (made.subject, made.seconds, made.is_new, heard) == (COFFEE, 1.5, True, [(1, 1)])


def test_a_second_run_makes_none_and_leaves_the_files_alone(tmp_path: Path, materials: Materials) -> None:
    first = make_videos(tmp_path, [COFFEE, DRESS], materials, form=TINY)
    times = [made.path.stat().st_mtime_ns for made in first]
    second = make_videos(tmp_path, [COFFEE, DRESS], materials, form=TINY)
    assert [made.is_new for made in (*first, *second)] == [True, True, False, False]
    assert [made.path for made in second] == [made.path for made in first]
    assert [made.path.stat().st_mtime_ns for made in second] == times
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(made.path.name for made in first)


def test_equal_subjects_give_equal_frames_and_another_seed_gives_others(materials: Materials) -> None:
    once, again = ([frame.tobytes() for frame in write_frames(COFFEE, materials, form=TINY)] for _ in range(2))
    other = [frame.tobytes() for frame in write_frames(Subject(**{**_fields(COFFEE), "seed": 7}), materials, form=TINY)]
    assert once == again
    assert once != other
    assert len(set(once)) == len(once)  # nothing stands still


def test_the_callers_mark_changes_no_film_and_the_price_does(tmp_path: Path, materials: Materials) -> None:
    marked = Subject(**{**_fields(COFFEE), "listing": "a listing's id"})
    dearer = Subject(**{**_fields(COFFEE), "price": 60_000})
    first, second, third = make_videos(tmp_path, [COFFEE, marked, dearer], materials, form=TINY)
    assert (first.path, second.is_new, second.subject.listing) == (second.path, False, "a listing's id")
    assert third.path != first.path


def test_every_frame_fills_its_size_and_shows_something(materials: Materials) -> None:
    for frame in write_frames(DRESS, materials, form=TINY):
        assert (frame.mode, frame.size) == ("RGB", (90, 160))
        assert max(ImageStat.Stat(frame).stddev) > 10


def test_without_the_typeface_and_for_an_unknown_emoji_there_is_still_a_film(materials: Materials) -> None:
    plain = Materials(materials.emoji_pack, None)
    unknown = Subject(title="x" * 200, price=0, emoji="ffffff", handle="x")
    frames = list(write_frames(unknown, plain, form=TINY))
    assert len(frames) == 12
    assert isinstance(frames[0], Image.Image)


def test_a_length_that_is_left_open_lies_between_five_and_seven_seconds(materials: Materials) -> None:
    counts = {
        sum(1 for _ in write_frames(Subject(**{**_fields(DRESS), "seed": seed}), materials, form=Format(18, 32, 2))) for seed in range(6)
    }
    assert counts <= set(range(10, 15))
    assert len(counts) > 1


def test_an_unbuilt_front_end_is_named(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match="emoji") as raised:
        find_materials(tmp_path)
    assert raised.value.code == "demo.no_emoji"


def test_a_film_that_ffmpeg_refuses_leaves_nothing_behind(tmp_path: Path, materials: Materials) -> None:
    odd = Format(width=91, height=160, rate=8, seconds=0.5)  # H.264 in yuv420p takes even sizes only
    with pytest.raises(VideoError, match="ffmpeg ended with") as raised:
        make_videos(tmp_path, [COFFEE], materials, form=odd)
    assert raised.value.code == "demo.film_failed"
    assert list(tmp_path.iterdir()) == []


def _fields(subject: Subject) -> dict[str, object]:
    return {name: getattr(subject, name) for name in subject.__struct_fields__}
