"""Open and close the door."""

from __future__ import annotations

from padu.exchange.register import store
from padu.exchange.register.types import DoorState, ExchangeError
from padu.platform.audit import AuditRecord, append
from padu.platform.unit_of_work import UnitOfWork


async def open_door(uow: UnitOfWork, reason: str, *, actor: str = "padu") -> None:
    """Let registered flows pass. `actor`: a login or a job's name. Raises `exchange.no_reason` where no reason is given."""
    await _turn(uow, reason, actor, is_open=True)


async def close_door(uow: UnitOfWork, reason: str, *, actor: str = "padu") -> None:
    """Let nothing pass: no card is lent, no hand-off accepted, until it is opened again. Raises as `open_door`."""
    await _turn(uow, reason, actor, is_open=False)


async def _turn(uow: UnitOfWork, reason: str, actor: str, *, is_open: bool) -> None:
    if not reason.strip():
        raise ExchangeError("exchange.no_reason", "the door is not turned without a reason", todo="say why, for whoever reads the log")
    await store.turn_door(uow, DoorState(is_open=is_open, reason=reason.strip(), actor=actor, changed_at=uow.clock.now()))
    action = "exchange.open_door" if is_open else "exchange.close_door"
    await append(uow, [AuditRecord(actor=actor, action=action, subject="door", detail={"reason": reason.strip()})])
