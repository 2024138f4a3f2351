"""A transaction that only reads, for a page."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from padu.platform.unit_of_work import Database, UnitOfWork
from padu.web.ui.respond import WebRequest


@asynccontextmanager
async def reading(request: WebRequest) -> AsyncGenerator[UnitOfWork]:
    """Open a read-only transaction on the side's database; a page that tried to write would fail."""
    database: Database = request.app.state.database
    async with database.unit_of_work() as uow:
        await uow.connection.exec_driver_sql("set transaction read only")
        yield uow
