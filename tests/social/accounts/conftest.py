"""People of the social side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from padu.kernel.ids import new_id
from padu.platform.unit_of_work import UnitOfWork
from padu.social import accounts

OpenPerson = Callable[..., Awaitable[accounts.AccountId]]
PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests


@pytest.fixture
def open_person() -> OpenPerson:
    async def open_one(uow: UnitOfWork, *, login: str = "wira@video.id", password: str = PASSWORD) -> accounts.AccountId:
        account = accounts.NewAccount(account_id=accounts.AccountId(new_id()), login=login, display_name="Wira", password=password)
        return await accounts.open_account(uow, account)

    return open_one


@pytest.fixture
def password() -> str:
    return PASSWORD
