"""Composes the web apps: pages, their database, their pictures. Only here do audiences and readers meet."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from litestar import Litestar, Response, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.types import ControllerRouterHandler

from padu.entry.door_keys import market_keys, social_keys
from padu.entry.gateways import open_gateways, trade_state
from padu.entry.load_law import find_folder, load_law
from padu.entry.sign_in_market import MarketAccounts, market_code_box
from padu.entry.sign_in_social import SocialAccounts
from padu.exchange.findings import LawBook
from padu.kernel.clock import Clock, SystemClock
from padu.kernel.errors import PaduError
from padu.market.cart import basket_count
from padu.oversight.evidence import signer_of
from padu.oversight.trial import load_plan
from padu.platform.auth import open_secret_box
from padu.platform.logs import configure_logs
from padu.platform.settings import Settings, proxy_networks
from padu.platform.unit_of_work import open_database
from padu.web.api import exchange_router, webhooks_router
from padu.web.operations import MergeReader, operations_router
from padu.web.oversight import oversight_router
from padu.web.seller import seller_router
from padu.web.shop import shop_router
from padu.web.shop.door import door_router
from padu.web.social import social_router
from padu.web.social.handoff import handoff_router
from padu.web.ui.client_address import Network
from padu.web.ui.csrf import CsrfMiddleware
from padu.web.ui.draw import EmojiPack
from padu.web.ui.errors import EXCEPTION_HANDLERS, open_request
from padu.web.ui.security import add_security_headers
from padu.web.ui.sign_in import account_router
from padu.web.ui.site import Site
from padu.web.ui.static_files import bare_emoji, draw_picture, static_router
from padu.web.ui.templates import STATIC, make_environment, read_built_files
from padu.web.ui.visitor import FOR_EVERYBODY

_LARGEST_FORM = 256 * 1024
# Seconds. Nobody waits longer for a page, and whoever left must not keep the database at work.
_LONGEST_STATEMENT = 30


@get("/healthz", include_in_schema=False, sync_to_thread=False, opt=FOR_EVERYBODY)
def answer_health() -> Response[str]:
    """Whether this process answers; asks nobody else."""
    return Response("ok", media_type="text/plain", headers={"Cache-Control": "no-store"})


def create_market_app(settings: Settings, merge_reader: MergeReader, *, clock: Clock | None = None) -> Litestar:
    """The market's site. `settings.market_database_url` must name a database that is migrated; the app role is enough.

    Errors: `web.no_database` without a URL, `web.not_built` without the front-end build.
    """
    site = Site(
        side="market",
        public_url=settings.market_public_url,
        csrf_secret=open_secret_box(settings.home, "market-forms").key.hex(),
        frame="ui/market.html",
        proxies=_proxies(settings),
    )
    law, gateways = load_law(settings), open_gateways(settings)
    selling = [shop_router(), door_router(), seller_router(), account_router()]
    overseeing = [operations_router(), oversight_router()]
    outside = [exchange_router(), *([webhooks_router()] if gateways.bank and gateways.couriers else [])]
    return _create_app(
        settings,
        _Side(
            site=site,
            database_url=settings.market_database_url,
            handlers=[*selling, *overseeing, *outside],
            state={
                "merge_reader": merge_reader,
                "accounts": MarketAccounts(market_code_box(settings.home)),
                "basket_count": basket_count,
                "door_keys": market_keys(settings),
                **_overseen(settings, law),
                **trade_state(settings, law, gateways),
            },
            close=gateways.close,
        ),
        clock or SystemClock(),
    )


def _overseen(settings: Settings, law: LawBook) -> dict[str, object]:
    """What operators' and regulators' pages rest on: the law, the trial's plan, and the key that evidence is verified with."""
    return {
        "law_book": law,
        "trial_plan": load_plan(find_folder(settings.law_pack) / "trial.yaml"),
        "evidence_verifier": signer_of(settings.home).verifier,
    }


def create_social_app(settings: Settings, *, clock: Clock | None = None) -> Litestar:
    """The social side's site. `settings.social_database_url` must name a database that is migrated; the app role is enough.

    Errors: `web.no_database` without a URL, `web.not_built` without the front-end build.
    """
    site = Site(
        side="social",
        public_url=settings.social_public_url,
        csrf_secret=open_secret_box(settings.home, "social-forms").key.hex(),
        frame="social/social.html",
        sends_to=(settings.market_public_url,),
        proxies=_proxies(settings),
    )
    state = {
        "accounts": SocialAccounts(),
        "door_keys": social_keys(settings),
        "media_folder": settings.home / "media",
        "attribution_delay_hours": settings.attribution_delay_hours,
        "attribution_minimum": settings.attribution_minimum,
    }
    side = _Side(site, settings.social_database_url, [social_router(), handoff_router(), account_router()], state)
    return _create_app(settings, side, clock or SystemClock())


def _proxies(settings: Settings) -> tuple[Network, ...]:
    try:
        return proxy_networks(settings)
    except ValueError as error:
        raise PaduError(
            "settings.unreadable", f"PADU_TRUSTED_PROXIES names no address: {error}", todo="write 127.0.0.1, or 10.0.0.0/24"
        ) from error


@dataclass(frozen=True, slots=True)
class _Side:
    """What the two sites differ in."""

    site: Site
    database_url: str | None
    handlers: Sequence[ControllerRouterHandler]
    state: Mapping[str, object]
    close: Callable[[], Awaitable[None]] | None = None


def _create_app(settings: Settings, side: _Side, clock: Clock) -> Litestar:
    """What both sites have in common: files, form tokens, headers, errors."""
    site = side.site
    if side.database_url is None:
        raise PaduError(
            "web.no_database",
            f"the {site.side}'s pages need a database and none was given",
            todo=f"set PADU_{site.side.upper()}_DATABASE_URL, or let `padu demo` start its own",
        )
    configure_logs(settings.log_level)
    built = read_built_files()
    database = open_database(side.database_url, clock, statement_seconds=_LONGEST_STATEMENT)
    emoji = EmojiPack(STATIC / "emoji.zip")

    @asynccontextmanager
    async def hold(_: Litestar) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            emoji.close()
            if side.close is not None:
                await side.close()
            await database.close()

    held = {
        "site": site,
        "database": database,
        "templates": make_environment(built, side=site.side, frame=site.frame),
        "emoji": emoji,
        "pictures_folder": settings.home / "pictures",
    }
    return Litestar(
        route_handlers=[*side.handlers, static_router(), draw_picture, bare_emoji, answer_health],
        state=State({**held, **side.state}),
        lifespan=[hold],
        middleware=[CsrfMiddleware(site)],
        before_request=open_request,
        before_send=[add_security_headers(site)],
        exception_handlers=EXCEPTION_HANDLERS,
        # A form is small; what is larger says so where it is taken.
        request_max_body_size=_LARGEST_FORM,
        # Videos are compressed as they are, and a part of one has a length that must hold.
        compression_config=CompressionConfig(backend="gzip", minimum_size=1024, gzip_compress_level=5, exclude="^/media/"),
        openapi_config=None,
        logging_config=None,
    )
