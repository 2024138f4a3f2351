"""Each side's roles reach their own database and no other, with no more rights than they need."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from padu.platform.database import Credentials, create_side, database_url

ROLES = ("owner", "app", "auditor")


@pytest.fixture(scope="module")
def sides(admin_url: str) -> Iterator[dict[str, str]]:
    """The two sides' database names; made twice, for making them again must change nothing."""
    names = {side: f"padu_test_{side}_{os.getpid()}" for side in ("market", "social")}
    for side, name in (*names.items(), *names.items()):
        create_side(admin_url, side, Credentials(), database=name)
    yield names
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for name in names.values():
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("side", "other"), [("market", "social"), ("social", "market")])
def test_a_role_connects_to_its_own_side_only(admin_url: str, sides: dict[str, str], side: str, other: str, role: str) -> None:
    with psycopg.connect(database_url(admin_url, side, role, database=sides[side])) as connection:
        assert connection.execute("select current_user, current_database()").fetchone() == (f"padu_{side}_{role}", sides[side])
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(database_url(admin_url, side, role, database=sides[other]))


@pytest.mark.parametrize("side", ["market", "social"])
def test_only_the_owner_makes_tables(admin_url: str, sides: dict[str, str], side: str) -> None:
    with psycopg.connect(database_url(admin_url, side, "owner", database=sides[side])) as connection:
        connection.execute("create table public.trial (number int)")
        connection.rollback()
    for role in ("app", "auditor"):
        with psycopg.connect(database_url(admin_url, side, role, database=sides[side])) as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("create table public.trial (number int)")
            connection.rollback()
