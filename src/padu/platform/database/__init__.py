"""Databases and roles: created once, migrated in one line of revisions each."""

from padu.platform.database.create import Credentials, create_side, database_url, drop_side, side_exists
from padu.platform.database.migrate import head_revision, migrate, revision_of
from padu.platform.database.refresh_statistics import refresh_statistics

__all__ = [
    "Credentials",
    "create_side",
    "database_url",
    "drop_side",
    "head_revision",
    "migrate",
    "refresh_statistics",
    "revision_of",
    "side_exists",
]
