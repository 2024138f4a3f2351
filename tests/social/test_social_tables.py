from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from padu.platform.unit_of_work import driver_url
from padu.social.accounts import tables as accounts
from padu.social.creators import tables as creators
from padu.social.feed import tables as feed
from padu.social.videos import tables as videos


def test_tables_say_what_the_social_database_has(social_database: Any) -> None:  # noqa: ANN401 - its class lives in conftest.py
    engine = sa.create_engine(driver_url(social_database.auditor_url), poolclass=sa.NullPool)
    reflected = sa.MetaData(schema="social")
    reflected.reflect(engine)
    engine.dispose()

    def shape(table: sa.Table) -> list[tuple[str, str, bool | None, bool]]:
        return [(c.name, str(c.type.compile(dialect=engine.dialect)), c.nullable, c.primary_key) for c in table.columns]

    said = {name: shape(table) for each in (accounts, creators, videos, feed) for name, table in each.metadata.tables.items()}
    assert said == {name: shape(table) for name, table in reflected.tables.items()}
