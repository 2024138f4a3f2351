"""Which language a person reads, and what our words are in it. Indonesian first, English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from padu.kernel.errors import PaduError

LANGUAGES = ("id", "en")
_FOLDER = Path(__file__).parent / "locales"

Phrase = str | dict[str, str]


def choose_language(*, asked: str | None, remembered: str | None, accepted: str) -> str:
    """The language asked for in the address, else the cookie's, else the first that the browser accepts, else Indonesian."""
    for wish in (asked, remembered):
        if wish in LANGUAGES:
            return wish
    weighed = (_weight(part) for part in accepted.split(",") if part.strip())
    for _, tag in sorted((pair for pair in weighed if pair[0] > 0), key=lambda pair: -pair[0]):
        # Browsers long sent the old code of Indonesian.
        language = {"in": "id"}.get(tag, tag)
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _weight(part: str) -> tuple[float, str]:
    tag, _, quality = part.strip().partition(";q=")
    try:
        weight = float(quality) if quality else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower().split("-")[0]


@cache
def catalogue(language: str) -> Mapping[str, Phrase]:
    """Every phrase of a language by its dotted key; a phrase with `one` and `other` is chosen by the number `n`."""
    phrases: dict[str, Phrase] = {}
    for path in sorted((_FOLDER / language).glob("*.yaml")):
        _flatten("", cast("dict[str, object]", yaml.safe_load(path.read_text(encoding="utf-8"))), phrases)
    return phrases


def _flatten(prefix: str, tree: dict[str, object], into: dict[str, Phrase]) -> None:
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if key in into:
            raise PaduError("words.twice", f"the phrase {key!r} stands in two files", todo=f"keep one of them in {_FOLDER.name}/")
        if isinstance(value, dict):
            branch = cast("dict[str, object]", value)
            if "other" in branch and set(branch) <= {"one", "other"}:
                into[key] = cast("dict[str, str]", branch)
            else:
                _flatten(f"{key}.", branch, into)
        else:
            into[key] = str(value)


def translate(language: str, key: str, values: Mapping[str, object]) -> str:
    """The phrase `key` with its `{names}` filled in. An unknown key is our mistake and says so at once."""
    phrase = catalogue(language).get(key)
    if phrase is None:
        raise PaduError("words.unknown", f"there is no phrase {key!r} in {language}", todo=f"add it to {_FOLDER.name}/{language}/")
    if isinstance(phrase, dict):
        phrase = phrase["one"] if values.get("count", values.get("n")) == 1 and "one" in phrase else phrase["other"]
    return phrase.format_map(values)


def translate_or(language: str, key: str, otherwise: str) -> str:
    """The phrase where there is one, else the given text: for names that data bring along."""
    phrase = catalogue(language).get(key)
    return phrase if isinstance(phrase, str) else otherwise
