"""Descriptions of two to five sentences, worded differently on the two platforms."""

from __future__ import annotations

from random import Random

from padu.demo.world.products import Product
from padu.demo.world.read_tables import Tables


def write_description(  # noqa: PLR0913 - a description is made of all of it
    rng: Random, tables: Tables, product: Product, *, platform: str, title: str, shop: str, origin: str
) -> str:
    """Sentences joined by blanks. `platform` is `social` or `market`; `origin` is where the goods come from."""
    talk = tables.talk
    sentences = [rng.choice(talk.openings[platform]).format(title=title, shop=shop)]
    sentences.append(rng.choice(talk.facts).format(material=product.material))
    if rng.random() < 0.6:
        sentences.append(rng.choice(talk.origins).format(origin=origin))
    choice = tables.choice_of(product.noun)
    if choice and not product.fixed and rng.random() < 0.4:
        sentences.append(rng.choice(talk.choices).format(axis=choice.name.lower(), values=", ".join(choice.values[:4])))
    elif rng.random() < 0.35:
        sentences.append(rng.choice(talk.weights).format(grams=product.grams))
    if rng.random() < 0.6:
        sentences.append(rng.choice(talk.closings[platform]))
    return " ".join(sentences[:5])


def as_html(sentences: str) -> str:
    """The same as the social app stores it: paragraphs of escaped HTML."""
    text = sentences.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<p>" + text.replace(". ", ".</p><p>", 1) + "</p>"
