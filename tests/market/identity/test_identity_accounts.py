from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors
from sqlalchemy import func, select

from padu.kernel.ids import new_id
from padu.market import identity, sellers
from padu.market.identity import Role, StaffRole, tables
from padu.platform.auth import SecretBox
from padu.platform.unit_of_work import UnitOfWork, driver_url

OpenPerson = Callable[..., Awaitable[identity.OpenedAccount]]
SECRETS = {
    "credential": {"password_hash"},
    "totp_secret": {"sealed", "last_step"},
    "session": {"token_hash"},
}


@pytest.fixture
def auditor(market_database: Any) -> Iterator[psycopg.Connection[Any]]:  # noqa: ANN401 - its class lives in conftest.py
    with psycopg.connect(market_database.auditor_url, autocommit=True) as connection:
        yield connection


@pytest.mark.anyio
async def test_a_login_is_given_once_however_it_is_typed(market: UnitOfWork, open_person: OpenPerson) -> None:
    await open_person(market, Role.SHOPPER)
    with pytest.raises(identity.IdentityError) as taken:
        await open_person(market, Role.OPERATOR, login="SARI@PASAR.ID ")
    assert taken.value.code == "identity.login_taken"
    for table in (tables.account, tables.credential):
        assert (await market.connection.execute(select(func.count()).select_from(table))).scalar_one() == 1
    assert (await market.connection.execute(select(func.count()).select_from(tables.totp_secret))).scalar_one() == 0


@pytest.mark.anyio
async def test_an_account_is_opened_once_under_whatever_login(market: UnitOfWork, box: SecretBox, password: str) -> None:
    account_id = identity.AccountId(new_id())
    for login, code in (("sari", None), ("budi", "identity.login_taken")):
        account = identity.NewAccount(
            account_id=account_id, login=login, display_name="Sari", password=password, roles=frozenset({Role.SELLER})
        )
        if code is None:
            await identity.open_account(market, box, account)
        else:
            with pytest.raises(identity.IdentityError) as taken:
                await identity.open_account(market, box, account)
            assert taken.value.code == code
    assert (await market.connection.execute(select(tables.login.c.login))).scalars().all() == ["sari"]


@pytest.mark.anyio
async def test_nobody_unknown_changes_status(market: UnitOfWork) -> None:
    with pytest.raises(identity.IdentityError) as unknown:
        await identity.change_status(market, identity.AccountId(new_id()), identity.AccountStatus.CLOSED)
    assert unknown.value.code == "identity.unknown_account"


@pytest.mark.anyio
async def test_a_seller_sees_the_shops_whose_staff_they_are_and_no_other(market: UnitOfWork, open_person: OpenPerson) -> None:
    shops = [sellers.ShopId(new_id()) for _ in range(3)]
    opened = [sellers.NewShop(shop_id=shop_id, name="Toko", joined_at=market.clock.now()) for shop_id in shops]
    await sellers.open_shops(market, opened)
    sari = (await open_person(market, Role.SELLER)).account_id
    budi = (await open_person(market, Role.SELLER, login="budi")).account_id
    await identity.join_shop(market, shops[0], sari, StaffRole.STAFF)
    await identity.join_shop(market, shops[0], sari, StaffRole.OWNER)
    await identity.join_shop(market, shops[1], sari, StaffRole.STAFF)
    await identity.join_shop(market, shops[1], budi, StaffRole.OWNER)

    def actor(account_id: identity.AccountId, *roles: Role) -> identity.Actor:
        return identity.Actor(account_id=account_id, display_name="", roles=frozenset(roles))

    assert await identity.shops_of(market, actor(sari, Role.SELLER, Role.SHOPPER)) == {shops[0], shops[1]}
    assert await identity.shops_of(market, actor(budi, Role.SELLER)) == {shops[1]}
    assert await identity.shops_of(market, actor(sari, Role.SHOPPER, Role.OPERATOR, Role.REGULATOR)) == set()
    assert await identity.shops_of(market, None) == set()
    await identity.leave_shop(market, shops[1], sari)
    await identity.leave_shop(market, shops[2], sari)
    assert await identity.shops_of(market, actor(sari, Role.SELLER)) == {shops[0]}
    roles = await market.connection.execute(select(tables.shop_staff.c.account_id, tables.shop_staff.c.role))
    assert {tuple(row) for row in roles} == {(sari, "owner"), (budi, "owner")}


@pytest.mark.anyio
async def test_only_a_seller_joins_a_shop(market: UnitOfWork, open_person: OpenPerson) -> None:
    shopper = (await open_person(market, Role.SHOPPER)).account_id
    for account_id in (shopper, identity.AccountId(new_id())):
        with pytest.raises(identity.IdentityError) as refused:
            await identity.join_shop(market, new_id(), account_id, StaffRole.OWNER)
        assert refused.value.code == "identity.not_a_seller"


@pytest.mark.parametrize("table", [table.name for table in tables.metadata.tables.values()])
def test_the_auditor_reads_everything_but_secrets(auditor: psycopg.Connection[Any], table: str) -> None:
    for column in tables.metadata.tables[f"identity.{table}"].columns:
        query = f"select {column.name} from identity.{table}".encode()
        if column.name in SECRETS.get(table, set()):
            with pytest.raises(errors.InsufficientPrivilege):
                auditor.execute(query)
        else:
            assert auditor.execute(query).fetchall() == []


def test_tables_say_what_the_database_has(market_database: Any) -> None:  # noqa: ANN401 - its class lives in conftest.py
    engine = sa.create_engine(driver_url(market_database.auditor_url), poolclass=sa.NullPool)
    reflected = sa.MetaData(schema="identity")
    reflected.reflect(engine)
    own = {name: table for name, table in reflected.tables.items() if name.startswith("identity.")}
    engine.dispose()

    def shape(table: sa.Table) -> list[tuple[str, str, bool | None, bool]]:
        return [(c.name, str(c.type.compile(dialect=engine.dialect)), c.nullable, c.primary_key) for c in table.columns]

    assert {name: shape(table) for name, table in own.items()} == {name: shape(table) for name, table in tables.metadata.tables.items()}
