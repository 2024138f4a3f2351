"""Composes the web apps: pages, their database, their pictures. Only here do audiences and readers meet."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server as Granian
from litestar import Litestar, Response, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State

from padu.kernel.clock import Clock, SystemClock
from padu.kernel.errors import PaduError
from padu.platform.logs import configure_logs
from padu.platform.settings import Settings
from padu.platform.unit_of_work import open_database
from padu.web.operations import MergeReader, operations_router
from padu.web.shop import shop_router
from padu.web.ui.draw import EmojiPack
from padu.web.ui.errors import EXCEPTION_HANDLERS, refuse_zero_bytes
from padu.web.ui.security import add_security_headers
from padu.web.ui.static_files import bare_emoji, draw_picture, static_router
from padu.web.ui.templates import STATIC, make_environment, read_built_files

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


@get("/healthz", include_in_schema=False, sync_to_thread=False)
def answer_health() -> Response[str]:
    """Whether this process answers; asks nobody else."""
    return Response("ok", media_type="text/plain", headers={"Cache-Control": "no-store"})


def create_market_app(settings: Settings, merge_reader: MergeReader, *, clock: Clock | None = None) -> Litestar:
    """The market's site. `settings.market_database_url` must name a database that is migrated; the app role is enough.

    Errors: `web.no_database` without a URL, `web.not_built` without the front-end build.
    """
    if settings.market_database_url is None:
        raise PaduError(
            "web.no_database",
            "the market's pages need a database and none was given",
            todo="set PADU_MARKET_DATABASE_URL, or let `padu demo` start its own",
        )
    configure_logs(settings.log_level)
    built = read_built_files()
    database = open_database(settings.market_database_url, clock or SystemClock())
    emoji = EmojiPack(STATIC / "emoji.zip")

    # Until operators can log in, their pages are this machine's own affair.
    operators = [operations_router()] if settings.market_host in _THIS_MACHINE else []

    @asynccontextmanager
    async def hold(_: Litestar) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            emoji.close()
            await database.close()

    return Litestar(
        route_handlers=[shop_router(), *operators, static_router(), draw_picture, bare_emoji, answer_health],
        state=State(
            {
                "database": database,
                "templates": make_environment(built, operators=bool(operators)),
                "emoji": emoji,
                "pictures_folder": settings.home / "pictures",
                "merge_reader": merge_reader,
            }
        ),
        lifespan=[hold],
        before_request=refuse_zero_bytes,
        before_send=[add_security_headers],
        exception_handlers=EXCEPTION_HANDLERS,
        compression_config=CompressionConfig(backend="gzip", minimum_size=1024, gzip_compress_level=5),
        openapi_config=None,
        logging_config=None,
    )


def serve_market(settings: Settings, merge_reader: MergeReader, *, workers: int = 1) -> None:
    """Serve the market on `settings.market_host` and port until the process is told to stop (Ctrl-C, SIGTERM).

    The worker processes build the app themselves from these two arguments, so both must be picklable.
    """
    server = Granian(
        "padu.entry.web",
        address=settings.market_host,
        port=settings.market_port,
        interface=Interfaces.ASGI,
        workers=workers,
        log_level=LogLevels(settings.log_level),
        websockets=False,
    )
    server.serve(target_loader=partial(create_market_app, settings, merge_reader), wrap_loader=False)
