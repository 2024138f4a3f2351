"""Both lists of shops into DuckDB, their names cut into words, run-together handles included."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import duckdb

from padu.engines.linkage.arrow import arrow_table, store
from padu.engines.linkage.load import ids_in_order, vocabulary
from padu.engines.linkage.normalise import fold, seller_tokens
from padu.engines.linkage.types import ArrowTable

_RANK = re.compile(r"^(?:kota administrasi|kota adm|kota|kabupaten|kab|provinsi|prov|daerah khusus ibukota|daerah istimewa|dki|di)[. ]+")
_SHORTEST_HANDLE = 8
_SHORTEST_WORD = 3


def load_names(connection: duckdb.DuckDBPyConnection, left: ArrowTable, right: ArrowTable) -> None:
    """Fill `record(side, rec, id, city, province, postal_code, phone, listings)`, `token` and `word` from two tables of shops."""
    sides = [_Shops(0, left), _Shops(1, right)]
    spoken = Counter(word for side in sides for words in side.words for word in words)
    for side in sides:
        side.words = [[part for word in words for part in cut_handle(word, spoken)] for words in side.words]
    store(
        connection,
        "record",
        arrow_table({name: (kind, [one for side in sides for one in side.column(name)]) for name, kind in _COLUMNS.items()}),
    )
    rows = [(side.number, rec, word) for side in sides for rec, words in enumerate(side.words) for word in dict.fromkeys(words)]
    store(
        connection,
        "raw_token",
        arrow_table(
            {
                "side": ("whole", [row[0] for row in rows]),
                "rec": ("whole", [row[1] for row in rows]),
                "tok": ("text", [row[2] for row in rows]),
                "kind": ("text", ["word"] * len(rows)),
            }
        ),
    )
    vocabulary(connection)


_COLUMNS = {
    "side": "whole",
    "rec": "whole",
    "id": "text",
    "city": "text",
    "province": "text",
    "postal_code": "text",
    "phone": "text",
    "listings": "whole",
}


class _Shops:
    def __init__(self, number: int, table: ArrowTable) -> None:
        rows, order, self.ids = ids_in_order(table, ("id", "name"))
        self.number = number
        self.words = [seller_tokens(str(rows["name"][i] or "")) or ["-"] for i in order]
        self._rows = rows
        self._order = order

    def column(self, name: str) -> Sequence[object]:
        if name == "side":
            return [self.number] * len(self.ids)
        if name == "rec":
            return range(len(self.ids))
        if name == "id":
            return self.ids
        if name not in self._rows:
            return [None] * len(self.ids)
        values = [self._rows[name][i] for i in self._order]
        if name in {"city", "province"}:
            return [_place(str(value or "")) for value in values]
        return values if name == "listings" else [str(value or "").strip() or None for value in values]


def _place(name: str) -> str | None:
    """An area's name without its rank, so that `Kota Bandung` is `Bandung`; a regency and a city of one name stay one place."""
    return _RANK.sub("", " ".join(fold(name).split())) or None


def cut_handle(handle: str, spoken: Mapping[str, int]) -> list[str]:
    """A handle such as `kopigayoberkah` into words that the shops of both lists use, if it consists of nothing else.

    The cut with the fewest words is taken, of these the one whose words are commonest.
    """
    if len(handle) < _SHORTEST_HANDLE or not handle.isalpha():
        return [handle]
    best: dict[int, tuple[int, int, list[str]]] = {0: (0, 0, [])}
    for end in range(_SHORTEST_WORD, len(handle) + 1):
        for start in range(max(0, end - 16), end - 1):
            word = handle[start:end]
            if (
                start not in best
                or word == handle
                or spoken.get(word, 0) < 1
                or (len(word) < _SHORTEST_WORD and spoken.get(word, 0) < _SHORTEST_WORD)
            ):
                continue
            parts, common, words = best[start]
            offered = (parts + 1, common - spoken.get(word, 0), [*words, word])
            if end not in best or offered < best[end]:
                best[end] = offered
    return best[len(handle)][2] if len(handle) in best else [handle]
