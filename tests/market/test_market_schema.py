"""The migrated schema itself: keys, privileges, and the tables that the code believes in."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import uuid
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors

from padu.platform.unit_of_work import driver_url

CONTEXTS = ("sellers", "catalog", "stock", "cart", "payments", "orders", "parcels", "returns", "reviews", "lending", "ledger")
TABLES = [table for context in CONTEXTS for table in import_module(f"padu.market.{context}.tables").metadata.tables.values()]
APPEND_ONLY = {
    "stock_entry",
    "shop_slug",
    "shop_channel",
    "ledger_posting",
    "ledger_entry",
    "order_destination",
    "order_transition",
    "parcel_booking",
    "parcel_step",
    "payment_notice",
    "purchase_order",
    "purchase_shortfall",
}
READ_ONLY = {"category", "commission_rate"}
FORGOTTEN = {"address", "cart_line"}
AT_THE_DOOR = {"address", "order_destination", "payment", "payment_notice", "shop"}
KEYS = {
    "reference": {"category", "shop_slug", "commission_rate", "parcel_booking"},
    "buyer": {"address", "cart_line", "purchase", "purchase_order", "purchase_shortfall"},
    "payment": {"payment", "payment_notice", "refund"},
    "local": {"lending_walk"},
}


@pytest.fixture
def owner(market_database: Any) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(market_database.owner_url) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def reflected(market_database: Any) -> Iterator[sa.MetaData]:
    engine = sa.create_engine(driver_url(market_database.auditor_url), poolclass=sa.NullPool)
    metadata = sa.MetaData(schema="market")
    metadata.reflect(engine)
    yield metadata
    engine.dispose()


def test_tables_say_what_the_database_has(reflected: sa.MetaData) -> None:
    assert {table.fullname for table in TABLES} == set(reflected.tables)
    for believed in TABLES:
        real = reflected.tables[believed.fullname]
        assert [(c.name, _kind(c), c.nullable) for c in believed.columns] == [(c.name, _kind(c), c.nullable) for c in real.columns]
        assert [c.name for c in believed.primary_key] == [c.name for c in real.primary_key]
        assert [c.name for c in believed.columns if c.computed is not None] == [c.name for c in real.columns if c.computed is not None]


def _kind(column: sa.Column[Any]) -> str:
    return str(column.type.compile(dialect=sa.create_mock_engine("postgresql+psycopg://", lambda *_: None).dialect))


def test_every_table_declares_its_key(reflected: sa.MetaData) -> None:
    keys = {table.name: (table.comment or "").split(".")[0].removeprefix("key: ") for table in reflected.tables.values()}
    for key, names in KEYS.items():
        assert {name for name, declared in keys.items() if declared == key} == names
    assert {name for name, key in keys.items() if key == "shop"} == set(keys).difference(*KEYS.values())


def test_keys_of_shop_tables_begin_with_the_shop(reflected: sa.MetaData) -> None:
    for table in reflected.tables.values():
        if not (table.comment or "").startswith("key: shop."):
            continue
        uniques = [c for c in table.constraints if isinstance(c, sa.PrimaryKeyConstraint | sa.UniqueConstraint)]
        uniques += [index for index in table.indexes if index.unique]
        assert uniques
        assert all(next(iter(unique.columns)).name == "shop_id" for unique in uniques)
        for foreign in table.foreign_key_constraints:
            assert "shop_id" in foreign.column_keys or foreign.referred_table.name == "category"
            assert (foreign.referred_table.comment or "").startswith(("key: shop.", "key: reference."))


def test_nothing_counts_or_fires_by_itself(owner: psycopg.Connection[Any]) -> None:
    found = owner.execute(
        "select relname from pg_class where relnamespace = 'market'::regnamespace and relkind = 'S'"
        " union all select tgname from pg_trigger join pg_class c on c.oid = tgrelid"
        " where relnamespace = 'market'::regnamespace and not tgisinternal"
        " union all select attname from pg_attribute join pg_class c on c.oid = attrelid"
        " where relnamespace = 'market'::regnamespace and attidentity <> ''"
    ).fetchall()
    assert found == []


def test_privileges_are_exactly_the_granted_ones(owner: psycopg.Connection[Any]) -> None:
    def rights(role: str, table: str) -> set[str]:
        return {
            right
            for right in ("select", "insert", "update", "delete", "truncate", "references", "trigger")
            if owner.execute("select has_table_privilege(%s, %s, %s)", [role, f"market.{table}", right]).fetchone() == (True,)
        }

    for table in (table.name for table in TABLES):
        app = {"select"} if table in READ_ONLY else {"select", "insert"} if table in APPEND_ONLY else {"select", "insert", "update"}
        assert rights("padu_market_app", table) == app | ({"delete"} if table in FORGOTTEN else set()), table
        # Of the tables that lead to somebody's door or purse the auditor reads some columns only.
        assert rights("padu_market_auditor", table) == (set() if table in AT_THE_DOOR else {"select"}), table
        public = owner.execute(
            "select count(*) from pg_class, aclexplode(relacl) where oid = %s::regclass and grantee = 0", [f"market.{table}"]
        ).fetchone()
        assert public == (0,), table


@pytest.mark.parametrize(
    "statement",
    [
        "update market.stock_entry set delta = 0",
        "delete from market.stock_entry",
        "truncate market.stock_entry",
        "delete from market.shop_order",
        "update market.category set emoji = 'x'",
        "create table market.mine (x integer)",
        "drop table market.review",
    ],
)
def test_the_servers_role_is_denied(committed_market: Any, statement: str) -> None:
    with psycopg.connect(committed_market.app_url, autocommit=True) as app, pytest.raises(errors.InsufficientPrivilege):
        app.execute(statement.encode())


def test_the_auditor_reads_and_nothing_more(committed_market: Any) -> None:
    shop = uuid.uuid4()
    with psycopg.connect(committed_market.auditor_url, autocommit=True) as auditor:
        for statement in (
            f"insert into market.shop_slug values ('toko', '{shop}')",
            "update market.category set emoji = 'x'",
            "delete from market.stock_entry",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                auditor.execute(statement.encode())
        assert auditor.execute("select count(*) from market.shop_slug").fetchone() == (0,)
        assert auditor.execute("select count(*) from market.category where emoji <> 'x'").fetchone() == (22,)


def test_a_title_is_found_by_its_words_through_the_index(owner: psycopg.Connection[Any]) -> None:
    owner.execute("set local enable_seqscan = off")
    plan = owner.execute(
        "explain select listing_id from market.listing where to_tsvector('simple', title) @@ plainto_tsquery('simple', 'kopi gayo')"
    ).fetchall()
    assert any("listing_title_words" in line for (line,) in plan)


def test_the_revision_can_be_undone(committed_market: Any) -> None:
    from alembic import command  # noqa: PLC0415 - only this test goes back

    from padu.platform.database import migrate  # noqa: PLC0415 - beside the line above
    from padu.platform.database.migrate import _config  # noqa: PLC0415  # pyright: ignore[reportPrivateUsage] - the line of revisions is found there

    config = _config("market")
    engine = sa.create_engine(driver_url(committed_market.owner_url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert connection.execute(sa.text("select count(*) from pg_namespace where nspname = 'market'")).scalar() == 0
    engine.dispose()
    migrate("market", committed_market.owner_url)
    with psycopg.connect(committed_market.app_url) as app:
        assert app.execute("select count(*) from market.category").fetchone() == (22,)
