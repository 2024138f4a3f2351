"""How the command line speaks: progress bars, and errors that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from padu.kernel.errors import PaduError

Bar = Callable[[str, int, int], None]

WORDS = {
    "write": "Writing both platforms' exports",
    "read": "Reading and checking every record",
    "match": "Matching sellers and listings",
    "plan": "Planning",
    "apply": "Applying to the market",
    "reconcile": "Reconciling",
    "lend": "Lending cards to the social side",
    "film": "Filming the goods",
    "transcode": "Transcoding the videos",
}


@contextmanager
def bars(console: Console) -> Generator[Bar]:
    """Show one bar a step; where nobody watches (no terminal), one line a finished step."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<36}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
    tasks: dict[str, TaskID] = {}

    def show(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = progress.add_task(WORDS.get(name, name), total=None)
        progress.update(tasks[name], completed=done, total=total or None)

    with progress:
        yield show
        # A step that had nothing to do never learnt its total; its bar must not go on moving.
        for task in progress.tasks:
            if task.total is None:
                progress.update(task.id, total=max(1, task.completed), completed=max(1, task.completed))


def show_error(console: Console, error: PaduError) -> None:
    """An error as a person wants it: what, where, and what to do."""
    body = Text(error.what)
    if error.where:
        body.append(f"\nwhere: {error.where}", style="dim")
    if error.todo:
        body.append(f"\nto do: {error.todo}", style="bold")
    console.print(Panel(body, title=f"Error {error.code}", title_align="left", border_style="red"))
