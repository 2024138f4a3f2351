"""The reconciliation, as tables that fit a terminal of 80 columns."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from padu.merge.reconcile import Reconciliation

_COUNTS = ("source", "created", "merged", "rejected", "waiting", "quarantined", "unaccounted")
_FATES = ("source", "on_market", "counted_twice", "rejected", "waiting", "known", "difference")


def show_reconciliation(console: Console, found: Reconciliation) -> None:
    """Records, stock and money with their fates, then the checks."""
    console.print("\n[bold]Every source record, and what became of it[/bold]", _records(found))
    console.print("[bold]Units of stock, and money in open orders[/bold]", _amounts(found))
    for check in found.checks:
        mark = Text("✔ ", style="green") if check.held else Text("✘ ", style="bold red")
        console.print(mark + Text(f"{check.name}: {check.detail}"))


def new_table(*headings: str) -> Table:
    """A table with a name on the left and figures on the right."""
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column("", no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _records(found: Reconciliation) -> Table:
    table = new_table(*(name.replace("unaccounted", "lost") for name in _COUNTS))
    for row in found.kinds:
        table.add_row(f"{row.platform} {row.kind}", *(f"{getattr(row, name):,}" for name in _COUNTS))
    table.add_section()
    table.add_row("all", *(f"{sum(getattr(row, name) for row in found.kinds):,}" for name in _COUNTS), style="bold")
    return table


def _amounts(found: Reconciliation) -> Table:
    table = new_table("units", *(money.currency for money in found.money))
    for name in _FATES:
        cells = [f"{getattr(found.stock, name):,}", *(f"{getattr(money, name):,}" for money in found.money)]
        table.add_row(name.replace("_", " "), *cells, style="bold" if name in {"source", "difference"} else None)
    return table
