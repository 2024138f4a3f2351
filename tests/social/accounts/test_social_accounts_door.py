from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol

import psycopg
import pytest
from argon2 import PasswordHasher
from psycopg import errors
from sqlalchemy import select

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform import auth
from padu.platform.unit_of_work import UnitOfWork, open_database
from padu.social import accounts
from padu.social.accounts import Role, rules, tables

pytestmark = pytest.mark.anyio
OpenPerson = Callable[..., Awaitable[accounts.AccountId]]
HOME = "203.0.113.7"
SECRETS = {"credential": {"password_hash"}, "session": {"token_hash"}}


class Urls(Protocol):
    app_url: str
    auditor_url: str


async def try_to(uow: UnitOfWork, password: str, login: str = "wira@video.id", address: str = HOME) -> accounts.SignedIn:
    answer = await accounts.sign_in(uow, login=login, password=password, address=address)
    assert isinstance(answer, accounts.SignedIn), answer
    return answer


async def refusal(uow: UnitOfWork, password: str, login: str = "wira@video.id", address: str = HOME) -> accounts.RefusedError:
    answer = await accounts.sign_in(uow, login=login, password=password, address=address)
    assert isinstance(answer, accounts.RefusedError)
    return answer


async def rows(uow: UnitOfWork, table: str) -> int:
    return (await uow.connection.exec_driver_sql(f"select count(*) from {table}")).scalar_one()


async def test_the_right_password_opens_a_session_whose_token_is_kept_nowhere(
    social: UnitOfWork, open_person: OpenPerson, password: str
) -> None:
    account_id = await open_person(social, login=" Wira@Video.ID")
    signed = await try_to(social, password, login="WIRA@video.id ")
    assert signed.until == social.clock.now() + rules.ABSOLUTE
    actor = accounts.Actor(account_id=account_id, display_name="Wira", roles=frozenset({Role.VIEWER}))
    assert await accounts.current_actor(social, signed.token) == actor
    stored = (await social.connection.execute(select(tables.session))).one()
    assert stored.token_hash == auth.digest_of(signed.token)
    for name in (*tables.metadata.tables, "platform.attempt"):
        text = (await social.connection.exec_driver_sql(f"select coalesce(string_agg(t::text, ' '), '') from {name} t")).scalar_one()
        for secret in (signed.token, signed.token.encode().hex(), password, password.encode().hex()):
            assert secret not in text
    assert signed.token not in repr(signed)


async def test_signing_out_ends_one_session(social: UnitOfWork, open_person: OpenPerson, password: str) -> None:
    await open_person(social)
    first, second = await try_to(social, password), await try_to(social, password)
    assert first.token != second.token
    await accounts.sign_out(social, first.token)
    await accounts.sign_out(social, first.token)
    assert await accounts.current_actor(social, first.token) is None
    assert await accounts.current_actor(social, second.token) is not None


async def test_a_login_is_given_once_however_it_is_typed(social: UnitOfWork, open_person: OpenPerson, password: str) -> None:
    account_id = await open_person(social)
    with pytest.raises(accounts.AccountsError, match=r"accounts\.login_taken"):
        await open_person(social, login="WIRA@VIDEO.ID ")
    twice = accounts.NewAccount(account_id=account_id, login="other", display_name="Wira", password=password)
    with pytest.raises(accounts.AccountsError, match=r"accounts\.login_taken"):
        await accounts.open_account(social, twice)
    with pytest.raises(accounts.AccountsError, match=r"accounts\.bad_login"):
        await open_person(social, login="wi ra")
    assert [await rows(social, f"social.{table}") for table in ("login", "account", "credential")] == [1, 1, 1]


