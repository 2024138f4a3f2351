"""What couriers ask for shipments, all asked at once. Outside any transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from padu.market.parcels.biteship import BiteshipClient
from padu.market.parcels.types import CourierRate, ParcelError, Shipment


async def quote(couriers: BiteshipClient, shipments: Sequence[Shipment]) -> dict[UUID, tuple[CourierRate, ...] | ParcelError]:
    """The rates for each shipment by its key, cheapest first and then by name; the error where there are none."""
    answers = await asyncio.gather(*(_rates(couriers, shipment) for shipment in shipments))
    return {shipment.key: answer for shipment, answer in zip(shipments, answers, strict=True)}


async def _rates(couriers: BiteshipClient, shipment: Shipment) -> tuple[CourierRate, ...] | ParcelError:
    try:
        return await couriers.rates(shipment.origin, shipment.destination, shipment.items)
    except ParcelError as error:
        return error
