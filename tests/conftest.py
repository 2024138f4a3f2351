"""Fixtures every test may use: one PostgreSQL for the run, one migrated template, one clone per worker, one rollback per test.

`market` gives a unit of work whose commits are savepoints inside a transaction that is rolled back afterwards.
`committed_market_url` gives a database of the test's own, for tests that need true commits.
Set `PADU_TEST_DATABASE_URL` to a superuser's URL to use a server of your own instead of the embedded one.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import create_async_engine

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform import postgres
from padu.platform.database import Credentials, create_side, database_url, migrate
from padu.platform.unit_of_work import SEARCH_PATH, UnitOfWork, driver_url

ROOT = Path(__file__).parents[1]
NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def admin_url() -> Iterator[str]:
    """A superuser's URL on the run's PostgreSQL server, shared by all workers."""
    if url := os.environ.get("PADU_TEST_DATABASE_URL"):
        yield url
        return
    with Path(__file__).open("rb") as in_use:  # a lock that falls with us: the last of several runs at once stops the server
        fcntl.flock(in_use, fcntl.LOCK_SH)
        options = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}
        yield postgres.start(postgres_home(), options=options).admin_url


def postgres_home() -> Path:
    """Where the run's own server lives: per checkout, so that a second run attaches at once."""
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
    return Path("/var/lib/padu" if os.geteuid() == 0 else Path.home() / ".cache" / "padu") / f"test-{mark}"


def pytest_sessionfinish() -> None:
    """Stop the server when every worker is done, unless another run of this checkout still uses it."""
    if "PYTEST_XDIST_WORKER" in os.environ or "PADU_TEST_DATABASE_URL" in os.environ:
        return
    with Path(__file__).open("rb") as in_use:
        try:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        postgres.stop(postgres_home())


@dataclass(frozen=True, slots=True)
class SideDatabase:
    """The three roles' URLs of one side's migrated database."""

    name: str
    owner_url: str
    app_url: str
    auditor_url: str


def _template(admin_url: str, side: str) -> str:
    """A migrated database named after the text that makes it; made once, cloned ever after."""
    digest = hashlib.sha256()
    makers = (ROOT / "migrations" / side, ROOT / "migrations" / "both", ROOT / "src" / "padu" / "platform" / "database")
    for path in sorted(path for folder in makers for path in folder.rglob("*.*") if path.suffix in {".py", ".sql"}):
        digest.update(path.name.encode() + path.read_bytes())
    name = f"padu_template_{side}_{digest.hexdigest()[:16]}"
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext(%s))", [name])
        if connection.execute("select 1 from pg_database where datname = %s and datistemplate", [name]).fetchone() is None:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            create_side(admin_url, side, Credentials(), database=name)
            migrate(side, database_url(admin_url, side, "owner", database=name))
            connection.execute(sql.SQL("alter database {} is_template true").format(sql.Identifier(name)))
    return name


def clone(admin_url: str, name: str, side: str = "market") -> SideDatabase:
    template = _template(admin_url, side)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("create database {} template {} owner {}").format(*map(sql.Identifier, (name, template, f"padu_{side}_owner")))
        )
        connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
        for role in (f"padu_{side}_app", f"padu_{side}_auditor"):
            connection.execute(sql.SQL("grant connect on database {} to {}").format(sql.Identifier(name), sql.Identifier(role)))
    return SideDatabase(name, *(database_url(admin_url, side, role, database=name) for role in ("owner", "app", "auditor")))


def drop(admin_url: str, name: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def market_database(admin_url: str) -> Iterator[SideDatabase]:
    """The worker's own migrated market database; tests leave nothing in it."""
    name = f"padu_test_{os.getpid()}"
    yield clone(admin_url, name)
    drop(admin_url, name)


@pytest.fixture
def committed_market(admin_url: str) -> Iterator[SideDatabase]:
    """A migrated market database of the test's own, for tests that need true commits."""
    name = f"padu_test_{new_id().hex}"
    yield clone(admin_url, name)
    drop(admin_url, name)


@pytest.fixture(scope="session")
def social_database(admin_url: str) -> Iterator[SideDatabase]:
    """The worker's own migrated social database; tests leave nothing in it."""
    name = f"padu_test_social_{os.getpid()}"
    yield clone(admin_url, name, "social")
    drop(admin_url, name)


@pytest.fixture
def committed_social(admin_url: str) -> Iterator[SideDatabase]:
    """A migrated social database of the test's own, for tests that need true commits."""
    name = f"padu_test_social_{new_id().hex}"
    yield clone(admin_url, name, "social")
    drop(admin_url, name)


@asynccontextmanager
async def rolled_back(url: str, clock: FixedClock) -> AsyncIterator[UnitOfWork]:
    """A unit of work whose commits are savepoints inside a transaction that is rolled back afterwards."""
    engine = create_async_engine(driver_url(url), poolclass=pool.NullPool, connect_args={"options": SEARCH_PATH})
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with connection.begin_nested():
            yield UnitOfWork(connection, clock)
        await outer.rollback()
    await engine.dispose()


@pytest.fixture
async def market(market_database: SideDatabase, clock: FixedClock) -> AsyncIterator[UnitOfWork]:
    """A unit of work on the market as its app role; everything it wrote is rolled back afterwards."""
    async with rolled_back(market_database.app_url, clock) as uow:
        yield uow


@pytest.fixture
async def social(social_database: SideDatabase, clock: FixedClock) -> AsyncIterator[UnitOfWork]:
    """A unit of work on the social side as its app role; everything it wrote is rolled back afterwards."""
    async with rolled_back(social_database.app_url, clock) as uow:
        yield uow


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data for tests; where it is absent the test is skipped and says so."""
    folder = Path(os.environ.get("PADU_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}: set PADU_SHARED_DATA to its folder")
    return folder
