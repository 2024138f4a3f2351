"""`padu serve` and `padu worker`: a side's site and its worker, each a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Literal

import msgspec
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server as Granian
from litestar import Litestar

from padu.entry.databases import open_databases
from padu.entry.market_work import market_work
from padu.entry.read_merge import MergeTables
from padu.entry.social_work import social_work
from padu.entry.web import create_market_app, create_social_app
from padu.entry.worker import run_worker
from padu.kernel.clock import SystemClock
from padu.platform.logs import configure_logs
from padu.platform.settings import Settings, refuse_unsafe
from padu.platform.unit_of_work import open_database

SideName = Literal["market", "social"]


def ready_settings(settings: Settings) -> Settings:
    """The settings with the databases' URLs in them, started and migrated as needed. Refuses what no real installation may do."""
    refuse_unsafe(settings)
    databases = open_databases(settings)
    return msgspec.structs.replace(settings, market_database_url=databases.market_url, social_database_url=databases.social_url)


def serve_until_stopped(settings: Settings, side: SideName, *, workers: int = 1) -> None:
    """Serve a side's pages until the process is told to stop (Ctrl-C, SIGTERM)."""
    ready = ready_settings(settings)
    if side == "market":
        serve_app(partial(create_market_app, ready, MergeTables()), ready.market_host, ready.market_port, ready.log_level, workers)
    else:
        serve_app(partial(create_social_app, ready), ready.social_host, ready.social_port, ready.log_level, workers)


def serve_app(create: Callable[[], Litestar], host: str, port: int, log_level: str = "warning", workers: int = 1) -> None:
    """Serve the app that `create` makes, in worker processes of their own; `create` must be picklable."""
    server = Granian(
        "padu.entry.web",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        log_level=LogLevels(log_level),
        websockets=False,
    )
    server.serve(target_loader=create, wrap_loader=False)


def work_until_stopped(settings: Settings, side: SideName) -> None:
    """React to a side's events, run its jobs and keep its schedules until the process is told to stop."""
    asyncio.run(_work(ready_settings(settings), side))


async def _work(settings: Settings, side: SideName) -> None:
    configure_logs(settings.log_level)
    url = (settings.market_database_url if side == "market" else settings.social_database_url) or ""
    database = open_database(url, SystemClock())
    try:
        async with (market_work if side == "market" else social_work)(settings, database) as work:
            await run_worker(database, url, work)
    finally:
        await database.close()
