"""Which picture stands for a listing: an emoji of the Fluent 3D set on a backdrop drawn from a seed."""

from __future__ import annotations

import re
import zlib

import msgspec

_ADDRESS = re.compile(r"/fluent/([0-9a-f]{2,6}(?:-[0-9a-f]{2,6}){0,9})/([0-9]{1,9})\.webp$")


class Picture(msgspec.Struct, frozen=True):
    """`codepoint`: lower-case hex code points joined by `-`; `seed`: which backdrop, 0 to 999,999,999."""

    codepoint: str
    seed: int


def codepoint_of(emoji: str) -> str:
    """The name under which the set keeps an emoji."""
    return "-".join(f"{ord(sign):04x}" for sign in emoji)


def picture_of(address: str | None, *, emoji: str, name: str) -> Picture:
    """The drawn picture that an imported address stands for; any other address gets the category's emoji, varied by the name."""
    if address and (found := _ADDRESS.search(address)):
        return Picture(found[1], int(found[2]))
    return Picture(codepoint_of(emoji), zlib.crc32(name.encode()) % 1_000_000)
