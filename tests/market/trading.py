"""Builds what a trade needs through the doors: units on shelves, a buyer's wish, a payment that came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from padu.events.market import PaymentAdvanced
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import cart, catalog, orders, payments, sellers, stock
from padu.platform.unit_of_work import UnitOfWork

DEADLINES = orders.Deadlines(pay_within=dt.timedelta(hours=24), ship_within=dt.timedelta(hours=48), complete_within=dt.timedelta(hours=48))
HOME = cart.Address(
    address_id=cart.AddressId(new_id()),
    recipient="Sari Dewi",
    phone="6281234567890",
    street="Jl. Melati 5",
    district="Coblong",
    city="Bandung",
    province="Jawa Barat",
    postal_code="40132",
)
JNE = orders.Courier(company="jne", service="reg", name="JNE REG", price=Money(10_000))
SELLER = new_id()


async def shelve(uow: UnitOfWork, small: Any, *units: int, warehouse: Any = None) -> None:  # noqa: ANN401 - the fixture's class lives in conftest.py
    """Put units of each variant of a small market on the shelf of its warehouse."""
    movements = [
        stock.StockMovement(
            shop_id=small.shop_id,
            entry_id=stock.EntryId(new_id()),
            variant_id=variant_id,
            warehouse_id=warehouse or small.warehouse_id,
            delta=count,
            reason=stock.StockReason.OPENING,
            at=uow.clock.now(),
        )
        for variant_id, count in zip(small.variants, units, strict=False)
    ]
    await stock.record_movements(uow, movements)


async def open_warehouse(uow: UnitOfWork, small: Any) -> sellers.WarehouseId:  # noqa: ANN401 - as above
    warehouse_id = sellers.WarehouseId(new_id())
    await sellers.open_warehouses(uow, [sellers.NewWarehouse(shop_id=small.shop_id, warehouse_id=warehouse_id)])
    return warehouse_id


def line(small: Any, variant: int = 0, quantity: int = 1, **changes: object) -> orders.WantedLine:  # noqa: ANN401 - as above
    chosen: catalog.NewVariant = small.listing.variants[variant]
    facts: dict[str, Any] = {
        "variant_id": chosen.variant_id,
        "listing_id": small.listing_id,
        "quantity": quantity,
        "price": chosen.price,
        "title": small.listing.title,
    }
    return orders.WantedLine(**(facts | changes))


def order(small: Any, *lines: orders.WantedLine, courier: orders.Courier = JNE) -> orders.WantedOrder:  # noqa: ANN401 - as above
    return orders.WantedOrder(shop_id=small.shop_id, lines=lines or (line(small),), courier=courier)


def wish(*wanted: orders.WantedOrder, **changes: object) -> orders.WantedPurchase:
    facts: dict[str, Any] = {
        "purchase_id": new_id(),
        "buyer_id": new_id(),
        "address": HOME,
        "method": payments.PaymentMethod.QRIS,
        "orders": wanted,
    }
    return orders.WantedPurchase(**(facts | changes))


async def place(uow: UnitOfWork, *wishes: orders.WantedPurchase) -> list[orders.PlacedPurchase]:
    return await orders.place_purchases(uow, wishes, DEADLINES)


async def told_payment(uow: UnitOfWork, wanted: orders.WantedPurchase, placed: orders.PlacedPurchase, state: str = "paid") -> None:
    """Let orders hear of a payment, as the event log would tell it."""
    assert placed.payment_id is not None
    event = PaymentAdvanced(
        payment_id=placed.payment_id,
        buyer_id=wanted.buyer_id,
        purchase_id=wanted.purchase_id,
        state=state,
        amount=placed.total,
        refunded=Money(0),
    )
    await orders.reactions()[0].react(uow, [event])


async def status_of(uow: UnitOfWork, order_id: UUID) -> str:
    cursor = await (await uow.driver()).execute("select status from market.shop_order where order_id = %s", [order_id])
    row = await cursor.fetchone()
    assert row is not None
    return str(row[0])


async def units(uow: UnitOfWork, small: Any) -> Sequence[int]:  # noqa: ANN401 - as above
    found = await stock.units_on_hand(uow, {(small.shop_id, variant_id) for variant_id in small.variants})
    return [found.get((small.shop_id, variant_id), 0) for variant_id in small.variants]
