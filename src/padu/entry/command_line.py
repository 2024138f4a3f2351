"""`padu`: the command line. Parses, builds settings, hands over; says what went wrong and what to do."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import cyclopts
from cyclopts import App, Parameter
from rich.console import Console

from padu.entry.console import show_error
from padu.kernel.errors import PaduError
from padu.platform.settings import Settings, read_settings

app = App(name="padu", help="Lets a social app sell again, lawfully, through a licensed marketplace.")
merge_app = app.command(App(name="merge", help="Take a social app's shop into the marketplace."))
db_app = app.command(App(name="db", help="The databases."))
serve_app = app.command(App(name="serve", help="Serve a side's site until Ctrl-C."))
evidence_app = app.command(App(name="evidence", help="The signed audit log, as a file that anybody can verify."))
law_app = app.command(App(name="law", help="Rule packs: law as dated data."))


def _settings() -> Settings:
    return read_settings(os.environ, is_root=os.geteuid() == 0)


@app.command
def demo(
    *,
    serve: bool = True,
    scale: Annotated[float, Parameter(validator=cyclopts.validators.Number(gte=0.02, lte=20))] = 1.0,
    seed: int = 2024,
    report: Path | None = None,
    fresh: bool = False,
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

    """
    from padu.entry.commands.demo import DemoOptions, run_demo

    return run_demo(_settings(), DemoOptions(seed=seed, scale=scale, serve=serve, report=report, fresh=fresh), Console())


@app.command
def people() -> int:
    """Show how the demo's five people sign in, with the one-time codes of the moment."""
    from padu.entry.commands.show_people import run

    return run(_settings(), Console())


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

    return run_import(_settings(), kind, path, rates=rates, report=report, console=Console())


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

    return run_merge_folder(_settings(), folder, rates=rates, report=report, console=Console())


@merge_app.command
def status() -> int:
    """How far the newest merge is, or what it found."""
    from padu.entry.commands.decide import show_status

    return asyncio.run(show_status(_settings(), Console()))


@merge_app.command
def waiting(*, limit: int = 20) -> int:
    """Pairs of records that wait for a person.

    Parameters
    ----------
    limit
        How many to show.

    """
    from padu.entry.commands.decide import show_waiting

    return asyncio.run(show_waiting(_settings(), Console(), limit))


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

    return asyncio.run(keep_decision(_settings(), Console(), (platform, kind, source_id), verdict, note))


@merge_app.command
def undo(decision_id: str, /) -> int:
    """Take a decision back before the merge has run again.

    Parameters
    ----------
    decision_id
        As `padu merge decide` printed it.

    """
    from padu.entry.commands.decide import undo_decision

    return asyncio.run(undo_decision(_settings(), Console(), decision_id))


@db_app.command
def create() -> int:
    """Create or update both databases with their roles on the server that PADU_ADMIN_DATABASE_URL names."""
    from padu.entry.commands.databases import create_both

    return create_both(_settings(), Console())


@db_app.command(name="status")
def db_status() -> int:
    """How the embedded server fares."""
    from padu.entry.commands.databases import show_server

    return show_server(_settings(), Console())


@db_app.command
def stop(*, immediate: bool = False) -> int:
    """Stop the embedded server; nothing committed is lost.

    Parameters
    ----------
    immediate
        Do not wait for its clients; the next start recovers what was committed.

    """
    from padu.entry.commands.databases import stop_server

    return stop_server(_settings(), Console(), immediate=immediate)


@serve_app.command
def market(*, workers: Annotated[int, Parameter(validator=cyclopts.validators.Number(gte=1, lte=64))] = 1) -> int:
    """Serve the market's pages.

    Parameters
    ----------
    workers
        How many processes share the work.

    """
    from padu.entry.commands.serve import serve_until_stopped

    serve_until_stopped(_settings(), "market", workers=workers)
    return 0


@serve_app.command
def social(*, workers: Annotated[int, Parameter(validator=cyclopts.validators.Number(gte=1, lte=64))] = 1) -> int:
    """Serve the social side's pages.

    Parameters
    ----------
    workers
        How many processes share the work.

    """
    from padu.entry.commands.serve import serve_until_stopped

    serve_until_stopped(_settings(), "social", workers=workers)
    return 0


@app.command
def worker(side: Literal["market", "social"], /) -> int:
    """React to a side's events, run its jobs and keep its schedules until Ctrl-C. Any number may run at once.

    Parameters
    ----------
    side
        Whose worker.

    """
    from padu.entry.commands.serve import work_until_stopped

    work_until_stopped(_settings(), side)
    return 0


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

    return run(_settings(), file, console=Console())


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


@serve_app.command(name="payments-sandbox")
def payments_sandbox(*, server_key: str, notify: str | None = None, folder: Path | None = None, port: int = 8010) -> int:
    """Serve a payment gateway of our own that speaks Midtrans' protocol, faults included.

    Parameters
    ----------
    server_key
        The key that its clients must know; made up, never a real one.
    notify
        Where it posts its notifications.
    folder
        Where it keeps its transactions; without it they are forgotten at the end.
    port
        On 127.0.0.1.

    """
    from padu.demo.sandboxes.midtrans import MidtransSandboxConfig, serve_midtrans_sandbox

    serve_midtrans_sandbox(MidtransSandboxConfig(server_key=server_key, notification_url=notify, folder=folder, port=port))
    return 0


@serve_app.command(name="couriers-sandbox")
def couriers_sandbox(
    *, api_key: str, notify: str | None = None, webhook_secret: str = "", folder: Path | None = None, port: int = 8011
) -> int:
    """Serve couriers of our own that speak Biteship's protocol, faults included.

    Parameters
    ----------
    api_key
        The key that its clients must know; made up, never a real one.
    notify
        Where it posts its webhooks.
    webhook_secret
        What its webhooks carry in the header X-Biteship-Signature.
    folder
        Where it keeps its parcels; without it they are forgotten at the end.
    port
        On 127.0.0.1.

    """
    from padu.demo.sandboxes.biteship import BiteshipSandboxConfig, serve_biteship_sandbox

    serve_biteship_sandbox(
        BiteshipSandboxConfig(api_key=api_key, webhook_url=notify, webhook_secret=webhook_secret, folder=folder, port=port)
    )
    return 0


def main() -> None:
    """Run the command line; an error of ours is shown with what to do, and ends with exit code 1."""
    try:
        app()
    except PaduError as error:
        show_error(Console(stderr=True), error)
        sys.exit(1)
    except Exception as error:
        from padu.entry.explain_faults import explain_fault

        explained = explain_fault(error, _settings().home)
        if explained is None:
            raise
        show_error(Console(stderr=True), explained)
        sys.exit(1)


if __name__ == "__main__":
    main()
