from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

import msgspec
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from padu.kernel.clock import FixedClock
from padu.market import identity
from padu.market.identity import Role, rules, tables
from padu.platform import auth
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio
OpenPerson = Callable[..., Awaitable[identity.OpenedAccount]]
HOME = "203.0.113.7"
WINDOW = rules.BY_LOGIN.window


async def try_to(uow: UnitOfWork, password: str, login: str = "sari@pasar.id", address: str = HOME) -> identity.SignedIn:
    answer = await identity.sign_in(uow, login=login, password=password, address=address)
    assert isinstance(answer, identity.SignedIn), answer
    return answer


async def refusal(uow: UnitOfWork, password: str, login: str = "sari@pasar.id", address: str = HOME) -> identity.RefusedError:
    answer = await identity.sign_in(uow, login=login, password=password, address=address)
    assert isinstance(answer, identity.RefusedError)
    return answer


async def rows(uow: UnitOfWork, table: str) -> int:
    return (await uow.connection.exec_driver_sql(f"select count(*) from {table}")).scalar_one()


async def test_the_right_password_opens_a_session_whose_token_is_kept_nowhere(
    market: UnitOfWork, open_person: OpenPerson, password: str
) -> None:
    opened = await open_person(market, Role.SHOPPER, login=" Sari@Pasar.ID")
    assert (opened.login, opened.code_secret) == ("sari@pasar.id", None)
    signed = await try_to(market, password, login="SARI@pasar.id ")
    assert not signed.awaits_code
    assert signed.until == market.clock.now() + dt.timedelta(days=60)
    actor = await identity.current_actor(market, signed.token)
    assert actor == identity.Actor(account_id=opened.account_id, display_name="Bu Sari", roles=frozenset({Role.SHOPPER}))
    stored = (await market.connection.execute(select(tables.session))).one()
    assert stored.token_hash == auth.digest_of(signed.token)
    for name in (*tables.metadata.tables, "platform.attempt"):
        text = (await market.connection.exec_driver_sql(f"select coalesce(string_agg(t::text, ' '), '') from {name} t")).scalar_one()
        for secret in (signed.token, signed.token.encode().hex(), password, password.encode().hex()):
            assert secret not in text
    assert signed.token not in repr(signed)


async def test_every_sign_in_has_a_token_of_its_own_and_signing_out_ends_one(
    market: UnitOfWork, open_person: OpenPerson, password: str
) -> None:
    await open_person(market, Role.SHOPPER)
    first, second = await try_to(market, password), await try_to(market, password)
    assert first.token != second.token
    await identity.sign_out(market, first.token)
    await identity.sign_out(market, first.token)
    assert await identity.current_actor(market, first.token) is None
    assert await identity.current_actor(market, second.token) is not None


