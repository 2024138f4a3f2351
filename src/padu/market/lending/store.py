"""Load and save what the law said and how far a round has come; no decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from padu.exchange.cards import ListingKey
from padu.market.lending.tables import lending_check, lending_walk
from padu.market.lending.types import LendingCheck, Walk
from padu.platform.unit_of_work import UnitOfWork

_CHECKS = text("""
    select shop_id, listing_id, asked_on, facts_digest, outcome from market.lending_check
    where (shop_id, listing_id) in (select * from unnest(cast(:shops as uuid[]), cast(:listings as uuid[])))
""")

# Every listing whatever its status: one that went out of sale must be withdrawn.
_NEXT = text("""
    select shop_id, listing_id from market.listing
    where shop_id = any(:shops) and (shop_id, listing_id) > (:shop_id, :listing_id)
    order by shop_id, listing_id limit :limit
""")

_ORDERED = text("""
    select distinct l.shop_id, l.listing_id from market.order_line l
    where (l.shop_id, l.order_id) in (select * from unnest(cast(:shops as uuid[]), cast(:orders as uuid[]))) and l.listing_id is not null
""")

_NIL = UUID(int=0)


async def checks_of(uow: UnitOfWork, keys: Sequence[ListingKey]) -> dict[ListingKey, LendingCheck]:
    """What the law said last of these listings."""
    found = await uow.connection.execute(_CHECKS, {"shops": [key.shop_id for key in keys], "listings": [key.listing_id for key in keys]})
    checks = [
        LendingCheck(key=ListingKey(row.shop_id, row.listing_id), asked_on=row.asked_on, facts_digest=row.facts_digest, outcome=row.outcome)
        for row in found
    ]
    return {check.key: check for check in checks}


async def put_checks(uow: UnitOfWork, checks: Collection[LendingCheck]) -> None:
    """Write what the law says now."""
    if not checks:
        return
    rows = [
        {**check.key._asdict(), "asked_on": check.asked_on, "facts_digest": check.facts_digest, "outcome": check.outcome}
        for check in sorted(checks, key=lambda check: check.key)
    ]
    statement = insert(lending_check).values(rows)
    changes = {name: statement.excluded[name] for name in ("asked_on", "facts_digest", "outcome")}
    keys = [lending_check.c.shop_id, lending_check.c.listing_id]
    await uow.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes))


async def listings_after(uow: UnitOfWork, shops: Collection[UUID], walk: Walk, limit: int) -> list[ListingKey]:
    """The next listings of these shops, behind the place that a round has come to."""
    place = {"shop_id": walk.shop_id or _NIL, "listing_id": walk.listing_id or _NIL}
    found = await uow.connection.execute(_NEXT, {"shops": list(shops), "limit": limit, **place})
    return [ListingKey(row.shop_id, row.listing_id) for row in found]


async def listings_of_orders(uow: UnitOfWork, orders: Collection[tuple[UUID, UUID]]) -> list[ListingKey]:
    """What these (shop, order) hold."""
    values = {"shops": [shop_id for shop_id, _ in orders], "orders": [order_id for _, order_id in orders]}
    return [ListingKey(row.shop_id, row.listing_id) for row in await uow.connection.execute(_ORDERED, values)]


async def lock_walk(uow: UnitOfWork) -> Walk:
    """Where the round stands; nobody else goes on with it until the commit."""
    begun = {"name": "all", "shop_id": None, "listing_id": None, "started_at": uow.clock.now(), "finished_at": None}
    await uow.connection.execute(insert(lending_walk).values(**begun).on_conflict_do_nothing())
    row = (await uow.connection.execute(select(lending_walk).with_for_update())).one()
    return Walk(shop_id=row.shop_id, listing_id=row.listing_id)


async def move_walk(uow: UnitOfWork, key: ListingKey | None) -> None:
    """Write how far the round has come: behind a listing, or, with None, to its end, so that the next begins anew."""
    now = uow.clock.now()
    values: dict[str, object] = {"shop_id": key.shop_id, "listing_id": key.listing_id} if key else {"shop_id": None, "listing_id": None}
    changes = {**values, "finished_at": None if key else now}
    statement = insert(lending_walk).values(name="all", started_at=now, **changes)
    await uow.connection.execute(statement.on_conflict_do_update(index_elements=[lending_walk.c.name], set_=changes))