async def test_wrong_unknown_impossible_and_closed_get_one_answer_after_one_hash(
    social: UnitOfWork, open_person: OpenPerson, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_person(social)
    await accounts.change_status(social, await open_person(social, login="tutup@video.id"), accounts.AccountStatus.CLOSED)
    hashed: list[str] = []
    real = PasswordHasher.verify

    def counted(hasher: PasswordHasher, kept: str | bytes, typed: str | bytes) -> bool:
        hashed.append(str(kept).rpartition("$")[0].rpartition("$")[0])
        return real(hasher, kept, typed)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    tries = [
        ("wira@video.id", "salah sekali"),
        ("nobody@video.id", password),
        ("wira\x00", password),
        ("x" * 5000, ""),
        ("wira@video.id", password + "x" * 5000),
        ("tutup@video.id", password),
    ]
    answers = {str(await refusal(social, typed, login)) for login, typed in tries}
    assert len(answers) == 1
    assert "[accounts.refused]" in answers.pop()
    assert hashed == ["$argon2id$v=19$m=47104,t=1,p=1"] * len(tries)
    assert await rows(social, "social.session") == 0
    assert await rows(social, "platform.attempt") == 2 * len(tries)


@pytest.mark.parametrize("login", ["wira@video.id", "nobody@video.id"])
async def test_a_login_locks_after_ten_failures_known_or_not(
    social: UnitOfWork, clock: FixedClock, open_person: OpenPerson, password: str, login: str
) -> None:
    await open_person(social)
    began = clock.now()
    for number in range(10):
        assert (await refusal(social, "salah sekali", login, address=f"198.51.100.{number}")).code == "accounts.refused"
    locked = await refusal(social, password, login)
    assert (locked.code, locked.until) == ("accounts.too_many_attempts", began + rules.BY_LOGIN.window)
    clock.at = began + rules.BY_LOGIN.window
    if login == "wira@video.id":
        await try_to(social, password)
    else:
        assert (await refusal(social, password, login)).code == "accounts.refused"


async def test_guesses_at_once_are_counted_one_after_the_other(committed_social: Urls, clock: FixedClock) -> None:
    database = open_database(committed_social.app_url, clock, pool_size=5)

    async def guess(number: int) -> str:
        async with database.unit_of_work() as uow:
            return (await refusal(uow, f"tebakan {number}", address=f"198.51.100.{number}")).code

    answers = await asyncio.gather(*map(guess, range(12)))
    await database.close()
    assert (answers.count("accounts.refused"), answers.count("accounts.too_many_attempts")) == (10, 2)


async def test_a_session_idles_out_unless_it_is_used_and_ends_anyway(
    social: UnitOfWork, clock: FixedClock, open_person: OpenPerson, password: str
) -> None:
    await open_person(social)
    idle, used = await try_to(social, password), await try_to(social, password)
    for _ in range(6):
        clock.advance(dt.timedelta(days=29))
        assert await accounts.current_actor(social, used.token) is not None
    assert await accounts.current_actor(social, idle.token) is None
    clock.at = used.until
    assert await accounts.current_actor(social, used.token) is None
    await try_to(social, password)
    assert await rows(social, "social.session") == 1  # the next sign-in clears away what is past every limit


async def test_a_suspended_account_loses_its_sessions_for_good(social: UnitOfWork, open_person: OpenPerson, password: str) -> None:
    account_id = await open_person(social)
    token = (await try_to(social, password)).token
    await accounts.change_status(social, account_id, accounts.AccountStatus.SUSPENDED)
    assert await accounts.current_actor(social, token) is None
    assert (await refusal(social, password)).code == "accounts.refused"
    await accounts.change_status(social, account_id, accounts.AccountStatus.ACTIVE)
    assert await accounts.current_actor(social, token) is None
    await try_to(social, password)


async def test_a_role_is_had_from_the_next_page_on_and_twice_is_once(social: UnitOfWork, open_person: OpenPerson, password: str) -> None:
    account_id = await open_person(social)
    token = (await try_to(social, password)).token
    for _ in range(2):
        await accounts.give_role(social, account_id, Role.CREATOR)
    actor = await accounts.current_actor(social, token)
    assert actor is not None
    assert actor.roles == {Role.VIEWER, Role.CREATOR}
    for unknown in (accounts.give_role(social, accounts.AccountId(new_id()), Role.CREATOR),):
        with pytest.raises(accounts.AccountsError, match=r"accounts\.unknown_account"):
            await unknown


async def test_a_hash_of_old_parameters_is_made_anew_at_sign_in(social: UnitOfWork, open_person: OpenPerson, password: str) -> None:
    await open_person(social)
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(password)
    await social.connection.execute(tables.credential.update().values(password_hash=old))
    await try_to(social, password)
    assert not auth.needs_rehash((await social.connection.execute(select(tables.credential.c.password_hash))).scalar_one())


@pytest.fixture
def auditor(social_database: Any) -> Iterator[psycopg.Connection[Any]]:  # noqa: ANN401 - its class lives in conftest.py
    with psycopg.connect(social_database.auditor_url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("table", [table.name for table in tables.metadata.tables.values()])
def test_the_social_auditor_reads_everything_but_secrets(auditor: psycopg.Connection[Any], table: str) -> None:
    for column in tables.metadata.tables[f"social.{table}"].columns:
        query = f"select {column.name} from social.{table}".encode()
        if column.name in SECRETS.get(table, set()):
            with pytest.raises(errors.InsufficientPrivilege):
                auditor.execute(query)
        else:
            assert auditor.execute(query).fetchall() == []
