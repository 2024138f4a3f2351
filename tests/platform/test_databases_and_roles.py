from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from padu.kernel.ids import new_id
from padu.platform.database import Credentials, create_side, database_url, head_revision, migrate, revision_of


@pytest.fixture
def two_sides(admin_url: str):  # noqa: ANN201 - a fixture's generator
    names = {side: f"padu_roles_{side}_{new_id().hex}" for side in ("market", "social")}
    for side, name in names.items():
        create_side(admin_url, side, Credentials(), database=name)
    yield names
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for name in names.values():
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.mark.parametrize("role", ["owner", "app", "auditor"])
@pytest.mark.parametrize(("side", "other"), [("market", "social"), ("social", "market")])
def test_no_role_of_one_side_reaches_the_other_sides_database(
    admin_url: str, two_sides: dict[str, str], side: str, other: str, role: str
) -> None:
    own = database_url(admin_url, side, role, database=two_sides[side])
    with psycopg.connect(own) as connection:
        assert connection.execute("select current_user").fetchone() == (f"padu_{side}_{role}",)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(database_url(admin_url, side, role, database=two_sides[other]))


def test_only_the_owner_may_make_tables(admin_url: str, two_sides: dict[str, str]) -> None:
    for role in ("app", "auditor"):
        with (
            psycopg.connect(database_url(admin_url, "market", role, database=two_sides["market"])) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("create table public.mine (id int)")


def test_creating_and_migrating_twice_changes_nothing(admin_url: str, two_sides: dict[str, str]) -> None:
    create_side(admin_url, "market", Credentials(), database=two_sides["market"])
    owner = database_url(admin_url, "market", "owner", database=two_sides["market"])
    assert revision_of(owner, "market") == (None, head_revision("market"))
    assert migrate("market", owner) == migrate("market", owner) == head_revision("market")
    assert revision_of(owner, "market") == (head_revision("market"), head_revision("market"))


def test_passwords_are_set_and_never_part_of_the_url_unless_given(admin_url: str) -> None:
    assert database_url("postgresql://admin:secret@db.example:5433/postgres?sslmode=require", "market", "app") == (
        "postgresql://padu_market_app@db.example:5433/padu_market?sslmode=require"
    )
    assert database_url("postgresql://admin@db.example/postgres", "market", "app", password="a/b@c").startswith(  # noqa: S106 - made up
        "postgresql://padu_market_app:a%2Fb%40c@db.example/"
    )
    assert admin_url
