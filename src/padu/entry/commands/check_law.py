"""`padu law check`: read a rule pack, name every fault, and show how old each rule's verification is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from rich.console import Console
from rich.table import Table

from padu.engines.rules import Rule, RulePack, find_faults, load_pack, stale

STALE_AFTER_DAYS = 180
"""Half a year: the rhythm in which the ministry itself reviews its list of exceptions."""


def run(folder: Path, on: dt.date, console: Console) -> int:
    """Print the pack's rules with article, first day and age of verification on that day; exit code 1 where the pack has a fault.

    A rule whose verification is old is marked and counted, and is no fault: law ages without anybody's doing.
    """
    faults = find_faults(folder)
    if faults:
        for fault in faults:
            console.print(str(fault), style="red", markup=False)
        console.print(f"Faults in {folder}: {len(faults)}. No rule of it is used until all are mended.", markup=False)
        return 1
    pack = load_pack(folder)
    console.print(_tabulate(pack, on))
    old = stale(pack, on, STALE_AFTER_DAYS)
    console.print(f"{len(pack.rules)} rules and {len(pack.parameters)} parameters stand; each has its reference.")
    if old:
        console.print(f"{len(old)} were last verified more than {STALE_AFTER_DAYS} days ago; a person reads them again.", style="yellow")
    return 0


def _tabulate(pack: RulePack, on: dt.date) -> Table:
    old = {rule.rule_id for rule in stale(pack, on, STALE_AFTER_DAYS)}
    table = Table(title=f"{pack.title.en} on {on}", title_justify="left", header_style="bold")
    for heading in ("rule", "law", "article", "from", "state"):
        table.add_column(heading, overflow="fold")
    table.add_column("does", no_wrap=True)
    table.add_column("sure", no_wrap=True)
    table.add_column("verified", justify="right", no_wrap=True)
    for rule in pack.rules.values():
        age = (on - rule.last_verified).days
        verified = f"{age} days ago" if age >= 0 else f"on {rule.last_verified}"
        style = "yellow" if rule.id in old else None
        cells = (rule.id, rule.law, rule.article, str(rule.begins), _state(rule, on), rule.outcome, rule.confidence, verified)
        table.add_row(*cells, style=style)
    return table


def _state(rule: Rule, on: dt.date) -> str:
    if rule.in_force(on):
        return "in force"
    return "to come" if on < rule.begins else f"until {rule.until}"
