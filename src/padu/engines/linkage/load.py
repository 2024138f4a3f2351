"""Both sides into DuckDB: one row a record, one row a distinct token of a record, one row a word of the vocabulary."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from padu.engines.linkage.arrow import arrow_table, store
from padu.engines.linkage.normalise import Token, fold, tokens
from padu.engines.linkage.types import ArrowTable, LinkageError

Tokens = list[tuple[str, Token]]
_TEXT_COLUMNS = ("title", "brand", "description", "codes", "references", "group")
_DESCRIPTION_TOKENS = 60
_DESCRIPTION_LETTERS = 600  # enough for the tokens that are kept; what follows is talk of shipping and returns
WEIGHT_UNIT = 1000
"""Token weights are whole thousandths: sums of whole numbers do not depend on the order in which threads add them."""


def load_catalogues(connection: duckdb.DuckDBPyConnection, left: ArrowTable, right: ArrowTable) -> None:
    """Fill `record`, `reference(side, rec, code)`, `raw_detail(side, rec, tok)` and what `vocabulary` fills.

    `record` has side, rec, id, grp, price, weight and brand; `rec` is a record's rank by id on its side. Columns read: `id` and
    `title` (needed), `price`, `weight`, `brand`, `description`, `codes`, `references`, `group`.
    """
    sides = [_Side(0, left), _Side(1, right)]
    whole = [title for side in sides for title in side.titles]
    compounds = _compounds(whole)
    for side in sides:
        side.titles = [_join_compounds(title, compounds) for title in side.titles]
    store(connection, "record", arrow_table(_records(sides)))
    store(connection, "raw_token", arrow_table(_tokens(sides)))
    store(connection, "reference", arrow_table(_references(sides)))
    store(connection, "raw_detail", arrow_table(_details(sides)))
    vocabulary(connection)


def vocabulary(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `word(tok, kind, df_l, df_r, w)` and `token(side, rec, tok, kind, w)` from `raw_token` and `record`."""
    connection.execute(_VOCABULARY, [WEIGHT_UNIT])
    connection.execute(_WEIGHTED)


def ids_in_order(table: ArrowTable, needed: Sequence[str]) -> tuple[Mapping[str, list[object]], list[int], list[str]]:
    """A table's columns, the order of its rows by id, and the ids in that order; refuses missing columns and an id that stands twice."""
    for name in needed:
        if name not in table.column_names:
            raise LinkageError("linkage.column_missing", f"a table to be linked has no column {name!r}", todo="name the column, or map it")
    rows = table.to_pydict()
    ids = [str(value) for value in rows["id"]]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    ordered = [ids[i] for i in order]
    if twice := next((a for a, b in itertools.pairwise(ordered) if a == b), None):
        raise LinkageError(
            "linkage.id_duplicate", f"the id {twice!r} stands twice in a table to be linked", todo="give every record its own id"
        )
    return rows, order, ordered


class _Side:
    def __init__(self, number: int, table: ArrowTable) -> None:
        names = set(table.column_names)
        rows, order, self.ids = ids_in_order(table, ("id", "title"))
        self.number = number
        texts = {name: [_text(rows[name][i]) if name in names else "" for i in order] for name in _TEXT_COLUMNS}
        self.groups = texts["group"]
        self.references = [dict.fromkeys(fold(text).split()) for text in texts["references"]]
        self.brands = texts["brand"]
        self.prices = [_positive(rows["price"][i]) if "price" in names else None for i in order]
        self.weights = [_positive(rows["weight"][i]) if "weight" in names else None for i in order]
        self.titles: list[Tokens] = [
            tokens(f"{title} {codes}") or [(fold(title) or "-", Token.WORD)]
            for title, codes in zip(texts["title"], texts["codes"], strict=True)
        ]
        self.details = [tokens(text[:_DESCRIPTION_LETTERS])[:_DESCRIPTION_TOKENS] for text in texts["description"]]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _positive(value: object) -> float | None:
    if value is None:
        return None
    number = float(str(value))
    return number if math.isfinite(number) and number > 0 else None


def _compounds(titles: Iterable[Tokens]) -> dict[tuple[str, str], str]:
    """Two words that some write as one (`power bank`, `powerbank`), found in the tables themselves."""
    titles = list(titles)
    singles = Counter(tok for title in titles for tok, kind in title if kind is Token.WORD)
    found: dict[tuple[str, str], str] = {}
    for title in titles:
        for (first, a), (second, b) in itertools.pairwise(title):
            if a is Token.WORD and b is Token.WORD and first + second in singles:
                found[first, second] = first + second
    return found


def _join_compounds(title: Tokens, compounds: dict[tuple[str, str], str]) -> Tokens:
    joined: Tokens = []
    for tok, kind in title:
        if joined and kind is Token.WORD and joined[-1][1] is Token.WORD and (whole := compounds.get((joined[-1][0], tok))):
            joined[-1] = (whole, Token.WORD)
        else:
            joined.append((tok, kind))
    return joined


def _records(sides: Sequence[_Side]) -> dict[str, tuple[str, list[object]]]:
    return {
        "side": ("whole", [side.number for side in sides for _ in side.ids]),
        "rec": ("whole", [rec for side in sides for rec in range(len(side.ids))]),
        "id": ("text", [one for side in sides for one in side.ids]),
        "grp": ("text", [one for side in sides for one in side.groups]),
        "price": ("real", [one for side in sides for one in side.prices]),
        "weight": ("real", [one for side in sides for one in side.weights]),
        "brand": ("text", [" ".join(tok for tok, _ in tokens(one)) or None for side in sides for one in side.brands]),
    }


def _tokens(sides: Sequence[_Side]) -> dict[str, tuple[str, list[object]]]:
    rows = [
        (side.number, rec, tok, kind.value) for side in sides for rec, title in enumerate(side.titles) for tok, kind in dict(title).items()
    ]
    return {
        "side": ("whole", [row[0] for row in rows]),
        "rec": ("whole", [row[1] for row in rows]),
        "tok": ("text", [row[2] for row in rows]),
        "kind": ("text", [row[3] for row in rows]),
    }


def _references(sides: Sequence[_Side]) -> dict[str, tuple[str, list[object]]]:
    rows = [(side.number, rec, code) for side in sides for rec, codes in enumerate(side.references) for code in codes]
    return {
        "side": ("whole", [row[0] for row in rows]),
        "rec": ("whole", [row[1] for row in rows]),
        "code": ("text", [row[2] for row in rows]),
    }


def _details(sides: Sequence[_Side]) -> dict[str, tuple[str, list[object]]]:
    rows = [(side.number, rec, tok) for side in sides for rec, text in enumerate(side.details) for tok in dict(text)]
    return {
        "side": ("whole", [row[0] for row in rows]),
        "rec": ("whole", [row[1] for row in rows]),
        "tok": ("text", [row[2] for row in rows]),
    }


# A word's weight is its inverse document frequency over both sides, ln(1 + N/df) (Spärck Jones 1972, smoothed), in thousandths.
_VOCABULARY = """
create or replace table word as
select tok, min(kind) as kind, count(*) filter (side = 0) as df_l, count(*) filter (side = 1) as df_r,
    cast(round($1 * ln(1 + (select count(*) from record) / count(*))) as bigint) as w
from raw_token group by tok
"""

_WEIGHTED = """
create or replace table token as
select side, rec, tok, word.kind as kind, w from raw_token join word using (tok)
order by side, rec, tok
"""
