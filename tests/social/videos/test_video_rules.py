from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.ids import new_id
from padu.social.videos import Fault, VideosError, rules
from padu.social.videos.types import Source

EDGES = st.integers(rules.EDGE_MIN, rules.EDGE_MAX)


def a_source(width: int = 720, height: int = 1280, duration_ms: int | None = 10_000) -> Source:
    return Source(width=width, height=height, duration_ms=duration_ms, has_sound=True)


@given(width=EDGES, height=EDGES)
def test_sizes_are_even_rise_keep_the_shape_and_never_exceed_the_source(width: int, height: int) -> None:
    rungs = rules.ladder(width, height)
    assert 1 <= len(rungs) <= 3
    for rung in rungs:
        assert rung.width % 2 == rung.height % 2 == 0
        assert 2 <= rung.width <= width
        assert 2 <= rung.height <= height
        assert min(rung.width, rung.height) <= 720
        assert max(rung.width, rung.height) <= 1280
        # Rounding down to even edges moves each by less than two pixels.
        assert abs(rung.width * height - rung.height * width) <= 2 * max(width, height)
    assert [rung.width for rung in rungs] == sorted({rung.width for rung in rungs})
    assert len({rung.name for rung in rungs}) == len(rungs)


@pytest.mark.parametrize(
    ("source", "sizes"),
    [
        ((1080, 1920), ["360x640", "540x960", "720x1280"]),
        ((720, 1280), ["360x640", "540x960", "720x1280"]),
        ((719, 1280), ["358x640", "538x960", "718x1280"]),
        ((540, 960), ["360x640", "540x960"]),
        ((360, 640), ["360x640"]),
        ((90, 160), ["90x160"]),
        ((1920, 1080), ["640x360", "960x540", "1280x720"]),
        ((1000, 1000), ["360x360", "540x540", "720x720"]),
    ],
)
def test_these_sources_are_made_in_these_sizes(source: tuple[int, int], sizes: list[str]) -> None:
    assert [f"{rung.width}x{rung.height}" for rung in rules.ladder(*source)] == sizes


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (a_source(), None),
        (a_source(duration_ms=None), None),
        (a_source(width=4096), None),
        (a_source(width=4097), Fault.TOO_LARGE),
        (a_source(height=64), None),
        (a_source(height=63), Fault.TOO_SMALL),
        (a_source(duration_ms=999), Fault.TOO_SHORT),
        (a_source(duration_ms=1_000), None),
        (a_source(duration_ms=180_000), None),
        (a_source(duration_ms=180_001), Fault.TOO_LONG),
    ],
)
def test_limits_of_size_and_length(source: Source, fault: Fault | None) -> None:
    assert rules.fault_of(source) is fault


@pytest.mark.parametrize(
    ("declared", "found", "cut"),
    [
        *((None, 1, False), (10_000, 9_001, False), (10_000, 8_000, True), (2_000, 1_500, False)),
        *((1_500, 700, True), (1_050, 990, False), (900, 500, False)),
    ],
)
def test_a_file_that_holds_markedly_less_than_it_says_is_cut_off(declared: int | None, found: int, *, cut: bool) -> None:
    assert rules.is_cut_off(declared, found) is cut


@given(done=st.integers(-10, 10**7), whole=st.none() | st.integers(0, 10**6))
def test_work_is_never_said_to_be_done_before_it_is(done: int, whole: int | None) -> None:
    assert 0 <= rules.percent_of(done, whole) <= 99


def test_the_master_playlist_names_every_size() -> None:
    rungs = rules.ladder(540, 960)
    lines = rules.master_playlist(rungs, has_sound=True).splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if not line.startswith("#")] == ["360p.m3u8", "540p.m3u8"]
    assert 'BANDWIDTH=896000,RESOLUTION=360x640,CODECS="avc1.4d401f,mp4a.40.2"' in lines[3]
    assert "mp4a" not in rules.master_playlist(rungs, has_sound=False)


@given(st.lists(st.sampled_from([new_id() for _ in range(8)]), max_size=12))
def test_a_video_shows_each_card_once_and_five_at_most(listing_ids: list[UUID]) -> None:
    distinct = list(dict.fromkeys(listing_ids))
    if len(distinct) > 5:
        with pytest.raises(VideosError, match=r"videos\.too_many_cards"):
            rules.check_cards(listing_ids)
    else:
        assert list(rules.check_cards(listing_ids)) == distinct


def test_a_caption_has_its_length() -> None:
    assert rules.check_caption(" Hai\r\nsemua ") == "Hai\nsemua"
    assert len(rules.check_caption("x" * 500)) == 500
    with pytest.raises(VideosError, match=r"videos\.caption_too_long"):
        rules.check_caption("x" * 501)


def test_days_are_those_of_western_indonesia() -> None:
    assert rules.day_of(dt.datetime(2024, 2, 1, 16, 59, tzinfo=dt.UTC)) == dt.date(2024, 2, 1)
    assert rules.day_of(dt.datetime(2024, 2, 1, 17, 0, tzinfo=dt.UTC)) == dt.date(2024, 2, 2)
