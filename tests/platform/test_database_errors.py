"""What the database refuses is told without the values that it refused: errors end up in logs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from padu.kernel.clock import SystemClock
from padu.platform.unit_of_work import open_database

pytestmark = pytest.mark.anyio


async def test_an_error_does_not_quote_the_statements_values(market_database: Any) -> None:  # noqa: ANN401 - a conftest class
    database = open_database(market_database.app_url, SystemClock())
    asked = text("select 1 / cast(:zero as integer), cast(:street as text)")
    async with database.engine.connect() as connection:
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(asked, {"zero": 0, "street": "Jl. Melati 5"})
    assert "Melati" not in str(caught.value)
    await database.close()


async def test_a_statement_may_take_so_long_and_no_longer(market_database: Any) -> None:  # noqa: ANN401 - as above
    database = open_database(market_database.app_url, SystemClock(), statement_seconds=1)
    async with database.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="statement timeout"):
            await connection.execute(text("select pg_sleep(5)"))
    await database.close()
