"""Load and save sales and the counts that are told of them; no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from padu.exchange.attribution.tables import attributed_sale, counter, creator_earning, publication
from padu.exchange.attribution.types import AttributedSale, CountedGroup, Earning, Earnings, SaleKey
from padu.kernel.money import Money
from padu.platform.unit_of_work import UnitOfWork

# An insert that always meets its row: the same statement on one machine and on many, where an update from a list is not.
_MARK_COUNTED = """
    insert into exchange.attributed_sale
        (shop_id, order_id, listing_id, creator_id, day, at, units, commission_idr, buyer_id, publication_id)
    select s.shop_id, s.order_id, s.listing_id, s.creator_id, s.day, s.at, s.units, s.commission_idr, s.buyer_id, told.publication_id
    from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[])
        as told (shop_id, order_id, listing_id, creator_id, publication_id)
    join exchange.attributed_sale s on s.shop_id = told.shop_id and s.order_id = told.order_id
        and s.listing_id = told.listing_id and s.creator_id = told.creator_id
    order by 1, 2, 3, 4
    on conflict (shop_id, order_id, listing_id, creator_id) do update set publication_id = excluded.publication_id
"""


async def add_sales(uow: UnitOfWork, sales: Sequence[AttributedSale]) -> None:
    """Write sales; one that is known already stays as it is."""
    rows = [
        {
            **sale.key._asdict(),
            "buyer_id": sale.buyer_id,
            "day": sale.day,
            "at": sale.at,
            "units": sale.units,
            "commission_idr": sale.commission.rupiah,
        }
        for sale in sales
    ]
    await uow.connection.execute(insert(attributed_sale).values(rows).on_conflict_do_nothing())


async def lock_numbers(uow: UnitOfWork) -> int:
    """The last number of a publication; nobody else publishes until the commit."""
    asked = select(counter.c.last).where(counter.c.name == "attribution").with_for_update()
    return (await uow.connection.execute(asked)).scalar_one()


async def waiting_sales(uow: UnitOfWork, until: dt.datetime) -> list[AttributedSale]:
    """Sales up to a moment that no count has told of."""
    asked = select(attributed_sale).where(attributed_sale.c.publication_id.is_(None), attributed_sale.c.at <= until)
    return [
        AttributedSale(
            key=SaleKey(row.shop_id, row.order_id, row.listing_id, row.creator_id),
            buyer_id=row.buyer_id,
            day=row.day,
            at=row.at,
            units=row.units,
            commission=Money(row.commission_idr),
        )
        for row in await uow.connection.execute(asked)
    ]


async def add_publications(uow: UnitOfWork, groups: Sequence[tuple[UUID, CountedGroup]], *, last: int) -> None:
    """Append counts under the numbers after `last`, and mark the sales that they tell of."""
    rows = [
        {
            "publication_id": publication_id,
            "number": number,
            "creator_id": group.creator_id,
            "listing_id": group.listing_id,
            "day": group.day,
            "orders": group.orders,
            "units": group.units,
            "commission_idr": group.commission.rupiah,
            "published_at": uow.clock.now(),
        }
        for number, (publication_id, group) in enumerate(groups, start=last + 1)
    ]
    await uow.connection.execute(insert(publication).values(rows))
    told = [(*sale.key, publication_id) for publication_id, group in groups for sale in group.sales]
    await (await uow.driver()).execute(_MARK_COUNTED, [list(column) for column in zip(*told, strict=True)])
    await uow.connection.execute(update(counter).where(counter.c.name == "attribution").values(last=last + len(rows)))


async def publications_after(uow: UnitOfWork, number: int, limit: int) -> list[Any]:
    """Counts with a higher number, in order."""
    asked = select(publication).where(publication.c.number > number).order_by(publication.c.number).limit(limit)
    return list((await uow.connection.execute(asked)).all())


async def add_earnings(uow: UnitOfWork, earnings: Sequence[Earning]) -> None:
    """Append counts on the social side; one that came before stays as it is."""
    rows = [
        {
            **{name: getattr(earning, name) for name in Earning.__struct_fields__ if name != "commission"},
            "commission_idr": earning.commission.rupiah,
            "received_at": uow.clock.now(),
        }
        for earning in earnings
    ]
    await uow.connection.execute(insert(creator_earning).values(rows).on_conflict_do_nothing())


async def earnings_of(uow: UnitOfWork, creator_id: UUID, limit: int) -> Earnings:
    """A creator's counts: sums over all, and the newest."""
    theirs = creator_earning.c.creator_id == creator_id
    sums = (func.coalesce(func.sum(creator_earning.c[name]), 0).label(name) for name in ("orders", "units", "commission_idr"))
    over_all = (await uow.connection.execute(select(*sums).where(theirs))).one()
    newest = select(creator_earning).where(theirs).order_by(creator_earning.c.day.desc(), creator_earning.c.publication_id.desc())
    return Earnings(
        orders=int(over_all.orders),
        units=int(over_all.units),
        commission=Money(int(over_all.commission_idr)),
        newest=tuple(
            Earning(
                publication_id=row.publication_id,
                creator_id=row.creator_id,
                listing_id=row.listing_id,
                day=row.day,
                orders=row.orders,
                units=row.units,
                commission=Money(row.commission_idr),
                published_at=row.published_at,
            )
            for row in await uow.connection.execute(newest.limit(limit))
        ),
    )
