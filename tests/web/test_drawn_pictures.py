"""The pictures drawn for listings: deterministic, bounded in number, written whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import threading
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient
from PIL import Image

from padu.web.ui import draw
from padu.web.ui.draw import BACKDROPS, EmojiPack, picture_file
from padu.web.ui.templates import STATIC


@pytest.fixture(scope="module")
def pack() -> EmojiPack:
    return EmojiPack(STATIC / "emoji.zip")


@pytest.mark.anyio
@pytest.mark.parametrize("size", [200, 400, 800])
async def test_a_picture_is_a_square_webp_that_may_be_kept_forever(site: AsyncTestClient, size: int) -> None:
    answer = await site.get(f"/pictures/1f455/12/{size}.webp")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (size, size)
        assert image.format == "WEBP"
        # The product stands in the middle and is not the wall.
        middle, corner = image.convert("RGB").getpixel((size // 2, size // 2)), image.convert("RGB").getpixel((2, 2))
    assert sum(abs(a - b) for a, b in zip(middle, corner, strict=True)) > 30
    assert (await site.get("/emoji/1f455.webp")).status_code == 200


def test_the_same_seed_draws_the_same_and_seeds_fall_onto_few_backdrops(tmp_path: Path, pack: EmojiPack) -> None:
    first = picture_file(tmp_path / "a", pack, "1f455", 5, 200)
    assert first == picture_file(tmp_path / "b", pack, "1f455", 5, 200)
    assert first == picture_file(tmp_path / "a", pack, "1f455", 5 + BACKDROPS * 1_000, 200)
    assert first != picture_file(tmp_path / "a", pack, "1f455", 6, 200)
    assert sorted(path.name for path in (tmp_path / "a").rglob("*.webp")) == ["5-200.webp", "6-200.webp"]


def test_an_emoji_is_found_with_or_without_its_selector_and_an_unknown_one_is_a_parcel(tmp_path: Path, pack: EmojiPack) -> None:
    assert pack.resolve("1f6cd") == pack.resolve("1f6cd-fe0f") is not None
    assert pack.resolve("abcdef") is None
    assert picture_file(tmp_path, pack, "abcdef", 1, 200) == picture_file(tmp_path, pack, "1f4e6", 1, 200)


def test_many_at_once_leave_one_whole_file(tmp_path: Path, pack: EmojiPack) -> None:
    drawn: list[bytes] = []
    threads = [threading.Thread(target=lambda: drawn.append(picture_file(tmp_path, pack, "2615", 3, 200))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 1
    assert len(drawn) == 8
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["3-200.webp"]


def test_a_full_disk_costs_the_copy_not_the_picture(tmp_path: Path, pack: EmojiPack, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(draw.tempfile, "mkstemp", full)
    with Image.open(io.BytesIO(picture_file(tmp_path, pack, "2615", 3, 200))) as image:
        assert image.size == (200, 200)
    assert not list(tmp_path.rglob("*.webp"))
