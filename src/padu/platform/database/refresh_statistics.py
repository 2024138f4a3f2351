"""Tell the planner what a bulk load has just changed."""

from __future__ import annotations

from psycopg import sql

from padu.platform.unit_of_work import UnitOfWork


async def refresh_statistics(uow: UnitOfWork, schema: str, *tables: str) -> None:
    """`ANALYZE` tables after many rows came at once: until then the planner takes them for empty and joins them row by row.

    The role needs MAINTAIN on them.
    """
    driver = await uow.driver()
    names = sql.SQL(", ").join(sql.Identifier(schema, table) for table in tables)
    await driver.execute(sql.SQL("analyze {}").format(names))
