"""Draws a listing's picture: an emoji of the Fluent 3D set, centred with its shadow on a soft backdrop.

Files lie under `folder` as `codepoint/backdrop-size.webp`, written whole or not at all. Seeds fall onto 96 backdrops, so that
nobody can fill a disk by asking for seeds.
"""

from __future__ import annotations

import errno
import io
import math
import os
import random
import tempfile
import threading
import zipfile
from functools import lru_cache
from pathlib import Path

import structlog
from PIL import Image, ImageDraw, ImageFilter

BACKDROPS = 96
SIZES = (200, 400, 800)
FALLBACK = "1f4e6"  # a parcel

# Pairs of paper tones: wall and floor. Kept light, so that a product reads in both themes.
_TONES = (
    ("#f3efe6", "#e6dfcf"),
    ("#e9eaf7", "#d5d8ee"),
    ("#f7e9e2", "#edd5c8"),
    ("#e6f1ea", "#cfe3d6"),
    ("#f6ecd4", "#ead9b1"),
    ("#e5eff4", "#cbdfe9"),
    ("#f4e6ee", "#e6cedb"),
    ("#efeee9", "#dcdad2"),
    ("#ece6f5", "#d9cfea"),
    ("#eef2de", "#dde5c0"),
    ("#fbe8df", "#f3cfbd"),
    ("#e2f0ef", "#c5e0dd"),
)


# What comes in any colour is dyed by the seed, so that twenty shirts are not one shirt: clothes, shoes, bags, books, yarn and the like.
_DYED = frozenset(
    (  # noqa: SIM905 - a hundred names as a list would fill the page
        "1f455 1f454 1f457 1f458 1f459 1f45a 1f456 1f45b 1f45c 1f45d 1f45f 1f460 1f461 1f462 1f45e 1f97f 1f97e 1fa74 1f97b "
        "1f9e3 1f9e4 1f9e5 1f9e6 1f97c 1f97d 1fa71 1fa72 1fa73 1f392 1f9f3 1f451 1f452 1f3a9 1f9e2 1f453 1f576 1f4d5 1f4d7 "
        "1f4d8 1f4d9 1f4da 1f4d2 1f4d3 1f4d4 1f9f5 1f9f6 1f388 1f381 1f380 1f6cd 2602 2614 1f9f4 1f484 1f485 1f6cb 1fa91 1f9fa "
        "1f9ef 1faa3 1f9fd 1f9f9 1f6b2 1f6f4 1f6f5 1f3cd 1f697 1f699 1f6f9 1f3b8 1f941 1f94a 1f94b 1f3bd 1f4f1 1f50c 1f4a1 "
        "1f3a7 1f3ae 1f579 1fa80 1fa81"
    ).split()
)


class EmojiPack:
    """The emoji that the front-end build packed, held open; a lock keeps threads off each other's file position."""

    def __init__(self, path: Path) -> None:
        self._pack = zipfile.ZipFile(path)
        self._lock = threading.Lock()
        self._names = frozenset(self._pack.namelist())

    def resolve(self, codepoint: str) -> str | None:
        """The set's own name of an emoji: with or without the variation selector that texts leave out."""
        bare = codepoint.replace("-fe0f", "")
        for name in (codepoint, bare, f"{bare}-fe0f"):
            if f"{name}.webp" in self._names:
                return name
        return None

    def read(self, name: str) -> bytes:
        """The WebP file of a resolved name."""
        with self._lock:
            return self._pack.read(f"{name}.webp")

    def close(self) -> None:
        """Give the file back."""
        self._pack.close()


