"""Create a side's database with its three roles: owner (migrations), app (servers), auditor (reads only)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROLES = ("owner", "app", "auditor")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Passwords of one side's roles, by role name; an empty one leaves the login to the server's own rules (peer, trust)."""

    owner: str = ""
    app: str = ""
    auditor: str = ""

    def of(self, role: str) -> str:
        """The password of `owner`, `app` or `auditor`."""
        return {"owner": self.owner, "app": self.app, "auditor": self.auditor}[role]


def database_url(admin_url: str, side: str, role: str, *, password: str = "", database: str | None = None) -> str:
    """The URL of a side's database for one of its roles, on the server that `admin_url` names."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    login = quote(f"padu_{side}_{role}") + (f":{quote(password, safe='')}" if password else "")
    return urlunsplit((parts.scheme, f"{login}@{host}", f"/{database or f'padu_{side}'}", parts.query, ""))


def with_parameters(url: str, **parameters: str) -> str:
    """The same URL with query parameters added."""
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, urlencode(parameters)]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def side_exists(admin_url: str, side: str) -> bool:
    """Whether the side's database is already there."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        return connection.execute("select 1 from pg_database where datname = %s", [f"padu_{side}"]).fetchone() is not None


def create_side(admin_url: str, side: str, credentials: Credentials, *, database: str | None = None) -> None:
    """Create the roles and the database of `side` where they are missing. Nobody but its own roles may connect to it."""
    name = database or f"padu_{side}"
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext('padu create'))")
        for role in ROLES:
            _create_role(connection, f"padu_{side}_{role}", credentials.of(role))
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None:
            owner = sql.Identifier(f"padu_{side}_owner")
            connection.execute(sql.SQL("grant {} to current_user").format(owner))
            connection.execute(
                sql.SQL("create database {} owner {} encoding 'UTF8' template template0").format(sql.Identifier(name), owner)
            )
        connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
        for role in ("app", "auditor"):
            connection.execute(
                sql.SQL("grant connect on database {} to {}").format(sql.Identifier(name), sql.Identifier(f"padu_{side}_{role}"))
            )


def drop_side(admin_url: str, side: str) -> None:
    """Drop the side's database with everything in it; its roles stay."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(f"padu_{side}")))


def _create_role(connection: psycopg.Connection, role: str, password: str) -> None:
    if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is None:
        connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
    if password:
        connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
