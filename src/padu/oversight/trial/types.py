"""The trial's plan as data, its steps, its gates' figures, and its errors."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal, NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError

TrialId = NewType("TrialId", UUID)


class TrialError(PaduError):
    """A plan that cannot be read, or a step that the trial cannot take; codes begin with `trial.`."""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in Indonesian and in English."""

    id: str
    en: str


class PlanSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where something was read, and when."""

    id: str
    title: str
    url: str
    read_on: dt.date


class Duration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many days a trial that opens on `begins` or later lasts."""

    begins: dt.date = msgspec.field(name="from")
    value: int
    reason: str
    sources: tuple[str, ...] = ()


class Caps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a stage may at most let in, from a day on."""

    begins: dt.date = msgspec.field(name="from")
    shops: int
    handoffs_per_day: int
    reason: str
    sources: tuple[str, ...] = ()


class Threshold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a gate's figure may at most, or must at least, be from a day on; one of the two."""

    begins: dt.date = msgspec.field(name="from")
    reason: str
    at_most: int | None = None
    at_least: int | None = None
    sources: tuple[str, ...] = ()


class Measure(StrEnum):
    """How a gate's figure is got."""

    FINDINGS = "findings"
    LEDGER_IMBALANCE = "ledger_imbalance"
    LEDGER_DISAGREEMENTS = "ledger_disagreements"
    STOCK_DISAGREEMENTS = "stock_disagreements"
    HANDOFFS_TODAY = "handoffs_today"
    HANDOFFS_REFUSED = "handoffs_refused"
    ORDERS_PLACED = "orders_placed"
    ORDERS_LATE = "orders_late"
    UNSIGNED_MINUTES = "unsigned_minutes"
    STUCK_STREAMS = "stuck_streams"
    NOT_MEASURED = "not_measured"


Unit = Literal["finding", "shop", "permille", "rupiah", "posting", "shelf", "handoff", "order", "minute", "stream"]


class Gate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must hold before a step: a figure and its threshold, or the stage's cap.

    `confidence` says how well the law or report behind it is known; a gate of the house's own has none.
    `rules` and `states` narrow the measure `findings` (no rules: all of them). `unknown` says why nothing measures it. A gate that
    `stops` pauses the trial as soon as its figure is known and does not hold.
    """

    id: str
    group: Literal["payment", "data", "merchants", "conduct"]
    title: Said
    basis: str
    confidence: Literal["", "A", "B", "C", "G"] = ""
    measure: Measure
    unit: Unit
    sources: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    states: tuple[Literal["blocked", "open", "accepted", "upheld"], ...] = ()
    unknown: Said | None = None
    stops: bool = False
    thresholds: tuple[Threshold, ...] = ()
    cap: Literal["", "handoffs_per_day"] = ""


class Stage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stage: whom it lets in, its caps, and the gates that must hold before the next."""

    id: str
    title: Said
    said: Said
    caps: tuple[Caps, ...]
    gates: tuple[str, ...]


class TrialPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The stages in their order, and every gate."""

    id: str
    title: Said
    lasts_days: tuple[Duration, ...]
    sources: tuple[PlanSource, ...]
    stages: tuple[Stage, ...]
    gates: tuple[Gate, ...]


class GateFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A gate's figure at a moment. `value` is None where it is not known; `held` is then None too, and the gate does not hold.

    `why` is a word: `no_measure` (nothing measures it), `nothing_yet` (nothing has happened that could be counted), `no_threshold`
    (none was in force that day).
    """

    gate: str
    value: int | None
    unit: str
    at_most: int | None = None
    at_least: int | None = None
    held: bool | None = None
    why: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The `number`th step of a trial: opened, paused, resumed, advanced or closed, with the gates' figures of that moment."""

    number: int
    step: str
    stage: str
    reason: str
    actor: str
    at: dt.datetime
    figures: tuple[GateFigure, ...] = ()


class TrialState(StrEnum):
    """Whether the door may stand open."""

    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A trial as it stands; its steps first to last, and how many shops take part."""

    trial_id: TrialId
    plan: str
    opened_at: dt.datetime
    state: TrialState
    stage: str
    steps: tuple[Step, ...]
    shops: int
