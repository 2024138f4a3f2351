"""A creator to build upon, made through the doors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from padu.kernel.ids import new_id
from padu.platform.unit_of_work import UnitOfWork
from padu.social import accounts, creators

MakeCreator = Callable[..., Awaitable[creators.Creator]]
PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests


async def make_creator(uow: UnitOfWork, handle: str = "dapur.wira") -> creators.Creator:
    """An account and the creator it becomes."""
    account_id = await make_account(uow, f"{handle}@video.id")
    profile = creators.Profile(handle=handle, display_name="Dapur Wira", bio="Masak tiap hari")
    return await creators.become_creator(
        uow, creators.NewCreator(creator_id=creators.CreatorId(new_id()), account_id=account_id, profile=profile)
    )


async def make_account(uow: UnitOfWork, login: str) -> accounts.AccountId:
    account = accounts.NewAccount(account_id=accounts.AccountId(new_id()), login=login, display_name="Wira", password=PASSWORD)
    return await accounts.open_account(uow, account)


@pytest.fixture
def new_creator() -> MakeCreator:
    return make_creator


@pytest.fixture
def new_account() -> Callable[[UnitOfWork, str], Awaitable[accounts.AccountId]]:
    return make_account
