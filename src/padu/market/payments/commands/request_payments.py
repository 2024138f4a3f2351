"""Ask buyers for money."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market.payments import store
from padu.market.payments.types import NewPayment
from padu.platform.unit_of_work import UnitOfWork


async def request_payments(uow: UnitOfWork, payments: Sequence[NewPayment]) -> None:
    """Write payments down. They are opened at the gateway after the commit: at once by `open_payment`, else by `open_waiting`."""
    await store.add_payments(uow, payments)
