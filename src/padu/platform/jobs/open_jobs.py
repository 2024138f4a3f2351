"""The job queue of one side's database, for its worker."""

from __future__ import annotations

from procrastinate import App, PsycopgConnector

from padu.platform.unit_of_work import SEARCH_PATH


def open_jobs(url: str) -> App:
    """A queue on a PostgreSQL URL (`postgresql://…`). Give it its tasks, then open it with `open_async()`."""
    return App(connector=PsycopgConnector(conninfo=url, kwargs={"options": SEARCH_PATH}, min_size=1, max_size=4))
