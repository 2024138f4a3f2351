"""`padu`: the command line. Parses, builds settings, hands over; says what went wrong and what to do."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

import cyclopts
from cyclopts import App, Parameter
from rich.console import Console

from padu.entry.console import show_error
from padu.entry.current_settings import current_settings
from padu.entry.serve_commands import serve_app, worker
from padu.kernel.errors import PaduError

app = App(name="padu", help="Lets a social app sell again, lawfully, through a licensed marketplace.")
merge_app = app.command(App(name="merge", help="Take a social app's shop into the marketplace."))
db_app = app.command(App(name="db", help="The databases."))
app.command(serve_app)
app.command(worker)
evidence_app = app.command(App(name="evidence", help="The signed audit log, as a file that anybody can verify."))
law_app = app.command(App(name="law", help="Rule packs: law as dated data."))


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)


@app.command
def demo(  # noqa: PLR0913 - each is an option that people name
    *,
    serve: bool = True,
    scale: Annotated[float, Parameter(validator=cyclopts.validators.Number(gte=0.02, lte=20))] = 1.0,
    seed: int = 2024,
    report: Path | None = None,
    fresh: bool = False,
    play: bool = True,
) -> int:
    """Merge two platforms' exports, account for every record, play a journey from a video to a paid order, and serve both sites.

    Parameters
    ----------
    serve
        Serve both sites afterwards until Ctrl-C; `--no-serve` ends after the report.
    scale
        How large the made-up world is; 1 is 400 and 600 sellers.
    seed
        Which world; the same seed gives the same files to the byte.
    report
        Also write the checks as JSON to this file.
    fresh
        Forget the market that an earlier demo left, and begin anew.
    play
        Play the journey after the merge; `--no-play` shows the merge alone.

    """
    from padu.entry.commands.demo import DemoOptions, run_demo

    # Told to stop in whatever way, the programs that were started are ended in order.
    signal.signal(signal.SIGTERM, _end)
    return run_demo(current_settings(), DemoOptions(seed=seed, scale=scale, serve=serve, report=report, fresh=fresh, play=play), Console())


@app.command
def people() -> int:
    """Show how the demo's five people sign in, with the one-time codes of the moment."""
    from padu.entry.commands.show_people import run

    return run(current_settings(), Console())


@app.command(name="import")
def import_export(
    kind: Literal["tiktok-shop", "tokopedia-bulk", "seller-centre-orders", "prdect-id", "olist"],
    path: Path,
    /,
    *,
    rates: Path | None = None,
    report: Path | None = None,
) -> int:
    """Load one platform's export into the market, every record accounted for.

    Parameters
    ----------
    kind
        What the export is.
    path
        The export's folder or file.
    rates
        Dated exchange rates for foreign amounts (YAML as in law/id/exchange-rates.yaml).
    report
        Also write the checks as JSON to this file.

    """
    from padu.entry.commands.import_export import run_import

    return run_import(current_settings(), kind, path, rates=rates, report=report, console=Console())


@merge_app.command(name="run")
def merge_run(  # noqa: PLR0913 - each is an option that people name
    left: Path,
    right: Path,
    /,
    *,
    map: str = "",  # noqa: A002 - the option's name
    out: Path = Path("merged"),
    accept: float | None = None,
    review: float | None = None,
) -> int:
    """Match any two catalogues (CSV, JSON lines, Parquet, XLSX), plan their merge and write a report.

    Parameters
    ----------
    left
        The catalogue that is taken in.
    right
        The catalogue that stands.
    map
        Which columns are which, e.g. `left.title=name,right.price=harga`; what is not named is found by name.
    out
        The folder for plan.csv, matches.parquet and report.json.
    accept
        From this probability on, two rows are merged without asking.
    review
        From this probability on, a person is asked.

    """
    from padu.entry.commands.merge_run import run

    return run(left, right, mapping=map, out=out, accept=accept, review=review, console=Console())


@merge_app.command(name="exports")
def merge_folder(folder: Path, /, *, rates: Path | None = None, report: Path | None = None) -> int:
    """Merge a folder of exports: social/tiktok-shop into market/tokopedia.

    Parameters
    ----------
    folder
        Holds `social/tiktok-shop` and `market/tokopedia`, laid out as the tutorial says.
    rates
        Dated exchange rates for foreign amounts.
    report
        Also write the checks as JSON to this file.

    """
    from padu.entry.commands.import_export import run_merge_folder

    return run_merge_folder(current_settings(), folder, rates=rates, report=report, console=Console())


