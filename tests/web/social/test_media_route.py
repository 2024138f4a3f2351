"""Files of videos: whole or in part, with their types, of videos that can be watched, and nothing else of the disk."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.ids import new_id
from padu.web.social.media import read_range

TYPES = {
    "master.m3u8": "application/vnd.apple.mpegurl",
    "360p.m3u8": "application/vnd.apple.mpegurl",
    "360p-init.mp4": "video/mp4",
    "360p-000.m4s": "video/iso.segment",
    "small.mp4": "video/mp4",
    "poster.webp": "image/webp",
}


@pytest.mark.anyio
async def test_players_get_every_file_with_its_type(stage: Any) -> None:  # noqa: ANN401 - its class lives in conftest.py
    video_id = await stage.film(await stage.open_creator("wira"))
    for name, kind in TYPES.items():
        answer = await stage.get(f"/media/{video_id}/{name}", **{"Accept-Encoding": "gzip"})
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
        assert answer.content == (stage.media / "videos" / str(video_id) / name).read_bytes()
        assert "content-encoding" not in answer.headers
        assert answer.headers["cache-control"] == "private, max-age=3600"
        assert "set-cookie" not in answer.headers


@pytest.mark.anyio
async def test_a_part_of_the_small_file_is_given_as_asked(stage: Any) -> None:  # noqa: ANN401 - as above
    video_id = await stage.film(await stage.open_creator("wira"))
    path = f"/media/{video_id}/small.mp4"
    content = (stage.media / "videos" / str(video_id) / "small.mp4").read_bytes()
    for asked, first, last in (
        ("bytes=10-19", 10, 19),
        ("bytes=100-", 100, len(content) - 1),
        ("bytes=-5", len(content) - 5, len(content) - 1),
    ):
        answer = await stage.get(path, Range=asked)
        assert answer.status_code == 206
        assert answer.content == content[first : last + 1]
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(content)}"
        assert answer.headers["content-length"] == str(last - first + 1)
    behind = await stage.get(path, Range=f"bytes={len(content)}-")
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{len(content)}")
    assert (await stage.get(path, Range="bytes=0-1,4-5")).content == content


@pytest.mark.anyio
async def test_nothing_else_is_given(stage: Any) -> None:  # noqa: ANN401 - as above
    wira = await stage.open_creator("wira")
    video_id = await stage.film(wira)
    (stage.media / "videos" / "secret.webp").write_bytes(b"RAHASIA")
    (stage.media / "videos" / str(video_id) / "whole.mp4").write_bytes(b"RAHASIA")
    paths = [
        f"/media/{video_id}/whole.mp4",
        f"/media/{video_id}/720p.m3u8",
        f"/media/{video_id}/..%2Fsecret.webp",
        f"/media/{video_id}/%2e%2e/secret.webp",
        f"/media/{video_id}/../secret.webp",
        f"/media/{video_id}/poster.webp%00",
        f"/media/{new_id()}/poster.webp",
        "/media/../incoming/poster.webp",
        "/media/secret.webp",
    ]
    for path in paths:
        answer = await stage.get(path)
        assert answer.status_code in {400, 404}, path
        assert b"RAHASIA" not in answer.content
    await stage.sign_in("wira")
    assert (await stage.post(f"/studio/video/{video_id}/hapus")).status_code == 303
    # Gone for viewers with the commit, whenever its files follow.
    assert (await stage.get(f"/media/{video_id}/poster.webp")).status_code == 404


@given(size=st.integers(1, 10**6), first=st.integers(0, 10**6), last=st.none() | st.integers(0, 10**6))
def test_a_range_lies_inside_the_file_or_is_refused(size: int, first: int, last: int | None) -> None:
    header = f"bytes={first}-{'' if last is None else last}"
    if last is not None and last < first:
        assert read_range(header, size) is None
    elif first >= size:
        with pytest.raises(ValueError, match="bytes"):
            read_range(header, size)
    else:
        part = read_range(header, size)
        assert part is not None
        assert (part.first, part.last) == (first, size - 1 if last is None else min(last, size - 1))


@given(st.text(max_size=30))
def test_what_is_no_range_is_answered_by_the_whole(header: str) -> None:
    assert read_range(f"x{header}", 10) is None


def test_the_last_bytes_of_a_small_file_are_all_of_it() -> None:
    assert read_range("bytes=-100", 10) == (0, 9)
    assert read_range(None, 10) is None
    with pytest.raises(ValueError, match="bytes"):
        read_range("bytes=-0", 10)
