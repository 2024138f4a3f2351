"""Bring the two sides' databases up: the embedded server's by default, any other by URL."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from padu.kernel.errors import PaduError
from padu.platform import postgres
from padu.platform.database import Credentials, create_side, database_url, drop_side, migrate, revision_of
from padu.platform.settings import Settings

SIDES = ("market", "social")


@dataclass(frozen=True, slots=True)
class Databases:
    """URLs of the two databases for the roles that the servers use."""

    market_url: str
    social_url: str


def open_databases(settings: Settings) -> Databases:
    """The databases that the settings name, else those of the embedded server, started, created and migrated as needed."""
    if settings.market_database_url or settings.social_database_url:
        return _given(settings)
    server = postgres.start(settings.home)
    for side in SIDES:
        create_side(server.admin_url, side, Credentials())
    for side in SIDES:
        migrate(side, database_url(server.admin_url, side, "owner"))
    return Databases(*(database_url(server.admin_url, side, "app") for side in SIDES))


def forget_databases(settings: Settings) -> None:
    """Drop both databases of the embedded server; refused where the settings name databases of somebody's own."""
    if settings.market_database_url or settings.social_database_url:
        raise PaduError(
            "database.not_ours", "these databases are not Padu's own to drop", todo="drop and create them yourself, or unset the URLs"
        )
    server = postgres.start(settings.home)
    for side in SIDES:
        drop_side(server.admin_url, side)


def _given(settings: Settings) -> Databases:
    market, social = settings.market_database_url, settings.social_database_url
    if not market or not social:
        raise PaduError(
            "settings.one_database",
            "one side has a database URL and the other has none",
            todo="set both PADU_MARKET_DATABASE_URL and PADU_SOCIAL_DATABASE_URL, or neither",
        )
    for side, url in (("market", market), ("social", social)):
        postgres.check_version(url)
        found, wanted = revision_of(url, side)
        if found != wanted:
            raise PaduError(
                "database.not_migrated",
                f"the database of the {side} side is at revision {found or 'none'}, this version needs {wanted}",
                todo="run `padu db create` with PADU_ADMIN_DATABASE_URL set: it brings an existing database up to date too",
            )
    return Databases(market, social)


def create_databases(settings: Settings, secrets_file: Path) -> Databases:
    """Create or update both databases on the server that `PADU_ADMIN_DATABASE_URL` names; passwords are kept in `secrets_file`.

    The file (mode 0600) holds the two URLs to export; passwords in it are used again, so that running this twice changes nothing.
    """
    admin = settings.admin_database_url
    if not admin:
        raise PaduError("settings.no_admin", "there is no server to create databases on", todo="set PADU_ADMIN_DATABASE_URL")
    postgres.check_version(admin)
    kept = _read_secrets(secrets_file)
    urls: list[str] = []
    for side in SIDES:
        names = {role: f"PADU_{side.upper()}_{role.upper()}_PASSWORD" for role in ("owner", "app", "auditor")}
        passwords = {role: kept.setdefault(name, secrets.token_urlsafe(24)) for role, name in names.items()}
        # Written before they are set, so that no password that is in force is ever unknown.
        _write_secrets(secrets_file, kept)
        create_side(admin, side, Credentials(**passwords))
        urls.append(database_url(admin, side, "app", password=passwords["app"]))
        migrate(side, database_url(admin, side, "owner", password=passwords["owner"]))
    return Databases(*urls)


def _read_secrets(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text("utf-8").splitlines() if "=" in line)


def _write_secrets(path: Path, values: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in sorted(values.items()))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
