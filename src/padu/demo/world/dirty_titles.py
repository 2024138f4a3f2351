"""What haste does to a title: abbreviations, typos, capitals, decorations. It never empties one and never touches digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

_SHORTEST_FOR_TYPO = 5


def abbreviate(rng: Random, words: Sequence[str], short: Mapping[str, str], share: float) -> list[str]:
    """Replace about `share` of the words that have a short form by it."""
    return [short[word.lower()] if word.lower() in short and rng.random() < share else word for word in words]


def misspell(rng: Random, words: Sequence[str]) -> list[str]:
    """Put one typo into one long word without digits; words without such a word stay as they are."""
    spoiled = list(words)
    candidates = [at for at, word in enumerate(words) if len(word) >= _SHORTEST_FOR_TYPO and word.isalpha()]
    if not candidates:
        return spoiled
    at = rng.choice(candidates)
    word = words[at]
    spot = rng.randrange(1, len(word) - 1)
    kind = rng.random()
    if kind < 0.4:
        spoiled[at] = word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    elif kind < 0.75:
        spoiled[at] = word[:spot] + word[spot + 1 :]
    else:
        spoiled[at] = word[:spot] + word[spot] + word[spot:]
    return spoiled


def decorate(rng: Random, title: str, decorations: Sequence[str], *, shouting: float, decorated: float) -> str:
    """Sometimes all capitals, sometimes capitalised words, sometimes an emoji at an end."""
    roll = rng.random()
    if roll < shouting:
        title = title.upper()
    elif roll < 0.7:
        title = " ".join(word[:1].upper() + word[1:] for word in title.split(" "))
    if rng.random() < decorated:
        mark = rng.choice(decorations)
        title = f"{mark} {title}" if rng.random() < 0.5 else f"{title} {mark}"
    return title
