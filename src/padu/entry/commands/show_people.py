"""`padu people`: the demo's logins, with the one-time codes of the moment."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from padu.demo.people import Part, Person, people_of
from padu.entry.jobs.stage_the_journey import demo_settings
from padu.kernel.clock import Clock, SystemClock
from padu.kernel.errors import PaduError
from padu.platform.settings import Settings

_FIRST_PAGES = {Part.SELLER: "/penjual", Part.OPERATOR: "/operations", Part.REGULATOR: "/pengawas", Part.CREATOR: "/studio"}


def run(settings: Settings, console: Console) -> int:
    """Show everybody. Raises `demo.nobody` before the first demo."""
    if not (settings.home / "demo" / "people.json").is_file():
        raise PaduError("demo.nobody", "there is nobody yet", where=str(settings.home), todo="run `padu demo` first")
    show_people(console, people_of(settings.home).five, demo_settings(settings))
    return 0


def show_people(console: Console, people: Sequence[Person], settings: Settings, *, clock: Clock | None = None) -> None:
    """A table of logins; passwords are this installation's own and lie in a file that only its owner reads."""
    now = (clock or SystemClock()).now()
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for heading in ("who", "where", "login", "password", "code"):
        table.add_column(heading, no_wrap=heading != "where", overflow="fold")
    for person in people:
        site = settings.social_public_url if person.part is Part.CREATOR else settings.market_public_url
        where = f"{site}{_FIRST_PAGES.get(person.part, '/')}"
        table.add_row(person.part.value, where, person.login, person.password, person.code_at(now) or "")
    console.print(table)
