"""A record that cannot be read: raised where the fault is found, turned into an outcome where the place is known."""

from __future__ import annotations

from padu.merge.sources.limits import MAX_QUOTED


class Refusal(Exception):  # noqa: N818 - it says what happens to the record; nothing went wrong with the program
    """Why a record is not read.

    `code` is stable; `why` is a clause that names the value and what to do; `field` is the column or JSON path;
    `value` is the offending text.
    """

    def __init__(self, code: str, why: str, *, field: str = "", value: object = "") -> None:
        super().__init__(why)
        self.code = code
        self.why = why
        self.field = field
        self.value = quoted(value)

    def inside(self, path: str) -> Refusal:
        """The same refusal, its field standing below `path`."""
        self.field = f"{path}.{self.field}" if self.field else path
        return self


def quoted(value: object) -> str:
    """The offending value as printable text, cut to what an outcome may carry."""
    text = value if isinstance(value, str) else repr(value)
    cut = text[:MAX_QUOTED]
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in cut)


def say(value: object) -> str:
    """The value in quotation marks, short enough for a sentence."""
    text = quoted(value)
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'
