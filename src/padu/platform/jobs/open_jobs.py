"""The job queue of one side's database, for its worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, LiteralString

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from padu.platform.unit_of_work import SEARCH_PATH


def open_jobs(url: str, on_loss: Callable[[], None] = lambda: None) -> App:
    """A queue on a PostgreSQL URL (`postgresql://…`). Give it its tasks, then open it with `open_async()`.

    `on_loss` is called when something could not be written for want of a connection: perhaps that a job has ended, which then looks as
    if it ran for ever. Whoever begins anew with another queue has it rescued.
    """
    return App(connector=_Connector(on_loss, conninfo=url, kwargs={"options": SEARCH_PATH}, min_size=1, max_size=4))


class _Connector(PsycopgConnector):
    def __init__(self, on_loss: Callable[[], None], **pool: Any) -> None:  # noqa: ANN401 - the pool's own
        super().__init__(**pool)  # pyright: ignore[reportUnknownMemberType] - procrastinate leaves its functions untyped
        self._on_loss = on_loss

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:  # noqa: ANN401 - the query's own
        try:
            await super().execute_query_async(query, **arguments)
        except ConnectorException as error:
            if isinstance(error.__cause__, psycopg.OperationalError):
                self._on_loss()
            raise
