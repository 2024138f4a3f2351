"""What exists to be sold: products drawn from the grammar of each category."""

from __future__ import annotations

import re
from random import Random

import msgspec

from padu.demo.world.read_tables import Noun, Tables

_QUANTITY = re.compile(r"(?:isi )?(?P<number>\d+(?:\.\d+)?) ?(?P<unit>[A-Za-z]*)")
_THOUSANDS = {"kg": 1000, "liter": 1000, "TB": 1024}
_CONTENT_UNITS = frozenset({"g", "kg", "ml", "liter"})
_BULK_DISCOUNT = 0.8  # twice the content costs about 1.74 times as much


class Product(msgspec.Struct, frozen=True):
    """One thing, whoever sells it. `fixed` is an option sold as a product of its own, such as `XL`; price in rupiah."""

    category: str
    noun: Noun
    style: str
    brand: str
    material: str
    spec: str
    fixed: str
    origin: str
    price: int
    grams: int

    @property
    def identity(self) -> tuple[str, str, str, str, str]:
        """What makes it itself; two products of one seller never share it."""
        return (self.noun.names[0], self.style, self.brand, self.spec, self.fixed)


def make_product(rng: Random, tables: Tables, category: str, *, brand: str | None = None) -> Product:
    """Draw a product of a category; `brand` forces a brand (empty for none), otherwise a known one or none is drawn."""
    trade = tables.trades[category]
    noun = rng.choice(trade.nouns)
    specs = tables.specs_of(noun)
    spec = rng.choice(specs) if specs else ""
    base = rng.uniform(*noun.price) * 1000
    return Product(
        category=category,
        noun=noun,
        style=rng.choice(noun.styles),
        brand=brand if brand is not None else rng.choice(trade.brands),
        material=rng.choice(noun.materials),
        spec=spec,
        fixed="",
        origin=rng.choice(noun.origins) if noun.origins else "",
        price=round_price(rng, base * _relative_size(specs, spec)),
        grams=_weigh(rng, noun, spec),
    )


def sibling_of(rng: Random, tables: Tables, product: Product) -> Product | None:
    """A near-identical product: another spec, or the same in one fixed option; none where nothing can vary."""
    specs = [spec for spec in tables.specs_of(product.noun) if spec != product.spec]
    if specs:
        spec = rng.choice(specs)
        every = tables.specs_of(product.noun)
        price = product.price * _relative_size(every, spec) / _relative_size(every, product.spec)
        return msgspec.structs.replace(product, spec=spec, price=round_price(rng, price), grams=_weigh(rng, product.noun, spec))
    choice = tables.choice_of(product.noun)
    if choice is None:
        return None
    options = [value for value in choice.values if value != product.fixed]
    return msgspec.structs.replace(product, fixed=rng.choice(options))


def round_price(rng: Random, rupiah: float) -> int:
    """A price as shops write it: just below or on a thousand, never under Rp2.900."""
    return max(3, round(rupiah / 1000)) * 1000 - rng.choice((0, 100, 100, 500))


def _quantity(spec: str) -> float:
    match = _QUANTITY.fullmatch(spec)
    return float(match["number"]) * _THOUSANDS.get(match["unit"], 1) if match else 0.0


def _relative_size(specs: tuple[str, ...], spec: str) -> float:
    """How much dearer a spec is than the middle one of its axis; models that are no quantities rise by steps of 6 %."""
    if not spec:
        return 1.0
    at, middle = specs.index(spec), len(specs) // 2
    quantity, usual = _quantity(spec), _quantity(specs[middle])
    return (quantity / usual) ** _BULK_DISCOUNT if quantity and usual else 1 + 0.06 * (at - middle)


def _weigh(rng: Random, noun: Noun, spec: str) -> int:
    match = _QUANTITY.fullmatch(spec)
    if match and match["unit"] in _CONTENT_UNITS:
        return round(_quantity(spec) * 1.1) + rng.choice((20, 30, 50))
    return rng.randrange(noun.grams[0], noun.grams[1] + 1, 10)