async def test_wrong_unknown_impossible_and_suspended_get_one_answer_after_one_hash(
    market: UnitOfWork, open_person: OpenPerson, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_person(market, Role.SHOPPER)
    closed = await open_person(market, Role.SHOPPER, login="tutup@pasar.id")
    await identity.change_status(market, closed.account_id, identity.AccountStatus.CLOSED)
    hashed: list[str] = []
    real = PasswordHasher.verify

    def counted(hasher: PasswordHasher, kept: str | bytes, typed: str | bytes) -> bool:
        hashed.append(str(kept).rpartition("$")[0].rpartition("$")[0])
        return real(hasher, kept, typed)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    tries = [
        ("sari@pasar.id", "salah sekali"),
        ("nobody@pasar.id", password),
        ("sari\x00", password),
        ("x" * 5000, ""),
        ("sari@pasar.id", password + "x" * 5000),
        ("tutup@pasar.id", password),
    ]
    answers = {str(await refusal(market, typed, login)) for login, typed in tries}
    assert len(answers) == 1
    assert "[identity.refused]" in answers.pop()
    assert hashed == ["$argon2id$v=19$m=47104,t=1,p=1"] * len(tries)
    assert await rows(market, "identity.session") == 0
    assert await rows(market, "platform.attempt") == 2 * len(tries)


@pytest.mark.parametrize("login", ["sari@pasar.id", "nobody@pasar.id"])
async def test_a_login_locks_after_ten_failures_known_or_not_and_opens_again(
    market: UnitOfWork, clock: FixedClock, open_person: OpenPerson, password: str, login: str
) -> None:
    await open_person(market, Role.SHOPPER)
    began = clock.now()
    for number in range(10):
        assert (await refusal(market, "salah sekali", login, address=f"198.51.100.{number}")).code == "identity.refused"
        clock.advance(dt.timedelta(seconds=30))
    locked = await refusal(market, password, login)
    assert (locked.code, locked.until) == ("identity.too_many_attempts", began + WINDOW)
    assert await rows(market, "platform.attempt") == 20  # trying while locked does not lengthen the lock
    clock.at = began + WINDOW - dt.timedelta(seconds=1)
    assert (await refusal(market, password, login)).code == "identity.too_many_attempts"
    clock.advance(dt.timedelta(seconds=1))
    if login == "sari@pasar.id":
        await try_to(market, password)
        left = (await market.connection.exec_driver_sql("select kind from platform.attempt")).scalars().all()
        assert set(left) == {"identity.address"}  # a success begins anew for the login, not for the address
    else:
        assert (await refusal(market, password, login)).code == "identity.refused"


async def test_an_address_locks_over_all_logins_and_others_do_not(
    market: UnitOfWork, clock: FixedClock, open_person: OpenPerson, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "BY_ADDRESS", msgspec.structs.replace(rules.BY_ADDRESS, most=4))
    await open_person(market, Role.SHOPPER)
    for number in range(4):
        assert (await refusal(market, "salah sekali", f"orang{number}")).code == "identity.refused"
    assert (await refusal(market, password)).code == "identity.too_many_attempts"
    await try_to(market, password, address="198.51.100.1")
    clock.advance(WINDOW)
    await try_to(market, password)


async def test_old_failures_are_forgotten(market: UnitOfWork, clock: FixedClock) -> None:
    await refusal(market, "salah sekali", "orang1")
    clock.advance(WINDOW)
    await refusal(market, "salah sekali", "orang2", address="198.51.100.1")
    assert await rows(market, "platform.attempt") == 2


async def test_a_session_idles_out_unless_it_is_used_and_ends_anyway(
    market: UnitOfWork, clock: FixedClock, open_person: OpenPerson, password: str
) -> None:
    await open_person(market, Role.SHOPPER)
    idle, used = await try_to(market, password), await try_to(market, password)
    for _ in range(4):
        clock.advance(dt.timedelta(days=13))
        assert await identity.current_actor(market, used.token) is not None
    assert await identity.current_actor(market, idle.token) is None
    clock.at = used.until - dt.timedelta(seconds=1)
    assert await identity.current_actor(market, used.token) is not None
    clock.at = used.until
    assert await identity.current_actor(market, used.token) is None
    assert await rows(market, "identity.session") == 2
    await try_to(market, password)
    assert await rows(market, "identity.session") == 1  # the next sign-in clears away what is past every limit


async def test_use_is_written_once_a_minute(market: UnitOfWork, clock: FixedClock, open_person: OpenPerson, password: str) -> None:
    await open_person(market, Role.SHOPPER)
    opened, token = clock.now(), (await try_to(market, password)).token
    seen: list[dt.timedelta] = []
    for _ in range(3):
        clock.advance(dt.timedelta(seconds=30))
        assert await identity.current_actor(market, token) is not None
        seen.append((await market.connection.execute(select(tables.session.c.last_seen_at))).scalar_one() - opened)
    assert seen == [dt.timedelta(0), dt.timedelta(minutes=1), dt.timedelta(minutes=1)]


async def test_a_suspended_account_loses_its_sessions_for_good(market: UnitOfWork, open_person: OpenPerson, password: str) -> None:
    opened = await open_person(market, Role.SHOPPER)
    token = (await try_to(market, password)).token
    await identity.change_status(market, opened.account_id, identity.AccountStatus.SUSPENDED)
    assert await identity.current_actor(market, token) is None
    assert (await refusal(market, password)).code == "identity.refused"
    await identity.change_status(market, opened.account_id, identity.AccountStatus.ACTIVE)
    assert await identity.current_actor(market, token) is None
    await try_to(market, password)


async def test_a_hash_of_old_parameters_is_made_anew_at_sign_in(market: UnitOfWork, open_person: OpenPerson, password: str) -> None:
    await open_person(market, Role.SHOPPER)
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(password)
    await market.connection.execute(update(tables.credential).values(password_hash=old))
    assert (await refusal(market, "salah sekali")).code == "identity.refused"
    kept = select(tables.credential.c.password_hash)
    assert (await market.connection.execute(kept)).scalar_one() == old
    await try_to(market, password)
    renewed = (await market.connection.execute(kept)).scalar_one()
    assert renewed != old
    assert not auth.needs_rehash(renewed)
    await try_to(market, password)
    assert (await market.connection.execute(kept)).scalar_one() == renewed


async def test_the_longest_password_opens_and_with_more_behind_it_does_not(market: UnitOfWork, open_person: OpenPerson) -> None:
    longest = "panjang " * 32
    assert len(longest) == rules.PASSWORD_MAX
    await open_person(market, Role.SHOPPER, password=longest)
    await try_to(market, longest)
    assert (await refusal(market, longest + "x")).code == "identity.refused"
