from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from sqlalchemy import text

from padu.exchange.consent import (
    CREDIT_CREATOR,
    ConsentError,
    all_purposes,
    give,
    may,
    purpose_of,
    receipts_of,
    standing,
    withdraw,
)
from padu.exchange.register import flow_on
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["market", "social"])
def side(request: pytest.FixtureRequest) -> UnitOfWork:
    """Consents stand alike on both sides."""
    return request.getfixturevalue(request.param)


async def test_a_receipt_says_what_the_person_saw(side: UnitOfWork) -> None:
    person = new_id()
    receipt = await give(side, person, CREDIT_CREATOR, language="en")
    assert receipt.notice_digest == hashlib.sha256(purpose_of(CREDIT_CREATOR).wording.en.encode()).digest()
    assert (receipt.notice, receipt.notice_language, receipt.flow, receipt.flow_version) == ("credit_creator.1", "en", "attribution", 1)
    assert await receipts_of(side, person) == [receipt]
    assert await may(side, person, CREDIT_CREATOR)
    assert not await may(side, new_id(), CREDIT_CREATOR)
    assert not await may(side, person, "attribution.something_else")


async def test_taking_it_back_counts_at_once_once_and_in_the_log(side: UnitOfWork, clock: FixedClock) -> None:
    person = new_id()
    receipt = await give(side, person, CREDIT_CREATOR, language="id")
    clock.advance(dt.timedelta(days=2))
    assert await standing(side, [receipt.receipt_id]) == {receipt.receipt_id}
    assert await withdraw(side, person, receipt.receipt_id)
    assert not await withdraw(side, person, receipt.receipt_id)
    assert await standing(side, [receipt.receipt_id]) == set()
    assert not await may(side, person, CREDIT_CREATOR)
    (kept,) = await receipts_of(side, person)
    assert (kept.given_at, kept.withdrawn_at) == (receipt.given_at, clock.now())
    logged = (await side.connection.execute(text("select action, subject, actor from platform.audit_entry"))).all()
    assert [tuple(row) for row in logged] == [("consent.withdraw", f"receipt:{receipt.receipt_id}", "consent.principal")]


async def test_nobody_takes_back_for_somebody_else(side: UnitOfWork) -> None:
    receipt = await give(side, new_id(), CREDIT_CREATOR, language="id")
    for receipt_id in (receipt.receipt_id, new_id()):
        with pytest.raises(ConsentError) as caught:
            await withdraw(side, new_id(), receipt_id)
        assert caught.value.code == "consent.not_yours"
    assert await standing(side, [receipt.receipt_id]) == {receipt.receipt_id}


async def test_a_second_consent_stands_by_itself(side: UnitOfWork) -> None:
    person = new_id()
    one, two = [await give(side, person, CREDIT_CREATOR, language="id") for _ in range(2)]
    await withdraw(side, person, one.receipt_id)
    assert await may(side, person, CREDIT_CREATOR)
    assert await standing(side, [one.receipt_id, two.receipt_id]) == {two.receipt_id}
    assert await standing(side, []) == set()


async def test_only_what_stands_among_the_purposes_can_be_consented_to(side: UnitOfWork) -> None:
    with pytest.raises(ConsentError) as caught:
        await give(side, new_id(), "watching.everything", language="id")
    assert caught.value.code == "consent.unknown_purpose"


async def test_every_purpose_lets_a_registered_flow_pass(side: UnitOfWork) -> None:
    assert {flow_on(purpose.flow, side.clock.now()).id for purpose in all_purposes().values()} == {"attribution"}


async def test_receipts_cannot_be_changed_by_the_servers_role(side: UnitOfWork) -> None:
    for statement in ("update exchange.consent_receipt set purpose = 'a.b'", "delete from exchange.consent_withdrawal"):
        with pytest.raises(Exception, match="permission denied"):
            async with side.connection.begin_nested():
                await side.connection.execute(text(statement))
