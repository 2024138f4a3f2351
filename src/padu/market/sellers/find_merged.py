"""Shops that sell on several platforms at once."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from padu.platform.unit_of_work import UnitOfWork

_ON_ALL = """
    select c.shop_id from market.shop_channel c join market.shop s on s.shop_id = c.shop_id and s.status = 'open'
    where c.channel = any(%s) group by c.shop_id having count(distinct c.channel) = %s order by c.shop_id
"""


async def shops_on_channels(uow: UnitOfWork, channels: Collection[str]) -> tuple[UUID, ...]:
    """The open shops that came from every one of these platforms, in id order: merged where that is more than one."""
    cursor = await (await uow.driver()).execute(_ON_ALL, [list(channels), len(set(channels))])
    return tuple(row[0] for row in await cursor.fetchall())
