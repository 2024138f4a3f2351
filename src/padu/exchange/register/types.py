"""What may pass the door, and what passed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError

PASSED = "passed"
"""The outcome of a crossing at which nothing was refused."""


class ExchangeError(PaduError):
    """Something that may not pass the door, or a door that does not answer."""


class FieldKind(StrEnum):
    """What a field holds, as JSON carries it."""

    UUID = "uuid"
    TEXT = "text"
    WORD = "word"
    WORDS = "words"
    WHOLE = "whole"
    TENTHS = "tenths"
    RUPIAH = "rupiah"
    FLAG = "flag"
    DAY = "day"
    MOMENT = "moment"


class Direction(StrEnum):
    """Which way a flow runs."""

    MARKET_TO_SOCIAL = "market_to_social"
    SOCIAL_TO_MARKET = "social_to_market"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in Indonesian and in English."""

    id: str
    en: str


class Personal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a field is personal data: its sort as the rule pack counts them, and whose it is."""

    sort: str
    whose: Literal["creator", "buyer", "viewer", "seller"]


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field that a flow carries. `one_of`: the only words that a `word` may be."""

    name: str
    kind: FieldKind
    meaning: Words
    personal: Personal | None = None
    may_be_empty: bool = False
    one_of: tuple[str, ...] = ()


class Basis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On what a flow rests: the law with its article, the lawful basis in one word, and why in both languages."""

    law: str
    article: str
    lawful_basis: Literal["not_personal", "consent", "contract", "legal_duty"]
    id: str
    en: str


class Retention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    """How long what crossed is kept: a class, its days (0: as the class says), and why in both languages."""

    class_: Literal["until_withdrawn", "trade_data", "financial_data"]
    days: int
    id: str
    en: str


class Flow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a flow: all that its messages hold, from its first day until the next version's."""

    id: str
    version: int
    valid_from: dt.date
    direction: Direction
    title: Words
    purpose: Words
    basis: Basis
    retention: Retention
    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields, in their order."""
        return tuple(field.name for field in self.fields)

    @property
    def personal_sorts(self) -> frozenset[str]:
        """The sorts of personal data that its messages carry."""
        return frozenset(field.personal.sort for field in self.fields if field.personal)


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """A message that passed the door on this side, or was refused at it (`outcome` is then the refusal's code).

    `digest` is the SHA-256 of the message's whole text; `items` says how many records it held, `fields` under which names.
    """

    crossing_id: UUID
    flow: str
    flow_version: int
    direction: Literal["out", "in"]
    message_id: str
    digest: bytes
    signature: str
    fields: tuple[str, ...]
    items: int
    outcome: str
    at: dt.datetime


class CrossingPlace(msgspec.Struct, frozen=True):
    """Where a page of crossings ended."""

    at: dt.datetime
    crossing_id: UUID


class DoorState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the door is open, why, by whom and since when; a door that nobody opened yet is closed since None."""

    is_open: bool
    reason: str
    actor: str
    changed_at: dt.datetime | None


class PullState(msgspec.Struct, frozen=True, kw_only=True):
    """How far the social side has read one of the market's pages, and whether the last attempts failed."""

    flow: str
    cursor: int
    door_is_open: bool
    pulled_at: dt.datetime | None
    failed_at: dt.datetime | None
    failures: int
    error: str


@dataclass(frozen=True, slots=True)
class Records:
    """Messages of one flow, as they go into a page or came out of one."""

    flow: Flow
    messages: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What the market answered: records by flow, where to go on reading, and whether there is more now."""

    after: int
    records: dict[str, Records]
    next: int
    more: bool
    door_is_open: bool
