"""From what a seller typed to tokens that can be compared; the one place where titles and names are folded."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from padu.engines.linkage.words import Words, words

_PIECE = re.compile(r"[a-z0-9]+(?:[.\-+'][a-z0-9]+)*")
_NAME_PIECE = re.compile(r"[a-z]+|\d+")
_DECIMAL = re.compile(r"\d+\.\d+")
_LANGUAGE_TAG = re.compile(r"(?<=[\"'\s])@[a-z]{2}(?:-[a-z]{2})?\b", re.IGNORECASE)
_MANY_NUMBERS = 5
_SHORT_PART = 4
_PLURAL = 5
_NO_PLURAL = ("ss", "us", "as", "is", "os")


class Token(StrEnum):
    """What a token says: a word, a model code, a bare number, a quantity with its unit, a colour, a size, a grade (`pro`)."""

    WORD = "word"
    CODE = "code"
    NUMBER = "number"
    QUANTITY = "quantity"
    COLOUR = "colour"
    SIZE = "size"
    GRADE = "grade"


def fold(text: str) -> str:
    """Lower case, compatibility forms unified, diacritics removed: what two keyboards write differently becomes one."""
    if text.isascii():
        return text.lower()
    # Unified before lowered: the ornamental letters of shop titles have no lower case of their own.
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return "".join(letter for letter in lowered if not unicodedata.combining(letter))


def tokens(title: str) -> list[tuple[str, Token]]:
    """A title's tokens in order, promotion and grammar words left out, quantities in base units, spellings unified.

    Model codes keep every letter (`a15` and `a15s` stay two) but lose punctuation (`CB-2LX` and `cb2lx` are one).
    """
    known = words()
    text = _LANGUAGE_TAG.sub(" ", fold(title))
    text = known.promotion.sub(" ", text)
    found: list[tuple[str, Token]] = []

    def take(match: re.Match[str]) -> str:
        base, factor = known.units[match[2]]
        found.append((f"{float(match[1].replace(',', '.')) * factor:.12g}{base}", Token.QUANTITY))
        return " "

    text = known.quantity.sub(take, text)
    for piece in _PIECE.findall(text):
        found += _read(piece)
    return found


@lru_cache(maxsize=1 << 18)
def _read(piece: str) -> tuple[tuple[str, Token], ...]:
    known = words()
    if not piece.isalnum():
        joined = re.sub(r"[^a-z0-9]", "", piece)
        if piece in known.colours:
            return ((known.colours[piece], Token.COLOUR),)
        if _DECIMAL.fullmatch(piece):
            return ((piece, Token.NUMBER),)
        if _is_code(piece, joined):
            return ((joined, Token.CODE),)
        return tuple(token for part in re.split(r"[.\-+']", piece) for token in _read(part)) if "'" not in piece else _read(joined)
    return _read_plain(piece, known)


def _is_code(piece: str, joined: str) -> bool:
    """Whether parts around hyphens make one model code: digits and letters, no part that is a word of its own."""
    if joined.isdigit():
        return len(joined) >= _MANY_NUMBERS and "." not in piece
    has_digit = any(letter.isdigit() for letter in joined)
    long_word = any(part.isalpha() and len(part) > _SHORT_PART for part in re.split(r"[.\-+']", piece))
    lone_number = re.fullmatch(r"\d{1,2}[\-.][a-z]+|[a-z]{3,}[\-.]\d{1,2}", piece) is not None
    return has_digit and not long_word and not lone_number and len(joined) >= _SHORT_PART


def _read_plain(piece: str, known: Words) -> tuple[tuple[str, Token], ...]:
    piece = known.abbreviations.get(piece, piece)
    if piece in known.noise or (piece.isalpha() and len(piece) == 1 and piece not in known.sizes):
        return ()
    if said := _said_by_list(piece, known):
        return (said,)
    if piece.isdigit():
        return ((piece.lstrip("0") or "0", Token.CODE if len(piece) >= _MANY_NUMBERS else Token.NUMBER),)
    if not piece.isalpha():
        return ((piece, Token.CODE),)
    if len(piece) >= _PLURAL and piece.endswith("s") and not piece.endswith(_NO_PLURAL):
        piece = known.abbreviations.get(piece[:-1], piece[:-1])
    return ((piece, Token.WORD),)


def _said_by_list(piece: str, known: Words) -> tuple[str, Token] | None:
    if piece in known.colours:
        return known.colours[piece], Token.COLOUR
    if piece in known.sizes:
        return known.sizes[piece], Token.SIZE
    return (piece, Token.GRADE) if piece in known.grades else None


def seller_tokens(name: str) -> list[str]:
    """The words of a shop's name that tell it from others; if every word is one of trade, all of them."""
    known = words()
    pieces = [known.seller_expand.get(match[0], match[0]) for match in _NAME_PIECE.finditer(fold(name))]
    telling = [piece for piece in pieces if piece not in known.seller_noise]
    return telling or pieces
