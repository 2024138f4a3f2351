"""How shops are called, and how one shop is called differently on two platforms."""

from __future__ import annotations

import re
from random import Random

import msgspec

from padu.demo.world.read_tables import City, Tables


class Sign(msgspec.Struct, frozen=True):
    """The words that name a shop, and the person behind it."""

    core: tuple[str, ...]
    owner: str


def make_sign(rng: Random, tables: Tables, category: str) -> Sign:
    """A shop's own words: its trade with the owner's name, with lucky words, or an invented name."""
    names = tables.names
    woman = rng.random() < 0.6
    first = rng.choice(names.women if woman else names.men)
    owner = f"{first} {rng.choice(names.families)}"
    trade = rng.choice(tables.trades[category].trades)
    kind = rng.random()
    if kind < 0.38:
        honorific = rng.choice(names.honorifics_women if woman else names.honorifics_men)
        return Sign((trade, honorific, *first.split()), owner)
    if kind < 0.62:
        return Sign((rng.choice(names.fortunes), rng.choice(names.flowers), trade), owner)
    if kind < 0.78:
        return Sign((trade, rng.choice(names.flowers), rng.choice(names.fortunes).split()[0]), owner)
    middle = rng.choice(names.syllables_middle) if rng.random() < 0.6 else ""
    invented = rng.choice(names.syllables_first) + middle + rng.choice(names.syllables_last)
    return Sign((invented, trade), owner)


def near_name(rng: Random, tables: Tables, sign: Sign) -> Sign:
    """Another shop's words that nearly equal these: one of the name's words gives way to a similar one."""
    names = tables.names
    word = sign.core[-1]
    pools = (names.women, names.men, names.fortunes, names.flowers)
    pool = next((pool for pool in pools if word in pool), names.flowers)
    alike = [other for other in pool if other[0] == word[0] and other != word and " " not in other] or [
        other for other in pool if other != word
    ]
    owner = f"{rng.choice(names.women)} {rng.choice(names.families)}"
    return Sign((*sign.core[:-1], rng.choice(alike)), owner)


def write_social_name(rng: Random, tables: Tables, sign: Sign, city: City) -> str:
    """The shop's name as its social account carries it."""
    return _fill(rng.choice(tables.names.social_forms), sign, tables, city)


def write_market_name(rng: Random, tables: Tables, sign: Sign, city: City) -> str:
    """The shop's name on the marketplace: other words around the same core, sometimes in another order."""
    return _fill(rng.choice(tables.names.market_forms), sign, tables, city)


def town_of(tables: Tables, city: City) -> str:
    """What people call the place: `Solo` for Kota Surakarta, otherwise the name without its rank."""
    return tables.names.towns.get(city.city) or city.city.removeprefix("Kabupaten ").removeprefix("Kota ")


def domain_of(name: str) -> str:
    """A shop's address on the marketplace: lower-case letters, digits and single dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _fill(form: str, sign: Sign, tables: Tables, city: City) -> str:
    core = " ".join(sign.core)
    return form.format(
        core=core,
        CORE=core.upper(),
        joined="".join(sign.core).lower().replace(".", ""),
        reversed=" ".join((*sign.core[1:], sign.core[0])),
        town=town_of(tables, city),
    )
