"""The vocabulary of sellers, read once from `words.yaml`: noise, abbreviations, colours, sizes, units."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import msgspec


class _Noise(msgspec.Struct, frozen=True):
    why: str
    words: list[str]
    phrases: list[str] = []


class _Spellings(msgspec.Struct, frozen=True):
    why: str
    map: dict[str, str]


class _Families(msgspec.Struct, frozen=True):
    why: str
    map: dict[str, list[str]]


class _Units(msgspec.Struct, frozen=True):
    why: str
    map: dict[str, dict[str, float]]


class _SellerWords(msgspec.Struct, frozen=True):
    why: str
    words: list[str]
    expand: dict[str, str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    promotions: _Noise
    stopwords: _Noise
    abbreviations: _Spellings
    colours: _Families
    sizes: _Families
    grades: _Noise
    units: _Units
    sellers: _SellerWords


class Words(msgspec.Struct, frozen=True):
    """The vocabulary ready for use. `units` maps a written unit to its base unit and factor."""

    promotion: re.Pattern[str]
    noise: frozenset[str]
    abbreviations: dict[str, str]
    colours: dict[str, str]
    sizes: dict[str, str]
    units: dict[str, tuple[str, float]]
    quantity: re.Pattern[str]
    grades: frozenset[str]
    seller_noise: frozenset[str]
    seller_expand: dict[str, str]


def _turn(families: dict[str, list[str]]) -> dict[str, str]:
    return {spelling: name for name, spellings in families.items() for spelling in spellings}


@cache
def words() -> Words:
    """The vocabulary of `words.yaml`; read once a process."""
    file = msgspec.yaml.decode(resources.files(__package__ or "").joinpath("words.yaml").read_bytes(), type=_File)
    units = {written: (base, factor) for base, family in file.units.map.items() for written, factor in family.items()}
    # Longest first, so that `gram` is not read as `g` and a rest; a unit may stand a blank away from its number.
    longest = "|".join(sorted((re.escape(unit) for unit in units), key=lambda unit: (-len(unit), unit)))
    return Words(
        promotion=re.compile(r"(?<![\w])(?:" + "|".join(file.promotions.phrases) + r")(?![\w])"),
        noise=frozenset(file.promotions.words) | frozenset(file.stopwords.words),
        abbreviations=file.abbreviations.map,
        colours=_turn(file.colours.map),
        sizes=_turn(file.sizes.map),
        units=units,
        quantity=re.compile(r"(?<![\w.,])(\d{1,6}(?:[.,]\d{1,3})?)\s?-?(" + longest + r")(?![\w])"),
        grades=frozenset(file.grades.words),
        seller_noise=frozenset(file.sellers.words),
        seller_expand=file.sellers.expand,
    )
