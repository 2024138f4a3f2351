"""Get the gates' figures from the tables, through the doors that own them; what nothing measures stays unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from padu.exchange import register
from padu.market import ledger, orders, stock
from padu.oversight import evidence, rulebook
from padu.oversight.trial import rules
from padu.oversight.trial.types import Gate, GateFigure, Measure, Stage, TrialPlan
from padu.platform import audit
from padu.platform.event_log import stuck_streams
from padu.platform.unit_of_work import UnitOfWork

_PER_MILLE = 1_000
_MOST_STUCK = 1_000


@dataclass(slots=True)
class _Look:
    """One look at everything; what several gates rest on is read once. `since`: when the trial opened."""

    uow: UnitOfWork
    since: dt.datetime
    verdict: ledger.LedgerVerdict | None = None
    placed: orders.OrderCounts | None = None

    async def ledger(self) -> ledger.LedgerVerdict:
        self.verdict = self.verdict or await ledger.verify_ledger(self.uow)
        return self.verdict

    async def orders(self) -> orders.OrderCounts:
        self.placed = self.placed or await orders.count_placed(self.uow, self.since)
        return self.placed

    async def handoffs(self, since: dt.datetime) -> tuple[int, int]:
        """Hand-offs that arrived since a moment: all, and those that were refused."""
        counted = await register.count_crossings(self.uow, since)
        arrived = {outcome: count for (flow, direction, outcome), count in counted.items() if (flow, direction) == ("handoff", "in")}
        return sum(arrived.values()), sum(count for outcome, count in arrived.items() if outcome != register.PASSED)


async def measure_gates(uow: UnitOfWork, plan: TrialPlan, stage: Stage, since: dt.datetime) -> tuple[GateFigure, ...]:
    """The figures of a stage's gates now, in the plan's order; what happened counts from `since` on, when the trial opened."""
    look, on = _Look(uow, since), rules.jakarta_day(uow.clock.now())
    caps = rules.in_force(stage.caps, on)
    figures: list[GateFigure] = []
    for gate in rules.gates_of(plan, stage):
        measure = _MEASURES.get(gate.measure)
        value = await measure(look, gate) if measure else None
        why = "" if value is not None else "nothing_yet" if measure else "no_measure"
        figures.append(rules.judge(gate, value, why, caps, on))
    return tuple(figures)


async def _findings(look: _Look, gate: Gate) -> int | None:
    """Flags wait whenever they were made; what was blocked or decided before this trial is not this trial's."""
    ever = await rulebook.count_findings(look.uow, rules=gate.rules or None)
    lately = await rulebook.count_findings(look.uow, rules=gate.rules or None, since=look.since)
    return sum(getattr(ever if state == "open" else lately, state) for state in gate.states)


async def _ledger_imbalance(look: _Look, _: Gate) -> int | None:
    return abs((await look.ledger()).imbalance.rupiah)


async def _ledger_disagreements(look: _Look, _: Gate) -> int | None:
    return len((await look.ledger()).disagreements)


async def _stock_disagreements(look: _Look, _: Gate) -> int | None:
    return len(await stock.verify_stock(look.uow))


async def _handoffs_today(look: _Look, _: Gate) -> int | None:
    arrived, refused = await look.handoffs(rules.day_begins(look.uow.clock.now()))
    return arrived - refused


async def _handoffs_refused(look: _Look, _: Gate) -> int | None:
    arrived, refused = await look.handoffs(look.since)
    return _share(refused, arrived)


async def _orders_placed(look: _Look, _: Gate) -> int | None:
    return (await look.orders()).by_handoff


async def _orders_late(look: _Look, _: Gate) -> int | None:
    counts = await look.orders()
    return _share(counts.late, counts.due)


async def _unsigned_minutes(look: _Look, _: Gate) -> int | None:
    """How long the oldest entry that no checkpoint covers has waited; 0 where all are covered."""
    newest = next(iter(await evidence.list_checkpoints(look.uow, newest=1)), None)
    covered = newest.size if newest else 0
    waiting = await audit.list_newest(look.uow, limit=1, before=covered + 1) if await audit.count(look.uow) > covered else []
    return sum(int((look.uow.clock.now() - entry.at) / dt.timedelta(minutes=1)) for entry in waiting)


async def _stuck_streams(look: _Look, _: Gate) -> int | None:
    return len(await stuck_streams(look.uow, _MOST_STUCK))


def _share(part: int, whole: int) -> int | None:
    """Parts per thousand, rounded up so that a share is never told smaller than it is; None of nothing."""
    return -(-part * _PER_MILLE // whole) if whole else None


_MEASURES: dict[Measure, Callable[[_Look, Gate], Awaitable[int | None]]] = {
    Measure.FINDINGS: _findings,
    Measure.LEDGER_IMBALANCE: _ledger_imbalance,
    Measure.LEDGER_DISAGREEMENTS: _ledger_disagreements,
    Measure.STOCK_DISAGREEMENTS: _stock_disagreements,
    Measure.HANDOFFS_TODAY: _handoffs_today,
    Measure.HANDOFFS_REFUSED: _handoffs_refused,
    Measure.ORDERS_PLACED: _orders_placed,
    Measure.ORDERS_LATE: _orders_late,
    Measure.UNSIGNED_MINUTES: _unsigned_minutes,
    Measure.STUCK_STREAMS: _stuck_streams,
}
