"""The transactions of a request: one that only reads, for a page, and one that writes, for a form."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from padu.platform.unit_of_work import Database, UnitOfWork
from padu.web.ui.request import WebRequest


@asynccontextmanager
async def reading(request: WebRequest) -> AsyncGenerator[UnitOfWork]:
    """Open a read-only transaction on the side's database; a page that tried to write would fail."""
    database: Database = request.app.state.database
    async with database.unit_of_work() as uow:
        await uow.connection.exec_driver_sql("set transaction read only")
        yield uow


@asynccontextmanager
async def writing(request: WebRequest) -> AsyncGenerator[UnitOfWork]:
    """Open a transaction on the side's database that commits where the block ends well."""
    database: Database = request.app.state.database
    async with database.unit_of_work() as uow:
        yield uow