def picture_file(folder: Path, pack: EmojiPack, codepoint: str, seed: int, size: int) -> bytes:
    """The picture's bytes, from the folder or drawn now; an emoji that the set lacks becomes a parcel.

    A full disk costs the copy, not the picture.
    """
    name = pack.resolve(codepoint) or FALLBACK
    backdrop = seed % BACKDROPS
    path = folder / name / f"{backdrop}-{size}.webp"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        content = draw(pack.read(name), backdrop, size, dyed=name.split("-")[0] in _DYED)
    try:
        _write_whole(path, content)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
            raise
        structlog.get_logger().warning("picture not kept", path=str(path), error=str(error))
    return content


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def draw(emoji: bytes, backdrop: int, size: int, *, dyed: bool = False) -> bytes:
    """Compose the picture: wall, ornament, shadow, emoji; `size` pixels square, as WebP."""
    canvas = _backdrop(backdrop, size).copy()
    chance = random.Random(backdrop * 7919)  # noqa: S311 - ornament, not secrets
    with Image.open(io.BytesIO(emoji)) as opened:
        share = 0.60 + chance.random() * 0.06
        turn = chance.uniform(-7, 7)
        whole = opened.convert("RGBA")
        if dyed:
            whole = _dye(whole, chance.randrange(8) * 32)
        drawn = whole.resize((round(size * share),) * 2, Image.Resampling.LANCZOS)  # pyright: ignore[reportUnknownMemberType] - Pillow types it by numpy, which is not here
        drawn = drawn.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    left, top = (size - drawn.width) // 2, round((size - drawn.height) * 0.47)
    canvas.alpha_composite(_shadow(size, drawn))
    canvas.alpha_composite(drawn, (left, top))
    out = io.BytesIO()
    canvas.convert("RGB").save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _dye(emoji: Image.Image, shift: int) -> Image.Image:
    """The same thing in another colour: every hue moved by `shift` 256ths of the circle; greys stay grey."""
    hue, saturation, value = emoji.convert("RGB").convert("HSV").split()
    moved = hue.point([(level + shift) % 256 for level in range(256)])  # pyright: ignore[reportUnknownMemberType] - Pillow types it by numpy, which is not here
    dyed = Image.merge("HSV", (moved, saturation, value)).convert("RGB")
    dyed.putalpha(emoji.getchannel("A"))
    return dyed


def _shadow(size: int, drawn: Image.Image) -> Image.Image:
    """A soft oval on the floor below the emoji."""
    layer = Image.new("RGBA", (size, size))
    box = drawn.getbbox() or (0, 0, drawn.width, drawn.height)
    width = (box[2] - box[0]) * 0.78
    foot = round((size - drawn.height) * 0.47) + box[3]
    middle = (size - drawn.width) / 2 + (box[0] + box[2]) / 2
    ImageDraw.Draw(layer).ellipse(
        (middle - width / 2, foot - size * 0.045, middle + width / 2, foot + size * 0.03),
        fill=(40, 34, 60, 88),
    )
    return layer.filter(ImageFilter.GaussianBlur(size * 0.022))


@lru_cache(maxsize=64)
def _backdrop(backdrop: int, size: int) -> Image.Image:
    wall, floor = _TONES[backdrop % len(_TONES)]
    ornament = (backdrop // len(_TONES)) % 8
    chance = random.Random(backdrop)  # noqa: S311 - ornament, not secrets
    image = _slope(wall, floor, size)
    # Drawn at twice the size and brought down: Pillow does not smooth its edges itself.
    large = Image.new("RGBA", (size * 2, size * 2))
    pen = ImageDraw.Draw(large)
    _ORNAMENTS[ornament](pen, size * 2, _tone(floor, 190), chance)
    image.alpha_composite(large.resize((size, size), Image.Resampling.LANCZOS))  # pyright: ignore[reportUnknownMemberType] - Pillow types it by numpy, which is not here
    return image


def _tone(colour: str, alpha: int) -> tuple[int, int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16), alpha


def _slope(top: str, bottom: str, size: int) -> Image.Image:
    """A gradient from the wall's tone to the floor's, gentle in the upper half."""
    column = Image.new("RGBA", (1, size))
    first, last = _tone(top, 255), _tone(bottom, 255)
    for row in range(size):
        share = (row / size) ** 1.8
        column.putpixel((0, row), tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True)))
    return column.resize((size, size))  # pyright: ignore[reportUnknownMemberType] - Pillow types it by numpy, which is not here


