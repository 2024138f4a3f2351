"""Make a hand-off (social side)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from padu.exchange.cards import lent_cards
from padu.exchange.handoff import rules
from padu.exchange.handoff.types import AskedBy, HandoffFields, HandoffRefusal, Issued
from padu.exchange.register import HANDOFF, as_moment, check_message, flow_on, record_crossing
from padu.kernel.ids import new_id
from padu.platform import attempts
from padu.platform.signing import SigningKey, open_message, sign_message
from padu.platform.unit_of_work import UnitOfWork

_WINDOW = dt.timedelta(minutes=10)
BY_ACCOUNT = attempts.Limit("handoff.account", 40, _WINDOW)
# Many people share one address behind their mobile operator.
BY_ADDRESS = attempts.Limit("handoff.address", 400, _WINDOW)


async def issue(  # noqa: PLR0913 - where it leads, from where, and who asks
    uow: UnitOfWork, key: SigningKey, *, creator_id: UUID, listing_id: UUID, surface: str, asked_by: AskedBy
) -> Issued | HandoffRefusal:
    """Make and record a hand-off that leads to a listing, good once for ten minutes. Who asks is counted, and crosses in no form.

    Refusals are returned: `handoff.too_many` with the moment when more may be made; `handoff.not_lent` where the market lends no card
    of the listing (any more), or lends none at all. Raises `exchange.field_kind` where the surface is none of the register's.
    """
    tries: list[attempts.Try] = [(BY_ADDRESS, asked_by.address)]
    if asked_by.account_id is not None:
        tries.append((BY_ACCOUNT, str(asked_by.account_id)))
    if until := await attempts.locked_until(uow, *tries):
        return HandoffRefusal("handoff.too_many", "too many hand-offs were made from here of late", until)
    await attempts.record(uow, *tries)
    if listing_id not in await lent_cards(uow, [listing_id]):
        return HandoffRefusal("handoff.not_lent", "the market does not lend this listing's card (any more)")
    now = uow.clock.now().replace(microsecond=0)
    fields = HandoffFields(
        handoff_id=new_id(), listing_id=listing_id, creator_id=creator_id, surface=surface, issued_at=now, expires_at=now + rules.LIVES
    )
    body = rules.as_message(fields, as_moment(fields.issued_at), as_moment(fields.expires_at))
    flow = flow_on("handoff", now)
    check_message(flow, body)
    token = sign_message(key, HANDOFF, body, message_id=str(fields.handoff_id), now=now, lives_for=rules.LIVES)
    await record_crossing(uow, flow, "out", open_message(token, key.verify_key, HANDOFF, now=now))
    return Issued(token, fields)
