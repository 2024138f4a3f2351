"""People of the market and the box their second factors are sealed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from padu.kernel.ids import new_id
from padu.market import identity
from padu.platform.auth import SecretBox, new_token
from padu.platform.unit_of_work import UnitOfWork

OpenPerson = Callable[..., Awaitable[identity.OpenedAccount]]
PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests


@pytest.fixture
def box() -> SecretBox:
    return SecretBox(new_token().encode()[:32])


@pytest.fixture
def open_person(box: SecretBox) -> OpenPerson:
    async def open_one(
        uow: UnitOfWork, *roles: identity.Role, login: str = "sari@pasar.id", password: str = PASSWORD
    ) -> identity.OpenedAccount:
        account = identity.NewAccount(
            account_id=identity.AccountId(new_id()), login=login, display_name="Bu Sari", password=password, roles=frozenset(roles)
        )
        return await identity.open_account(uow, box, account)

    return open_one


@pytest.fixture
def password() -> str:
    return PASSWORD
