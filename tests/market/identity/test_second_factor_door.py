from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pyotp.totp import TOTP
from sqlalchemy import select, update

from padu.kernel.clock import FixedClock
from padu.market import identity
from padu.market.identity import Role, tables
from padu.platform import auth
from padu.platform.unit_of_work import UnitOfWork, open_database

pytestmark = pytest.mark.anyio
OpenPerson = Callable[..., Awaitable[identity.OpenedAccount]]
STEP = dt.timedelta(seconds=auth.STEP_SECONDS)


def code_of(opened: identity.OpenedAccount, at: dt.datetime) -> str:
    assert opened.code_secret is not None
    return TOTP(opened.code_secret).at(at)


async def password_shown(uow: UnitOfWork, password: str) -> identity.SignedIn:
    answer = await identity.sign_in(uow, login="sari@pasar.id", password=password, address="203.0.113.7")
    assert isinstance(answer, identity.SignedIn)
    assert answer.awaits_code
    return answer


async def test_a_session_counts_only_after_the_code_and_under_a_new_token(
    market: UnitOfWork, clock: FixedClock, box: auth.SecretBox, open_person: OpenPerson, password: str
) -> None:
    opened = await open_person(market, Role.SHOPPER, Role.REGULATOR)
    half = await password_shown(market, password)
    assert half.until == clock.now() + dt.timedelta(minutes=10)
    assert await identity.current_actor(market, half.token) is None
    full = await identity.confirm_totp(market, box, token=half.token, code=code_of(opened, clock.now()))
    assert isinstance(full, identity.SignedIn)
    assert (full.awaits_code, full.until) == (False, clock.now() + dt.timedelta(hours=12))
    assert full.token != half.token
    actor = await identity.current_actor(market, full.token)
    assert actor is not None
    assert actor.roles == {Role.SHOPPER, Role.REGULATOR}
    for spent in (half.token, full.token, "unknown"):
        again = await identity.confirm_totp(market, box, token=spent, code=code_of(opened, clock.now() + STEP))
        assert isinstance(again, identity.RefusedError)
        assert again.code == "identity.no_session"
    clock.advance(dt.timedelta(minutes=30))
    assert await identity.current_actor(market, full.token) is None


async def test_a_code_opens_one_session_only(
    market: UnitOfWork, clock: FixedClock, box: auth.SecretBox, open_person: OpenPerson, password: str
) -> None:
    opened = await open_person(market, Role.OPERATOR)
    first, second = await password_shown(market, password), await password_shown(market, password)
    code = code_of(opened, clock.now())
    assert isinstance(await identity.confirm_totp(market, box, token=first.token, code=code), identity.SignedIn)
    replayed = await identity.confirm_totp(market, box, token=second.token, code=code)
    earlier = await identity.confirm_totp(market, box, token=second.token, code=code_of(opened, clock.now() - STEP))
    for refused in (replayed, earlier):
        assert isinstance(refused, identity.RefusedError)
        assert refused.code == "identity.wrong_code"
    clock.advance(STEP)
    answer = await identity.confirm_totp(market, box, token=second.token, code=code_of(opened, clock.now()))
    assert isinstance(answer, identity.SignedIn)


async def test_of_two_requests_at_once_with_one_code_one_gets_in(
    committed_market: Any,  # noqa: ANN401 - the fixture's class lives in conftest.py, which tests cannot import
    clock: FixedClock,
    box: auth.SecretBox,
    open_person: OpenPerson,
    password: str,
) -> None:
    database = open_database(committed_market.app_url, clock)
    async with database.unit_of_work() as uow:
        opened = await open_person(uow, Role.OPERATOR)
        halves = [await password_shown(uow, password) for _ in range(4)]

    async def confirm(half: identity.SignedIn) -> str:
        async with database.unit_of_work() as uow:
            answer = await identity.confirm_totp(uow, box, token=half.token, code=code_of(opened, clock.now()))
            return answer.code if isinstance(answer, identity.RefusedError) else "in"

    answers = sorted(await asyncio.gather(*map(confirm, halves)))
    async with database.unit_of_work() as uow:
        failures = (await uow.connection.exec_driver_sql("select count(*) from platform.attempt")).scalar_one()
    await database.close()
    assert answers == ["identity.wrong_code"] * 3 + ["in"]
    assert failures <= 3  # those before the success are forgotten with it


