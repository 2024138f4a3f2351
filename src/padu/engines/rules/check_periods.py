"""Days in order: periods do not run backwards, do not overlap, and reach as far as they are needed."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence

from padu.engines.rules.types import DatedValue, Parameter, Rule, RulesError


def check_period(begins: dt.date, until: dt.date | None, where: str) -> None:
    """Refuse a period that ends before it begins."""
    if until is not None and until < begins:
        raise RulesError("rules.dates_order", f"it ends on {until}, before it begins on {begins}", where=where)


def check_verified(last_verified: dt.date, read_on: Sequence[dt.date], where: str) -> None:
    """Refuse a verification that claims to be older than the reading of the rule's own sources."""
    if last_verified < (newest := max(read_on)):
        what = f"it was last verified on {last_verified}, but a source of it was read on {newest}"
        raise RulesError("rules.dates_order", what, where=where)


def check_values(values: Sequence[DatedValue], where: str) -> None:
    """Refuse a parameter without a value, with values out of order, or with two on one day."""
    if not values:
        raise RulesError("rules.no_value", "the parameter has no value", where=where)
    for earlier, later in itertools.pairwise(values):
        if later.begins < earlier.begins:
            raise RulesError("rules.dates_order", f"the value from {later.begins} stands after that from {earlier.begins}", where=where)
        if later.begins == earlier.begins or (earlier.until is not None and earlier.until >= later.begins):
            raise RulesError("rules.period_overlap", f"two values hold on {later.begins}", where=where)


def covers(parameter: Parameter, begins: dt.date, until: dt.date | None) -> bool:
    """Whether the parameter has a value on every day from `begins` until `until` (None: for good)."""
    reached = begins
    for dated in parameter.values:
        if dated.begins > reached:
            return False
        follower = next((later for later in parameter.values if later.begins > dated.begins), None)
        last = dated.until or (follower.begins - dt.timedelta(days=1) if follower else None)
        if last is None or (until is not None and last >= until):
            return True
        reached = max(reached, last + dt.timedelta(days=1))
    return False


def check_successors(rules: Mapping[str, Rule]) -> list[RulesError]:
    """The faults of rules that name a successor: it must exist, and begin after the superseded rule's last day."""
    faults: list[RulesError] = []
    for rule in rules.values():
        if rule.superseded_by is None:
            continue
        where = f"{rule.file}: {rule.id}"
        successor = rules.get(rule.superseded_by)
        if successor is None:
            faults.append(RulesError("rules.successor_unknown", f"there is no rule {rule.superseded_by}", where=where))
        elif rule.until is None:
            faults.append(RulesError("rules.dates_order", "it is superseded and has no last day", where=where, todo="write `to`"))
        elif successor.begins <= rule.until:
            faults.append(RulesError("rules.period_overlap", f"{successor.id} begins before its last day {rule.until}", where=where))
    return faults
