"""`padu serve …` and `padu worker`: what runs until it is told to stop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import cyclopts
from cyclopts import App, Parameter

from padu.entry.current_settings import current_settings

serve_app = App(name="serve", help="Serve a side's site until Ctrl-C.")


@serve_app.command
def market(*, workers: Annotated[int, Parameter(validator=cyclopts.validators.Number(gte=1, lte=64))] = 1) -> int:
    """Serve the market's pages.

    Parameters
    ----------
    workers
        How many processes share the work.

    """
    from padu.entry.commands.serve import serve_until_stopped

    serve_until_stopped(current_settings(), "market", workers=workers)
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

    serve_until_stopped(current_settings(), "social", workers=workers)
    return 0


def worker(side: Literal["market", "social"], /) -> int:
    """React to a side's events, run its jobs and keep its schedules until Ctrl-C. Any number may run at once.

    Parameters
    ----------
    side
        Whose worker.

    """
    from padu.entry.commands.serve import work_until_stopped

    work_until_stopped(current_settings(), side)
    return 0


@serve_app.command(name="payments-sandbox")
def payments_sandbox(
    *,
    server_key: Annotated[str, Parameter(env_var="PADU_PAYMENTS_SERVER_KEY")],
    notify: str | None = None,
    folder: Path | None = None,
    port: int = 8010,
) -> int:
    """Serve a payment gateway of our own that speaks Midtrans' protocol, faults included.

    Parameters
    ----------
    server_key
        The key that its clients must know; made up, never a real one. Other users of the machine can read an option.
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
    *,
    api_key: Annotated[str, Parameter(env_var="PADU_COURIERS_API_KEY")],
    notify: str | None = None,
    webhook_secret: Annotated[str, Parameter(env_var="PADU_COURIERS_WEBHOOK_SECRET")] = "",
    folder: Path | None = None,
    port: int = 8011,
) -> int:
    """Serve couriers of our own that speak Biteship's protocol, faults included.

    Parameters
    ----------
    api_key
        The key that its clients must know; made up, never a real one. Other users of the machine can read an option.
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