async def test_guesses_at_once_are_counted_one_after_the_other(
    committed_market: Any,  # noqa: ANN401 - as above
    clock: FixedClock,
) -> None:
    database = open_database(committed_market.app_url, clock, pool_size=5)

    async def guess(number: int) -> str:
        async with database.unit_of_work() as uow:
            answer = await identity.sign_in(uow, login="sari", password=f"tebakan {number}", address=f"198.51.100.{number}")
            assert isinstance(answer, identity.RefusedError)
            return answer.code

    answers = await asyncio.gather(*map(guess, range(13)))
    await database.close()
    assert (answers.count("identity.refused"), answers.count("identity.too_many_attempts")) == (10, 3)


async def test_five_wrong_codes_lock_the_account_also_for_the_right_one(
    market: UnitOfWork, clock: FixedClock, box: auth.SecretBox, open_person: OpenPerson, password: str
) -> None:
    opened = await open_person(market, Role.REGULATOR)
    began, half = clock.now(), await password_shown(market, password)
    right = code_of(opened, clock.now())
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        refused = await identity.confirm_totp(market, box, token=half.token, code=wrong)
        assert isinstance(refused, identity.RefusedError)
        assert refused.code == "identity.wrong_code"
    another = await password_shown(market, password)
    locked = await identity.confirm_totp(market, box, token=another.token, code=right)
    assert isinstance(locked, identity.RefusedError)
    assert (locked.code, locked.until) == ("identity.too_many_attempts", began + dt.timedelta(minutes=15))
    clock.advance(dt.timedelta(minutes=15))
    late = await identity.confirm_totp(market, box, token=another.token, code=code_of(opened, clock.now()))
    assert isinstance(late, identity.RefusedError)
    assert late.code == "identity.no_session"  # the half session ended after ten minutes
    fresh = await password_shown(market, password)
    answer = await identity.confirm_totp(market, box, token=fresh.token, code=code_of(opened, clock.now()))
    assert isinstance(answer, identity.SignedIn)


async def test_the_secret_is_sealed_for_its_account_and_this_installation(
    market: UnitOfWork, clock: FixedClock, box: auth.SecretBox, open_person: OpenPerson, password: str
) -> None:
    opened = await open_person(market, Role.OPERATOR)
    assert opened.code_secret is not None
    assert opened.code_secret not in repr(opened)
    sealed = (await market.connection.execute(select(tables.totp_secret.c.sealed))).scalar_one()
    assert opened.code_secret.encode() not in sealed
    half = await password_shown(market, password)
    with pytest.raises(auth.AuthError, match=r"auth\.sealed_elsewhere"):
        await identity.confirm_totp(market, auth.SecretBox(b"x" * 32), token=half.token, code=code_of(opened, clock.now()))
    other = await open_person(market, Role.OPERATOR, login="budi@pasar.id")
    await market.connection.execute(
        update(tables.totp_secret).where(tables.totp_secret.c.account_id == other.account_id).values(sealed=sealed)
    )
    with pytest.raises(auth.AuthError, match=r"auth\.sealed_elsewhere"):
        box.open(sealed, about=other.account_id.bytes)


async def test_a_role_that_was_added_since_asks_a_running_session_for_the_code(
    market: UnitOfWork, open_person: OpenPerson, password: str
) -> None:
    await open_person(market, Role.SHOPPER)
    signed = await identity.sign_in(market, login="sari@pasar.id", password=password, address="203.0.113.7")
    assert isinstance(signed, identity.SignedIn)
    assert await identity.current_actor(market, signed.token) is not None
    await market.connection.execute(update(tables.account).values(roles=["shopper", "operator"]))
    assert await identity.current_actor(market, signed.token) is None


async def test_a_right_code_forgets_the_wrong_ones_before_it(
    market: UnitOfWork, clock: FixedClock, box: auth.SecretBox, open_person: OpenPerson, password: str
) -> None:
    opened = await open_person(market, Role.OPERATOR)
    for _ in range(2):
        half = await password_shown(market, password)
        for _ in range(4):
            refused = await identity.confirm_totp(market, box, token=half.token, code="")
            assert isinstance(refused, identity.RefusedError)
            assert refused.code == "identity.wrong_code"
        answer = await identity.confirm_totp(market, box, token=half.token, code=code_of(opened, clock.now()))
        assert isinstance(answer, identity.SignedIn)
        clock.advance(STEP)
