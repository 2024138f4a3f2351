"""Bring a database to the newest revision of its side."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from padu.kernel.errors import PaduError
from padu.platform.unit_of_work import driver_url

_LOCK = 0x50616475  # "Padu": one migration at a time per database


def _config(side: str) -> Config:
    for parent in Path(__file__).parents:
        folder = parent / "migrations" / side
        if (folder / "env.py").is_file():
            config = Config()
            config.set_main_option("script_location", str(folder))
            return config
    raise PaduError("database.no_migrations", f"there are no migrations for {side}", todo="run from a checkout that holds migrations/")


def head_revision(side: str) -> str:
    """The newest revision of a side's line."""
    head = ScriptDirectory.from_config(_config(side)).get_current_head()
    if head is None:
        raise PaduError("database.no_migrations", f"the line of {side} has no revision")
    return head


def migrate(side: str, owner_url: str) -> str:
    """Run every missing revision of `side` as its owner; returns the revision reached. Safe to run twice at once."""
    config = _config(side)
    engine = create_engine(driver_url(owner_url), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"select pg_advisory_lock({_LOCK})")
            connection.commit()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            # Servers refuse a database that is not at their revision; for that they must be able to read it.
            readers = ", ".join(f"padu_{side}_{role}" for role in ("app", "auditor"))
            connection.exec_driver_sql(f"grant select on public.alembic_version to {readers}")
            connection.commit()
    finally:
        engine.dispose()
    return head_revision(side)


def revision_of(url: str, side: str) -> tuple[str | None, str]:
    """(the revision a database is at, the newest one); the first is None where it was never migrated."""
    engine = create_engine(driver_url(url), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection, opts={"version_table_schema": "public"}).get_current_revision()
    finally:
        engine.dispose()
    return found, head_revision(side)
