"""Writes down what crossed, in the transaction of its effects."""

from __future__ import annotations

import hashlib
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from padu.exchange.register import store
from padu.exchange.register.types import PASSED, Crossing, Flow
from padu.platform.signing import Message
from padu.platform.unit_of_work import UnitOfWork

_CROSSINGS = uuid5(NAMESPACE_URL, "padu:crossing")


async def record_crossing(  # noqa: PLR0913 - what a record is made of
    uow: UnitOfWork, flow: Flow, direction: Literal["out", "in"], message: Message, *, items: int = 1, outcome: str = PASSED
) -> Crossing:
    """Append a message that passed, or that was refused though it was signed as it should be; once for each outcome it had.

    An outcome with a dot in it is the code of a refusal: then no field passed.
    """
    crossing = Crossing(
        crossing_id=_id_of(flow.id, direction, message.digest, outcome),
        flow=flow.id,
        flow_version=flow.version,
        direction=direction,
        message_id=message.message_id[:100],
        digest=message.digest,
        signature=message.signature[:100],
        fields=() if "." in outcome else flow.names,
        items=items,
        outcome=outcome,
        at=uow.clock.now(),
    )
    await store.add_crossings(uow, [crossing])
    return crossing


async def record_refusal(uow: UnitOfWork, flow_id: str, text: str, outcome: str) -> None:
    """Append a text from outside that is no message of the other side's, by its digest; the same text once."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    crossing = Crossing(
        crossing_id=_id_of(flow_id, "in", digest, outcome),
        flow=flow_id,
        flow_version=0,
        direction="in",
        message_id="",
        digest=digest,
        signature="",
        fields=(),
        items=0,
        outcome=outcome,
        at=uow.clock.now(),
    )
    await store.add_crossings(uow, [crossing])


def _id_of(flow_id: str, direction: str, digest: bytes, outcome: str) -> UUID:
    return uuid5(_CROSSINGS, f"{flow_id} {direction} {digest.hex()} {outcome}")
