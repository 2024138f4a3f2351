"""What a film is about, its measures, and what can go wrong."""

from __future__ import annotations

from pathlib import Path

import msgspec

from padu.kernel.errors import PaduError


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A product as its film shows it: the listing's own title, its price in rupiah, the code points of its emoji (`1f455`).

    `handle` is the creator's, without `@`; `place` is where it is sent from, empty where nobody says. `seed` chooses among the films
    that it could be. `listing` is the caller's own mark and changes no frame.
    """

    title: str
    price: int
    emoji: str
    handle: str
    place: str = ""
    seed: int = 2024
    listing: str = ""


class Format(msgspec.Struct, frozen=True):
    """Pixels and frames a second. `seconds` 0 lets each subject choose between five and seven."""

    width: int = 720
    height: int = 1280
    rate: int = 24
    seconds: float = 0.0


class MadeVideo(msgspec.Struct, frozen=True):
    """A film: its file, how long it runs, and whether it was made now or stood there already."""

    subject: Subject
    path: Path
    seconds: float
    is_new: bool


class VideoError(PaduError):
    """A film that cannot be made."""
