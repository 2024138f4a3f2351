"""How sellers word a product's title, differently on the two platforms."""

from __future__ import annotations

import re
from random import Random

from padu.demo.world.dirty_titles import abbreviate, decorate, misspell
from padu.demo.world.products import Product
from padu.demo.world.read_tables import Tables

# TikTok Shop Indonesia asks for 25 to 255 characters; Tokopedia admitted 70.
SOCIAL_SHORTEST, SOCIAL_LONGEST, MARKET_LONGEST = 25, 255, 70

_SPACED_UNIT = re.compile(r"^(?P<number>[\d.]+) (?P<unit>[A-Za-z]+)$")
_UNIT_SPELLINGS = {
    "g": ("g", "gr", " gr", " gram", "gram"),
    "kg": ("kg", " kg", " Kg", " kilo"),
    "ml": ("ml", " ml", "ML"),
    "liter": (" liter", " L", "L", " ltr"),
    "cm": (" cm", "cm"),
    "meter": (" meter", "m", " m"),
    "lembar": (" lembar", " lbr", " sheets"),
    "pcs": (" pcs", "pcs", " pc"),
    "inch": (" inch", " inci", "in"),
    "watt": (" watt", "W", "w"),
    "GB": ("GB", " GB", "gb"),
    "mAh": ("mAh", " mAh", "mah"),
}
_BUNDLE_SPELLINGS = ("isi {n}", "isi {n} pcs", "{n} pcs", "{n}pcs", "isi{n}")


def write_social_title(rng: Random, tables: Tables, product: Product, options: tuple[str, ...], *, full: bool = False) -> str:
    """A title as on the social app: promotion first, the thing, then its virtues; `full` leaves nothing out."""
    talk = tables.talk
    thing = [rng.choice(product.noun.names), product.style]
    if product.brand and (full or rng.random() < 0.75):
        thing.insert(2 if rng.random() < 0.6 else 0, product.brand)
    rest = [spell_spec(rng, product.spec)] if product.spec else []
    if product.fixed:
        rest.append(_spell_option(rng, product.fixed))
    if full or rng.random() < 0.6:
        rest.append(product.material)
    if product.origin and rng.random() < 0.25:
        rest.append(f"asli {product.origin}")
    if options and rng.random() < 0.1:
        rest.append(" ".join(options[:4]))
    if rng.random() < 0.2:
        rest.reverse()
    if rng.random() < 0.4:
        rest.append(rng.choice(talk.tails))
    title = _dirty(rng, tables, [*thing, *rest], shortened=0.25, misspelt=0.08)
    if rng.random() < 0.35:
        title = f"{rng.choice(talk.promotion['social'])} {title}"
    title = decorate(rng, title, talk.decorations, shouting=0.06, decorated=0.16)
    while len(title) < SOCIAL_SHORTEST:
        title = f"{title} {rng.choice(talk.tails)}"
    return title[:SOCIAL_LONGEST]


def write_market_title(rng: Random, tables: Tables, product: Product, options: tuple[str, ...], *, full: bool = False) -> str:
    """A title as on the marketplace: at most 70 characters, so that the least important words go first."""
    talk = tables.talk
    head = [rng.choice(product.noun.names), product.style]
    if product.brand and (full or rng.random() < 0.75):
        head.insert(0 if rng.random() < 0.5 else 1, product.brand)
    if product.spec:
        head.append(spell_spec(rng, product.spec))
    if product.fixed:
        head.append(_spell_option(rng, product.fixed))
    if rng.random() < 0.12 and len(head) > 2:
        head = [head[-1], *head[:-1]]
    optional = _optional_words(rng, tables, product, options, full=full)
    while optional and len(" ".join([*head, *optional])) > MARKET_LONGEST - 4:
        optional.pop()
    title = _dirty(rng, tables, [*head, *optional], shortened=0.15, misspelt=0.07)
    return decorate(rng, title, talk.decorations, shouting=0.12, decorated=0.03)[:MARKET_LONGEST].rstrip()


def _optional_words(rng: Random, tables: Tables, product: Product, options: tuple[str, ...], *, full: bool) -> list[str]:
    """What a marketplace title may also say, the most important first."""
    words: list[str] = []
    if full or rng.random() < 0.55:
        words.append(product.material)
    if options and rng.random() < 0.3:
        words.append(" ".join(options[:3]))
    if product.origin and rng.random() < 0.25:
        words.append(product.origin)
    if rng.random() < 0.25:
        words.append(rng.choice(tables.talk.tails))
    if rng.random() < 0.28:
        words.append(rng.choice(tables.talk.promotion["market"]))
    return words


def spell_spec(rng: Random, spec: str) -> str:
    """A quantity as somebody types it: `250 g` may become `250gr` or `250 gram`; anything else stays."""
    if spec.startswith("isi "):
        return rng.choice(_BUNDLE_SPELLINGS).format(n=spec.removeprefix("isi "))
    match = _SPACED_UNIT.match(spec)
    if match and (spellings := _UNIT_SPELLINGS.get(match["unit"])):
        return match["number"] + rng.choice(spellings)
    return spec


def _spell_option(rng: Random, option: str) -> str:
    return rng.choice((option, f"ukuran {option}", f"uk {option}")) if len(option) <= 3 else rng.choice((option, f"varian {option}"))


def _dirty(rng: Random, tables: Tables, parts: list[str], *, shortened: float, misspelt: float) -> str:
    words = " ".join(parts).split()
    words = abbreviate(rng, words, tables.talk.short, shortened)
    if rng.random() < misspelt:
        words = misspell(rng, words)
    return " ".join(words)
