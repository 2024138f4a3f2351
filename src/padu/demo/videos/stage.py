"""What stands where at a moment: two shots of one product, the second closer, with text that comes in line by line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
from PIL import Image

from padu.demo.videos import paint
from padu.demo.videos.types import Format, Subject

_USUAL_WIDTH = 720
_PHRASES = ("Cek di keranjang", "Ini yang lagi dicari", "Yang ini beneran bagus", "Wajib punya satu", "Buat yang di rumah")
# Words keep this far from the edge of 720 pixels: tall phones cut the sides off.
_EDGE = 84
_FADE = 0.28  # seconds


class _Words(msgspec.Struct, frozen=True):
    """A layer that slides in at a moment: where it comes to stand."""

    layer: Image.Image
    x: int
    y: int
    begins: float


class _Shot(msgspec.Struct, frozen=True):
    """One camera position: its paper, how large the product is and where its middle stands, what is written."""

    paper: Image.Image
    glow: Image.Image
    zoom: tuple[float, float]
    middle: tuple[float, float]
    words: tuple[_Words, ...]
    sticker: _Words | None = None


class Stage:
    """All layers of one film, painted; frames are put together from them."""

    def __init__(self, subject: Subject, emoji: bytes, typeface: Path | None, form: Format, chance: Random) -> None:
        self.form = form
        self.seconds = form.seconds or round(chance.uniform(5.0, 7.0), 1)
        self._unit = form.width / _USUAL_WIDTH
        self._tile = self._px(112)
        self._drift = (chance.choice((-1, 1)) * 14 * self._unit, 10 * self._unit)
        self._sway = chance.uniform(0, 2 * math.pi)
        self._cut = self.seconds * chance.uniform(0.52, 0.6)
        self._product = paint.paint_product(emoji, self._px(550))
        first = chance.randrange(len(paint.PAPERS))
        second = (first + chance.randrange(1, len(paint.PAPERS))) % len(paint.PAPERS)
        self._shots = (self._hero(subject, typeface, first, chance), self._close(subject, typeface, second, chance))

    def frames(self) -> Iterator[Image.Image]:
        """Every frame, in order, as RGB."""
        count = max(1, round(self.seconds * self.form.rate))
        return (self.frame(number / self.form.rate) for number in range(count))

    def frame(self, moment: float) -> Image.Image:
        """The picture at a moment, in seconds from the beginning."""
        if moment < self._cut:
            return self._shoot(self._shots[0], moment, moment / self._cut)
        since = moment - self._cut
        close = self._shoot(self._shots[1], since, since / max(0.1, self.seconds - self._cut))
        if since >= _FADE:
            return close
        # The new paper is pulled up over the old one.
        before = self._shoot(self._shots[0], moment, 1.0)
        before.paste(close, (0, round(self.form.height * (1 - _ease(since / _FADE)))))
        return before

    def _px(self, usual: float) -> int:
        return max(1, round(usual * self._unit))

    def _hero(self, subject: Subject, typeface: Path | None, at: int, chance: Random) -> _Shot:
        _, _, ink, fill = paint.PAPERS[at]
        title = paint.load_typeface(typeface, self._px(58), 800)
        small = paint.load_typeface(typeface, self._px(30), 600)
        lines = paint.fit_lines(subject.title, title, self._px(552), 3)
        words = [
            _Words(paint.paint_line(line, title, paint.colour_of(ink)), self._px(_EDGE), self._px(174 + 70 * number), 0.25 + 0.12 * number)
            for number, line in enumerate(lines)
        ]
        handle = paint.paint_line(f"@{subject.handle}", small, paint.colour_of(ink))
        words.append(_Words(handle, self._px(_EDGE + 2), self._px(124), 0.1))
        price = f"Rp{subject.price:,}".replace(",", ".")
        label = paint.paint_sticker(price, paint.load_typeface(typeface, self._px(54), 800), paint.colour_of(fill), chance)
        sticker = _Words(label, self._px(_EDGE - 6), self._px(858), 1.1)
        return _Shot(*self._light(at, 1.0), (1.0, 1.08), (0.5, 0.53), tuple(words), sticker)

    def _close(self, subject: Subject, typeface: Path | None, at: int, chance: Random) -> _Shot:
        _, _, ink, _ = paint.PAPERS[at]
        large = paint.load_typeface(typeface, self._px(64), 800)
        small = paint.load_typeface(typeface, self._px(34), 600)
        lines = paint.fit_lines(chance.choice(_PHRASES), large, self._px(552), 2)
        words = [
            _Words(paint.paint_line(line, large, paint.colour_of(ink)), self._px(_EDGE), self._px(174 + 78 * number), 0.3 + 0.12 * number)
            for number, line in enumerate(lines)
        ]
        if subject.place:
            sent = paint.paint_line(f"Dikirim dari {subject.place}", small, paint.colour_of(ink))
            words.append(_Words(sent, self._px(_EDGE + 2), self._px(190 + 78 * len(lines)), 0.6))
        side = chance.choice((0.4, 0.6))
        return _Shot(*self._light(at, 1.42), (1.42, 1.55), (side, 0.58), tuple(words))

    def _light(self, at: int, zoom: float) -> tuple[Image.Image, Image.Image]:
        """The paper and, as large as the product needs it, the disc of light on it."""
        top, bottom, _, _ = paint.PAPERS[at]
        paper = paint.paint_paper((self.form.width, self.form.height), top, bottom, self._tile)
        return paper, paint.paint_glow(self._px(700 * zoom), light=sum(paint.colour_of(top)) > paint.LIGHT)

    def _shoot(self, shot: _Shot, since: float, share: float) -> Image.Image:
        width, height = self.form.width, self.form.height
        x, y = (round(since * speed) % self._tile for speed in self._drift)
        frame = shot.paper.crop((x, y, x + width, y + height))
        middle_x, middle_y = shot.middle[0] * width, shot.middle[1] * height
        frame.paste(shot.glow, (round(middle_x - shot.glow.width / 2), round(middle_y - shot.glow.height / 2)), shot.glow)
        self._put_product(frame, shot, since, share)
        for words in shot.words:
            self._put_words(frame, words, since)
        if shot.sticker is not None:
            self._put_sticker(frame, shot.sticker, since)
        return frame

    def _put_product(self, frame: Image.Image, shot: _Shot, since: float, share: float) -> None:
        """Zoomed, swaying and bobbing by parts of a pixel, so that the slow motion does not stutter."""
        arrived = _overshoot(min(1.0, since / 0.45))
        zoom = (shot.zoom[0] + (shot.zoom[1] - shot.zoom[0]) * share) * (0.7 + 0.3 * arrived)
        angle = math.radians(2.2 * math.sin(since * 1.7 + self._sway))
        half = self._product.width * zoom / 2
        middle_x = shot.middle[0] * frame.width
        middle_y = shot.middle[1] * frame.height + 9 * self._unit * math.sin(since * 2.1 + self._sway)
        # Only what can be seen is drawn.
        left, top = max(0, math.floor(middle_x - half)), max(0, math.floor(middle_y - half))
        size = (min(frame.width, math.ceil(middle_x + half)) - left, min(frame.height, math.ceil(middle_y + half)) - top)
        cosine, sine = math.cos(angle) / zoom, math.sin(angle) / zoom
        centre, x, y = self._product.width / 2, middle_x - left, middle_y - top
        way = (cosine, sine, centre - cosine * x - sine * y, -sine, cosine, centre + sine * x - cosine * y)
        drawn = self._product.transform(size, Image.Transform.AFFINE, way, Image.Resampling.BILINEAR)  # pyright: ignore[reportUnknownMemberType] - Pillow types it by numpy, which is not here
        frame.paste(drawn, (left, top), drawn)

    def _put_words(self, frame: Image.Image, words: _Words, since: float) -> None:
        share = _ease((since - words.begins) / 0.35)
        if share <= 0:
            return
        mask = words.layer.getchannel("A")
        if share < 1:
            mask = mask.point([round(level * share) for level in range(256)])  # pyright: ignore[reportUnknownMemberType] - as above
        frame.paste(words.layer, (words.x, words.y + round(40 * self._unit * (1 - share))), mask)

    def _put_sticker(self, frame: Image.Image, sticker: _Words, since: float) -> None:
        share = (since - sticker.begins) / 0.4
        if share <= 0:
            return
        layer, grown = sticker.layer, _overshoot(min(1.0, share))
        if share < 1:
            size = (max(1, round(layer.width * grown)), max(1, round(layer.height * grown)))
            layer = layer.resize(size, Image.Resampling.BILINEAR)  # pyright: ignore[reportUnknownMemberType] - as above
        x = sticker.x + (sticker.layer.width - layer.width) // 2
        y = sticker.y + (sticker.layer.height - layer.height) // 2
        frame.paste(layer, (x, y), layer)


def _ease(share: float) -> float:
    """Fast at first, then slower: 0 before the beginning, 1 after the end."""
    kept = min(1.0, max(0.0, share))
    return 1 - (1 - kept) ** 3


def _overshoot(share: float) -> float:
    """As `_ease`, but a little too far and back."""
    left = 1 - share
    return 1 - 2.4 * left**3 + 1.4 * left**2
