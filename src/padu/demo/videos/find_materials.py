"""What a film is drawn with: the front-end build's emoji and typeface."""

from __future__ import annotations

import zipfile
from pathlib import Path

import msgspec

from padu.demo.videos.types import VideoError

_FALLBACK = "1f4e6"  # a parcel


class Materials(msgspec.Struct, frozen=True):
    """The emoji pack (a ZIP of WebP files named by code points) and the typeface; None takes Pillow's own."""

    emoji_pack: Path
    typeface: Path | None

    def read_emoji(self, codepoint: str) -> bytes:
        """An emoji's WebP, with or without the variation selector; a parcel where the set lacks it."""
        bare = codepoint.replace("-fe0f", "")
        with zipfile.ZipFile(self.emoji_pack) as pack:
            names = set(pack.namelist())
            found = next((name for name in (codepoint, bare, f"{bare}-fe0f", _FALLBACK) if f"{name}.webp" in names), _FALLBACK)
            return pack.read(f"{found}.webp")


def find_materials(static: Path) -> Materials:
    """The materials in the folder that the front-end build filled. Raises `demo.no_emoji` where it was not built."""
    pack = static / "emoji.zip"
    if not pack.is_file():
        todo = "build the front end: `make setup`"
        raise VideoError("demo.no_emoji", "there are no emoji to film", where=str(pack), todo=todo)
    return Materials(pack, next(iter(sorted((static / "assets").glob("plus-jakarta-sans-latin-wght-normal-*.woff2"))), None))
