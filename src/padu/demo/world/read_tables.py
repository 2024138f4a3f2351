"""Reads the facts and words that the world is made of from the tables in `data/`.

Places and their population: Dukcapil, semester II 2024, as published in cahyadsn/wilayah (MIT); the three-digit
postal prefixes and district names are those of the places themselves.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import msgspec

_DATA = Path(__file__).with_name("data")


class City(msgspec.Struct, frozen=True):
    """A regency or city: its official name, its people, and what its postal codes begin with."""

    code: str
    province: str
    city: str
    population: int
    postal_prefix: str
    districts: tuple[str, ...]


class Noun(msgspec.Struct, frozen=True):
    """One kind of product: what it is called, its emoji's code points, price in thousand rupiah and weight in grams.

    `spec` names an axis of `axes.yaml`, or lists its values; `choice` names the options inside one listing.
    """

    names: tuple[str, ...]
    emoji: str
    price: tuple[int, int]
    grams: tuple[int, int]
    styles: tuple[str, ...]
    materials: tuple[str, ...]
    spec: str | tuple[str, ...] = ""
    choice: str = ""
    origins: tuple[str, ...] = ()


class Trade(msgspec.Struct, frozen=True):
    """What the sellers of one category put on their signs, which brands they carry and what they sell."""

    trades: tuple[str, ...]
    brands: tuple[str, ...]
    nouns: tuple[Noun, ...]


class Choice(msgspec.Struct, frozen=True):
    """Options a buyer chooses from inside one listing."""

    name: str
    values: tuple[str, ...]


class Axes(msgspec.Struct, frozen=True):
    """What may vary: options inside a listing, and specs that tell products apart."""

    choices: dict[str, Choice]
    specs: dict[str, tuple[str, ...]]


class Names(msgspec.Struct, frozen=True):
    """Personal names and the words of shop signs."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    honorifics_women: tuple[str, ...]
    honorifics_men: tuple[str, ...]
    fortunes: tuple[str, ...]
    flowers: tuple[str, ...]
    syllables_first: tuple[str, ...]
    syllables_middle: tuple[str, ...]
    syllables_last: tuple[str, ...]
    social_forms: tuple[str, ...]
    market_forms: tuple[str, ...]
    towns: dict[str, str]
    specialities: dict[str, str]
    streets: tuple[str, ...]


class Talk(msgspec.Struct, frozen=True):
    """Phrases of sellers, buyers and creators; keys `social` and `market` say on which platform they are usual."""

    promotion: dict[str, tuple[str, ...]]
    decorations: tuple[str, ...]
    short: dict[str, str]
    tails: tuple[str, ...]
    openings: dict[str, tuple[str, ...]]
    facts: tuple[str, ...]
    origins: tuple[str, ...]
    weights: tuple[str, ...]
    choices: tuple[str, ...]
    closings: dict[str, tuple[str, ...]]
    reviews: dict[str, tuple[str, ...]]
    videos: tuple[str, ...]
    return_reasons: tuple[str, ...]
    cancel_reasons: tuple[str, ...]
    buyer_notes: tuple[str, ...]
    couriers: tuple[str, ...]
    payments: tuple[str, ...]


class Tables(msgspec.Struct, frozen=True):
    """Everything the tables hold."""

    cities: tuple[City, ...]
    trades: dict[str, Trade]
    axes: Axes
    names: Names
    talk: Talk

    def specs_of(self, noun: Noun) -> tuple[str, ...]:
        """The values that a noun's spec may take; empty where it has none."""
        return self.axes.specs[noun.spec] if isinstance(noun.spec, str) and noun.spec else tuple(noun.spec)

    def choice_of(self, noun: Noun) -> Choice | None:
        """The options that a listing of this noun may hold."""
        return self.axes.choices[noun.choice] if noun.choice else None

    def city_named(self, name: str) -> City:
        """The city with this official name."""
        return next(city for city in self.cities if city.city == name)


@cache
def read_tables() -> Tables:
    """All tables, read once per process."""
    trades: dict[str, Trade] = {}
    for path in sorted(_DATA.glob("products_*.yaml")):
        trades |= msgspec.yaml.decode(path.read_bytes(), type=dict[str, Trade])
    return Tables(
        cities=_read_cities(),
        trades=trades,
        axes=msgspec.yaml.decode((_DATA / "axes.yaml").read_bytes(), type=Axes),
        names=msgspec.yaml.decode((_DATA / "names.yaml").read_bytes(), type=Names),
        talk=msgspec.yaml.decode((_DATA / "talk.yaml").read_bytes(), type=Talk),
    )


def _read_cities() -> tuple[City, ...]:
    with (_DATA / "cities.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            City(
                row["code"], row["province"], row["city"], int(row["population"]), row["postal_prefix"], tuple(row["districts"].split("/"))
            )
            for row in csv.DictReader(lines)
        )
