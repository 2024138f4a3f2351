"""Roles of the databases: the auditor reads nothing that opens a door, what only grows is not rewritten, no side meets the other."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest

# What leads to somebody's door, into their account, or into ours.
_TELLING = re.compile(
    r"passw|token|secret|sealed|hash$|phone|email|street|recipient|qr_string|va_number|^links$|(^|_)raw$|last_step|subject"
)
# Columns that are called so and tell nothing of the kind.
_HARMLESS = {"platform.audit_entry.subject", "oversight.finding.subject", "oversight.audit_leaf.hash"}
_READABLE = """
    select c.table_schema || '.' || c.table_name || '.' || c.column_name
    from information_schema.columns c
    where c.table_schema not in ('pg_catalog', 'information_schema') and has_column_privilege(%s,
        format('%%I.%%I', c.table_schema, c.table_name), c.column_name, 'select')
"""
_REWRITABLE = """
    select n.nspname || '.' || t.relname from pg_class t join pg_namespace n on n.oid = t.relnamespace
    where t.relkind in ('r', 'p') and obj_description(t.oid, 'pg_class') like '%%append-only%%'
        and (has_table_privilege(%(role)s, t.oid, 'delete') or has_table_privilege(%(role)s, t.oid, 'truncate')
            or exists (select from pg_attribute a where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
                and has_column_privilege(%(role)s, t.oid, a.attnum, 'update')))
"""
_POWERS = "select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls from pg_roles where rolname = %s"


def columns(url: str, query: str, *values: Any) -> set[str]:
    with psycopg.connect(url) as connection:
        return {name for (name,) in connection.execute(query.encode(), *values).fetchall()}


@pytest.fixture(params=["market", "social"])
def side(request: pytest.FixtureRequest) -> tuple[str, Any]:
    return request.param, request.getfixturevalue(f"{request.param}_database")


def test_the_auditor_reads_nothing_that_opens_a_door(side: tuple[str, Any]) -> None:
    name, database = side
    readable = columns(database.owner_url, _READABLE, [f"padu_{name}_auditor"])
    assert readable
    assert {column for column in readable if _TELLING.search(column.rpartition(".")[2])} - _HARMLESS == set()


def test_what_only_grows_is_rewritten_by_nobody_but_its_owner(side: tuple[str, Any]) -> None:
    name, database = side
    for role in ("app", "auditor"):
        assert columns(database.owner_url, _REWRITABLE, {"role": f"padu_{name}_{role}"}) == set()


def test_the_auditor_changes_nothing_and_no_role_has_powers(side: tuple[str, Any]) -> None:
    name, database = side
    changing = """
        select n.nspname || '.' || t.relname from pg_class t join pg_namespace n on n.oid = t.relnamespace
        where t.relkind in ('r', 'p') and has_any_column_privilege(%(role)s, t.oid, 'insert, update')
            or t.relkind in ('r', 'p') and has_table_privilege(%(role)s, t.oid, 'delete, truncate')
    """
    assert columns(database.owner_url, changing, {"role": f"padu_{name}_auditor"}) == set()
    with psycopg.connect(database.owner_url) as connection:
        for role in ("owner", "app", "auditor"):
            assert connection.execute(_POWERS, [f"padu_{name}_{role}"]).fetchone() == (False,)
        made = "select n.nspname from pg_namespace n where has_schema_privilege(%s, n.oid, 'create') and n.nspname !~ '^pg_temp'"
        for role in ("app", "auditor"):
            assert connection.execute(made, [f"padu_{name}_{role}"]).fetchall() == []


def test_no_role_reaches_the_other_sides_database(market_database: Any, social_database: Any) -> None:
    for database, other, side in ((market_database, social_database, "social"), (social_database, market_database, "market")):
        with psycopg.connect(database.owner_url) as connection:
            for role in ("owner", "app", "auditor"):
                asked = "select has_database_privilege(%s, %s, 'connect')"
                assert connection.execute(asked, [f"padu_{side}_{role}", database.name]).fetchone() == (False,)
                assert connection.execute(asked, [f"padu_{side}_{role}", other.name]).fetchone() == (True,)
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(database.app_url.replace(database.name, other.name))
