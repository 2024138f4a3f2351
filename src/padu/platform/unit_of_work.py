"""A unit of work: one transaction on one side's database, committed at the edge only."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import psycopg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from padu.events import Event
from padu.kernel.clock import Clock
from padu.platform.write_events import write_events

# The job queue names its tables without a schema, and joins its rows to our transactions.
SEARCH_PATH = "-c search_path=public,procrastinate"


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One open transaction and the clock. Contexts receive it and never commit it."""

    connection: AsyncConnection
    clock: Clock
    told: list[Event] = field(default_factory=list[Event])

    def tell(self, *events: Event) -> None:
        """Say what this transaction makes true; it is written to the event log with the commit, or not at all."""
        self.told.extend(events)

    async def write_told(self) -> None:
        """Write what was told so far. `Database.unit_of_work` does it last of all; tests that commit nothing call it themselves."""
        events = list(self.told)
        self.told.clear()
        await write_events(self.connection, events, self.clock.now())

    async def driver(self) -> psycopg.AsyncConnection[Any]:
        """The psycopg connection of the same transaction, for COPY and hot SQL."""
        raw = await self.connection.get_raw_connection()
        return cast("psycopg.AsyncConnection[Any]", raw.driver_connection)


@dataclass(frozen=True, slots=True)
class Database:
    """An engine and the clock that its units of work will read."""

    engine: AsyncEngine
    clock: Clock

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncGenerator[UnitOfWork]:
        """Open a transaction; commit when the block ends well, roll back when it raises."""
        async with self.engine.begin() as connection:
            uow = UnitOfWork(connection, self.clock)
            yield uow
            await uow.write_told()

    async def close(self) -> None:
        """Give the pooled connections back."""
        await self.engine.dispose()


def open_database(url: str, clock: Clock, *, pool_size: int = 5, statement_seconds: int | None = None) -> Database:
    """Open a pool on a PostgreSQL URL (`postgresql://…`); nothing is connected until first use.

    `statement_seconds`: how long one statement may take, where somebody waits for it. An error quotes the values of none.
    """
    options = SEARCH_PATH + (f" -c statement_timeout={statement_seconds}s" if statement_seconds else "")
    connecting = {"options": options}
    engine = create_async_engine(driver_url(url), pool_size=pool_size, pool_pre_ping=True, hide_parameters=True, connect_args=connecting)
    return Database(engine, clock)


def driver_url(url: str) -> str:
    """The same URL, naming the psycopg 3 driver as SQLAlchemy wants it."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url