Ink = tuple[int, int, int, int]


def _disc(pen: ImageDraw.ImageDraw, size: int, ink: Ink, chance: random.Random) -> None:
    radius = size * chance.uniform(0.33, 0.38)
    x, y = size * chance.uniform(0.46, 0.54), size * 0.46
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 255, 255, 120))
    del ink


def _floor(pen: ImageDraw.ImageDraw, size: int, ink: Ink, chance: random.Random) -> None:
    pen.rectangle((0, size * chance.uniform(0.66, 0.72), size, size), fill=ink)


def _arch(pen: ImageDraw.ImageDraw, size: int, ink: Ink, chance: random.Random) -> None:
    left, right = size * 0.17, size * 0.83
    top = size * chance.uniform(0.1, 0.15)
    pen.rounded_rectangle((left, top, right, size * 1.2), radius=(right - left) / 2, fill=(255, 255, 255, 105))
    pen.rectangle((0, size * 0.82, size, size), fill=ink)


def _kawung(pen: ImageDraw.ImageDraw, size: int, ink: Ink, chance: random.Random) -> None:
    step = size / chance.choice((4, 5))
    for row in range(-1, 7):
        for column in range(-1, 7):
            for quarter in range(4):
                _petal(pen, (column * step, row * step), step * 0.46, math.pi / 4 + quarter * math.pi / 2, ink)


def _petal(pen: ImageDraw.ImageDraw, at: tuple[float, float], length: float, angle: float, ink: Ink) -> None:
    x, y = at
    points: list[tuple[float, float]] = []
    for part in range(25):
        turn = part / 24 * 2 * math.pi
        along, across = length * (0.62 + 0.5 * math.cos(turn)), length * 0.24 * math.sin(turn)
        points.append((x + along * math.cos(angle) - across * math.sin(angle), y + along * math.sin(angle) + across * math.cos(angle)))
    pen.polygon(points, fill=(*ink[:3], 125))


def _rays(pen: ImageDraw.ImageDraw, size: int, ink: Ink, chance: random.Random) -> None:
    turn = chance.uniform(0, 30)
    for ray in range(12):
        pen.pieslice((-size / 2, -size / 2, size * 1.5, size * 1.5), turn + ray * 30, turn + ray * 30 + 15, fill=(*ink[:3], 80))


def _rings(pen: ImageDraw.ImageDraw, size: int, ink: Ink, chance: random.Random) -> None:
    x, y = size * chance.uniform(0.4, 0.6), size * 0.48
    for ring in range(5, 0, -1):
        radius = size * 0.13 * ring
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 255, 255, 46))
    del ink


def _hills(pen: ImageDraw.ImageDraw, size: int, ink: Ink, chance: random.Random) -> None:
    for hill in range(2):
        x = size * (chance.uniform(0.0, 0.35) + hill * 0.55)
        pen.ellipse((x - size * 0.6, size * 0.62, x + size * 0.6, size * 1.6), fill=(*ink[:3], 130))


def _waves(pen: ImageDraw.ImageDraw, size: int, ink: Ink, chance: random.Random) -> None:
    shift = chance.uniform(0, 2 * math.pi)
    for line in range(9):
        level = size * (0.08 + line * 0.11)
        points = [(x * size / 40, level + math.sin(x / 40 * 2 * math.pi * 1.5 + shift) * size * 0.03) for x in range(41)]
        pen.line(points, fill=(*ink[:3], 150), width=max(1, round(size * 0.012)), joint="curve")


_ORNAMENTS = (_disc, _floor, _arch, _kawung, _rays, _rings, _hills, _waves)
