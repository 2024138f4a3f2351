"""The market's pages on a filled database: `shelves` is its URLs, `site` a client of the app, both kept for the whole run."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import psycopg
import pytest
from litestar.testing import AsyncTestClient
from psycopg import sql
from tests.web.sessions import session_of

from padu.entry.web import create_market_app
from padu.kernel.clock import SystemClock
from padu.platform.database import Credentials, create_side, database_url, migrate
from padu.platform.settings import Settings

HERE = Path(__file__).parent


def load(name: str) -> ModuleType:
    """A module that lies beside these tests; tests are no package, so it is loaded by its path."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def load_beside() -> Callable[[str], ModuleType]:
    """`load`, for tests that need a module of these."""
    return load


@dataclass(frozen=True, slots=True)
class Shelves:
    """A filled market's URLs."""

    owner_url: str
    app_url: str


@pytest.fixture(scope="session")
def shelves(admin_url: str) -> Iterator[Shelves]:
    """A migrated market with 40 shops and 900 listings, the worker's own."""
    name = f"padu_pages_{os.getpid()}"
    create_side(admin_url, "market", Credentials(), database=name)
    owner_url = database_url(admin_url, "market", "owner", database=name)
    migrate("market", owner_url)
    load("fill_market").fill(owner_url, shops=40, listings=900)
    yield Shelves(owner_url, database_url(admin_url, "market", "app", database=name))
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
async def site(shelves: Shelves, tmp_path: Path) -> AsyncIterator[AsyncTestClient]:
    """A client of the market's app, as the servers' own role."""
    settings = Settings(home=tmp_path, market_database_url=shelves.app_url)
    app = create_market_app(settings, load("example_merge").ExampleMerges())
    async with AsyncTestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
async def operators_site(site: AsyncTestClient, shelves: Shelves, tmp_path: Path) -> AsyncTestClient:
    """`site`, with an operator signed in."""
    site.cookies.set("padu_session", await session_of(shelves.app_url, tmp_path, SystemClock(), "operator"))
    return site
