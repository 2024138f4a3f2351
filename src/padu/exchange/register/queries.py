"""Reads for pages: whether the door is open, what crossed, how far pages were read."""

from __future__ import annotations

import datetime as dt

from padu.exchange.register import store
from padu.exchange.register.types import Crossing, CrossingPlace, DoorState, PullState
from padu.platform.unit_of_work import UnitOfWork


async def door_is_open(uow: UnitOfWork) -> bool:
    """Whether anything may pass, on the market's side. A door that nobody opened is closed."""
    return (await store.door_state(uow)).is_open


async def door_state(uow: UnitOfWork) -> DoorState:
    """Whether anything may pass, and who said so when and why, on the market's side."""
    return await store.door_state(uow)


async def list_crossings(
    uow: UnitOfWork, *, flow: str | None = None, after: CrossingPlace | None = None, limit: int = 50
) -> list[Crossing]:
    """What crossed on this side, newest first, from behind the place `after`."""
    return await store.newest_crossings(uow, flow=flow, after=after, limit=limit)


async def count_crossings(uow: UnitOfWork, since: dt.datetime) -> dict[tuple[str, str, str], int]:
    """How many messages there were since a moment, by flow, direction and outcome."""
    return await store.count_crossings(uow, since)


async def pull_state(uow: UnitOfWork, flow: str) -> PullState:
    """How far the social side has read the market's page of a flow."""
    return await store.read_pull_state(uow, flow)
