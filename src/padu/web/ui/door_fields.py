"""What crosses the door, field by field, as pages on both sides of it show it: the register's own words and the values beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from padu.exchange.register import Flow


class FieldLine(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a flow with its value, as far as the page knows it: a text, a word of the register's (`word`), or a moment.

    `whose`: whose personal data it is, empty for none's.
    """

    name: str
    meaning_id: str
    meaning_en: str
    whose: str
    text: str = ""
    word: str = ""
    at: dt.datetime | None = None


def field_lines(flow: Flow, values: Mapping[str, str | dt.datetime]) -> tuple[FieldLine, ...]:
    """Every field of the flow in the register's order; those without a value here get theirs when the message is made."""
    lines: list[FieldLine] = []
    for field in flow.fields:
        value = values.get(field.name, "")
        lines.append(
            FieldLine(
                name=field.name,
                meaning_id=field.meaning.id,
                meaning_en=field.meaning.en,
                whose=field.personal.whose if field.personal else "",
                text=value if isinstance(value, str) and not field.one_of else "",
                word=value if isinstance(value, str) and field.one_of else "",
                at=value if isinstance(value, dt.datetime) else None,
            )
        )
    return tuple(lines)
