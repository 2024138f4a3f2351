"""Load and save editions; no decisions."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from padu.platform.unit_of_work import UnitOfWork
from padu.social.feed.tables import feed_edition
from padu.social.feed.types import Edition


async def add_edition(uow: UnitOfWork, edition: Edition) -> None:
    """Write an edition."""
    values = {"edition_id": edition.edition_id, "made_at": edition.made_at}
    statement = insert(feed_edition).values(**values, video_ids=list(edition.video_ids), reasons=list(edition.reasons))
    await uow.connection.execute(statement)


async def remove_editions(uow: UnitOfWork, before: dt.datetime) -> None:
    """Forget editions that nobody pages through any more."""
    await uow.connection.execute(delete(feed_edition).where(feed_edition.c.made_at < before))


async def newest_edition(uow: UnitOfWork) -> Edition | None:
    """The edition that a reader begins with."""
    return await _edition(uow, None)


async def find_edition(uow: UnitOfWork, edition_id: UUID) -> Edition | None:
    """An edition that a reader has begun; None where it is forgotten."""
    return await _edition(uow, edition_id)


async def _edition(uow: UnitOfWork, edition_id: UUID | None) -> Edition | None:
    statement = select(feed_edition).order_by(feed_edition.c.made_at.desc(), feed_edition.c.edition_id.desc()).limit(1)
    if edition_id is not None:
        statement = select(feed_edition).where(feed_edition.c.edition_id == edition_id)
    row = (await uow.connection.execute(statement)).first()
    if row is None:
        return None
    return Edition(edition_id=row.edition_id, made_at=row.made_at, video_ids=tuple(row.video_ids), reasons=tuple(row.reasons))
