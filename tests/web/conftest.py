"""The market's pages on a filled database: `shelves` is its URLs, `site` a client of the app, both kept for the whole run.

`shop` and `stage` are browsers at the two sites over empty databases of the test's own; `open_market_person` opens accounts at `shop`.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest
from litestar.testing import AsyncTestClient
from psycopg import sql
from tests.web.browser import Browser
from tests.web.sessions import session_of

from padu.entry.sign_in_market import market_code_box
from padu.entry.web import create_market_app, create_social_app
from padu.kernel.clock import FixedClock, SystemClock
from padu.kernel.ids import new_id
from padu.market import identity
from padu.platform.database import Credentials, create_side, database_url, migrate
from padu.platform.settings import Settings
from padu.platform.unit_of_work import open_database

HERE = Path(__file__).parent
SHOP, SOCIAL = "http://shop.localhost:8000", "http://social.localhost:8001"


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
async def shop(committed_market: Any, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Browser]:  # noqa: ANN401 - a conftest class
    settings = Settings(home=tmp_path / "market", market_database_url=committed_market.app_url)
    async with AsyncTestClient(create_market_app(settings, None, clock=clock), base_url=SHOP, raise_server_exceptions=False) as client:
        yield Browser(client)


@pytest.fixture
async def stage(committed_social: Any, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Browser]:  # noqa: ANN401 - as above
    settings = Settings(home=tmp_path / "social", social_database_url=committed_social.app_url)
    async with AsyncTestClient(create_social_app(settings, clock=clock), base_url=SOCIAL, raise_server_exceptions=False) as client:
        yield Browser(client)


@pytest.fixture
async def open_market_person(
    committed_market: Any,  # noqa: ANN401 - as above
    clock: FixedClock,
    tmp_path: Path,
) -> AsyncIterator[Callable[..., Awaitable[identity.OpenedAccount]]]:
    """Opens an account on the market that `shop` shows: `await open_market_person("operator", login="ops")`."""
    database = open_database(committed_market.app_url, clock)

    async def open_one(*roles: str, login: str, name: str = "Bu Sari", password: str = "kuda lumping biru") -> identity.OpenedAccount:  # noqa: S107 - made up
        account = identity.NewAccount(
            account_id=identity.AccountId(new_id()),
            login=login,
            display_name=name,
            password=password,
            roles=frozenset(map(identity.Role, roles)),
        )
        async with database.unit_of_work() as uow:
            return await identity.open_account(uow, market_code_box(tmp_path / "market"), account)

    yield open_one
    await database.close()


@pytest.fixture
async def operators_site(site: AsyncTestClient, shelves: Shelves, tmp_path: Path) -> AsyncTestClient:
    """`site`, with an operator signed in."""
    site.cookies.set("padu_session", await session_of(shelves.app_url, tmp_path, SystemClock(), "operator"))
    return site