@merge_app.command
def status() -> int:
    """How far the newest merge is, or what it found."""
    from padu.entry.commands.decide import show_status

    return asyncio.run(show_status(current_settings(), Console()))


@merge_app.command
def waiting(*, limit: int = 20) -> int:
    """Pairs of records that wait for a person.

    Parameters
    ----------
    limit
        How many to show.

    """
    from padu.entry.commands.decide import show_waiting

    return asyncio.run(show_waiting(current_settings(), Console(), limit))


@merge_app.command
def decide(
    platform: str, kind: Literal["seller", "listing"], source_id: str, verdict: Literal["same", "different", "reject"], /, *, note: str = ""
) -> int:
    """Say what a waiting record is; it takes effect when the merge runs again, and can be undone until then.

    Parameters
    ----------
    platform
        The record's platform, such as tiktok_shop.
    kind
        What it is.
    source_id
        Its id there, as `padu merge waiting` shows it.
    verdict
        The same as its counterpart, a different one, or not to be taken in at all.
    note
        Why, for those who look later.

    """
    from padu.entry.commands.decide import keep_decision

    return asyncio.run(keep_decision(current_settings(), Console(), (platform, kind, source_id), verdict, note))


@merge_app.command
def undo(decision_id: str, /) -> int:
    """Take a decision back before the merge has run again.

    Parameters
    ----------
    decision_id
        As `padu merge decide` printed it.

    """
    from padu.entry.commands.decide import undo_decision

    return asyncio.run(undo_decision(current_settings(), Console(), decision_id))


@db_app.command
def create() -> int:
    """Create or update both databases with their roles on the server that PADU_ADMIN_DATABASE_URL names."""
    from padu.entry.commands.databases import create_both

    return create_both(current_settings(), Console())


@db_app.command(name="status")
def db_status() -> int:
    """How the embedded server fares."""
    from padu.entry.commands.databases import show_server

    return show_server(current_settings(), Console())


@db_app.command
def stop(*, immediate: bool = False) -> int:
    """Stop the embedded server; nothing committed is lost.

    Parameters
    ----------
    immediate
        Do not wait for its clients; the next start recovers what was committed.

    """
    from padu.entry.commands.databases import stop_server

    return stop_server(current_settings(), Console(), immediate=immediate)


@evidence_app.command(name="verify")
def evidence_verify(file: Path, /, *, key: str | None = None) -> int:
    """Verify a file of evidence, offline: every entry, root and signature; says which line disagrees.

    Parameters
    ----------
    file
        The file that `padu evidence export` wrote.
    key
        The public key that you trust (name+id+key); without it the file's own key is used.

    """
    from padu.entry.commands.verify_evidence import run

    return run(file, key=key, console=Console())


@evidence_app.command(name="export")
def evidence_export(file: Path, /) -> int:
    """Sign the market's audit log as it stands and write it to a file.

    Parameters
    ----------
    file
        Where to write; an earlier file is replaced whole.

    """
    from padu.entry.commands.export_evidence import run

    return run(current_settings(), file, console=Console())


@law_app.command(name="check")
def law_check(folder: Path = Path("law/id"), /, *, on: dt.date | None = None) -> int:
    """Check a rule pack and show how old each rule's verification is.

    Parameters
    ----------
    folder
        The pack's folder.
    on
        The day to judge by; today (UTC) if not given.

    """
    from padu.entry.commands.check_law import run
    from padu.kernel.clock import SystemClock

    return run(folder, on or SystemClock().now().date(), Console())


def main() -> None:
    """Run the command line; an error of ours is shown with what to do, and ends with exit code 1."""
    try:
        app()
    except PaduError as error:
        show_error(Console(stderr=True), error)
        sys.exit(1)
    except Exception as error:
        from padu.entry.explain_faults import explain_fault

        explained = explain_fault(error, current_settings().home)
        if explained is None:
            raise
        show_error(Console(stderr=True), explained)
        sys.exit(1)


if __name__ == "__main__":
    main()
