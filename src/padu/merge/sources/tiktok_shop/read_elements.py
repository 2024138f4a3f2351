"""Turns a page's elements into outcomes, each standing or falling alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from padu.merge.sources.check_text import first_time
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_pages import completeness, decode, identify, open_page
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile, SourceRecord

_Element = TypeVar("_Element")


def read_elements(  # noqa: PLR0913 - what distinguishes one search from another
    file: SourceFile,
    kind: Kind,
    key: str,
    decoder: msgspec.json.Decoder[_Element],
    convert: Callable[[_Element, str], SourceRecord],
    *,
    id_field: str = "id",
) -> Iterator[ReadOutcome]:
    """Read the elements of one page under `data[key]`; `convert` takes the element and the file's shop id and may raise `Refusal`."""
    outcomes = Outcomes(file, kind)
    try:
        page = open_page(file.path, key)
    except Refusal as refusal:
        yield outcomes.unreadable(refusal)
        return
    seen: set[str] = set()
    for position, raw in enumerate(page.elements):
        try:
            record = convert(decode(decoder, raw), file.seller_id)
            first_time(record.source_id, seen, f"data.{key}[{position}].{id_field}")
        except Refusal as refusal:
            refusal.field = refusal.field or f"data.{key}[{position}]"
            yield outcomes.refused(refusal, position + 1, source_id=identify(raw, id_field))
        else:
            yield outcomes.accepted(record, position + 1)
    if missing := completeness(file.path, page, key):
        yield outcomes.absent(missing, len(page.elements) or 1)
