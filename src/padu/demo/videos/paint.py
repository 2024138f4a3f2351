"""The layers of a film: paper with its kawung pattern, the product, lines of text, the price. Each is painted once."""

from __future__ import annotations

import io
import math
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
Typeface = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Paper above, paper below, ink, sticker. Strong enough to stand on the social side's dark page.
PAPERS: tuple[tuple[str, str, str, str], ...] = (
    ("#f6efe0", "#e7d5b4", "#2a2118", "#3b3fa5"),
    ("#3b3fa5", "#23255f", "#fdf8ec", "#c4472f"),
    ("#f7ddd2", "#e9ae97", "#3a1a14", "#3b3fa5"),
    ("#1f5b4c", "#10332b", "#f4f1e3", "#c4472f"),
    ("#e3f0e6", "#b4d6c0", "#12352a", "#8a3324"),
    ("#6b3a1f", "#3d1f10", "#fbeed8", "#3b3fa5"),
    ("#dfe9f8", "#aac4ea", "#14254a", "#8a3324"),
    ("#f3e3f1", "#d9b3d4", "#3c163a", "#3b3fa5"),
)

# The sum of a tone's three parts above which it counts as light.
LIGHT = 380


def colour_of(text: str) -> Colour:
    """`#f6efe0` as numbers."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def load_typeface(path: Path | None, size: int, weight: int) -> Typeface:
    """The house's typeface at a weight; Pillow's own where the file is missing or this Pillow cannot unpack it."""
    if path is None:
        return ImageFont.load_default(size)
    try:
        face = ImageFont.truetype(path, size)
        face.set_variation_by_axes([weight])
    except OSError:
        return ImageFont.load_default(size)
    return face


def paint_paper(size: tuple[int, int], top: str, bottom: str, tile: int) -> Image.Image:
    """A slope from one tone to the other with kawung over it, one tile larger than the frame each way, so that it can drift."""
    width, height = size[0] + tile, size[1] + tile
    column = Image.new("RGB", (1, height))
    first, last = colour_of(top), colour_of(bottom)
    for row in range(height):
        share = (row / height) ** 1.4
        red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
        column.putpixel((0, row), (red, green, blue))
    paper = column.resize((width, height))  # pyright: ignore[reportUnknownMemberType] - Pillow types it by numpy, which is not here
    mark = _paint_kawung(tile)
    light = sum(first) > LIGHT
    ink = Image.new("RGB", (tile, tile), (0, 0, 0) if light else (255, 255, 255))
    for x in range(0, width, tile):
        for y in range(0, height, tile):
            paper.paste(ink, (x, y), mark)
    return paper


def _paint_kawung(tile: int) -> Image.Image:
    """One tile of the pattern as a faint mask: four ovals that meet, a dot between them. Drawn four times as large, then brought down."""
    large = tile * 4
    mask = Image.new("L", (large, large))
    pen = ImageDraw.Draw(mask)
    for at_x, at_y, angle in ((0.25, 0.25, 45), (0.75, 0.25, -45), (0.25, 0.75, -45), (0.75, 0.75, 45)):
        turned = math.radians(angle)
        points: list[tuple[float, float]] = []
        for part in range(49):
            round_ = part / 48 * 2 * math.pi
            along, across = 0.22 * math.cos(round_), 0.11 * math.sin(round_)
            points.append(
                (
                    (at_x + along * math.cos(turned) - across * math.sin(turned)) * large,
                    (at_y + along * math.sin(turned) + across * math.cos(turned)) * large,
                )
            )
        pen.line(points, fill=26, width=max(1, round(large * 0.016)), joint="curve")
    radius = large * 0.03
    pen.ellipse((large / 2 - radius, large / 2 - radius, large / 2 + radius, large / 2 + radius), fill=26)
    return mask.resize((tile, tile), Image.Resampling.LANCZOS)  # pyright: ignore[reportUnknownMemberType] - as above


def paint_product(emoji: bytes, size: int) -> Image.Image:
    """The product in the middle of a square, its soft shadow below it."""
    with Image.open(io.BytesIO(emoji)) as opened:
        inner = round(size * 0.9)
        drawn = opened.convert("RGBA").resize((inner, inner), Image.Resampling.LANCZOS)  # pyright: ignore[reportUnknownMemberType] - as above
    canvas = Image.new("RGBA", (size, size))
    margin = (size - inner) // 2
    left, _, right, bottom = drawn.getbbox() or (0, 0, inner, inner)
    foot, half = margin + bottom, (right - left) * 0.4
    middle = margin + (left + right) / 2
    ImageDraw.Draw(canvas).ellipse((middle - half, foot - size * 0.04, middle + half, foot + size * 0.03), fill=(20, 14, 30, 120))
    canvas = canvas.filter(ImageFilter.GaussianBlur(size * 0.02))
    canvas.alpha_composite(drawn, (margin, margin))
    return canvas


def paint_glow(size: int, *, light: bool) -> Image.Image:
    """A disc of light behind the product."""
    layer = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    ImageDraw.Draw(layer).ellipse((size * 0.12, size * 0.12, size * 0.88, size * 0.88), fill=(255, 255, 255, 130 if light else 46))
    return layer.filter(ImageFilter.GaussianBlur(size * 0.03))


def paint_line(text: str, face: Typeface, ink: Colour) -> Image.Image:
    """A line of text on nothing, as large as it needs."""
    left, top, right, bottom = face.getbbox(text)
    ascent = math.ceil(bottom - min(0, top)) + 4
    layer = Image.new("RGBA", (max(1, math.ceil(right - left) + 4), max(1, ascent)), (*ink, 0))
    ImageDraw.Draw(layer).text((2 - left, 2 - min(0, top)), text, font=face, fill=(*ink, 255))
    return layer


def paint_sticker(text: str, face: Typeface, fill: Colour, chance: Random) -> Image.Image:
    """The price on a rounded label, stuck on a little askew."""
    line = paint_line(text, face, (255, 255, 255))
    pad = max(2, round(line.height * 0.55))
    width, height = line.width + pad * 2, line.height + pad
    label = Image.new("RGBA", (width + pad, height + pad), (*fill, 0))
    box = (pad // 2, pad // 2, pad // 2 + width, pad // 2 + height)
    ImageDraw.Draw(label).rounded_rectangle(box, radius=height * 0.3, fill=(*fill, 255))
    label.alpha_composite(line, (pad // 2 + pad, pad // 2 + pad // 2))
    return label.rotate(chance.choice((-5, -4, 4)), Image.Resampling.BICUBIC, expand=True)


def fit_lines(text: str, face: Typeface, width: int, most: int) -> list[str]:
    """The text broken into at most so many lines; what does not fit is left out at a word's end, with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(longer) <= width:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = _shorten(lines[-1], face, width)
            break
    return [line if face.getlength(line) <= width else _shorten(line, face, width) for line in lines]


def _shorten(line: str, face: Typeface, width: int) -> str:
    while line and face.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
