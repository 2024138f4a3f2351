"""The social side's accounts as its pages need them."""

from __future__ import annotations

from dataclasses import dataclass

from padu.kernel.ids import new_id
from padu.platform.unit_of_work import UnitOfWork
from padu.social import accounts
from padu.web.ui.accounts import Opened, Refused, Registration, Visitor


@dataclass(frozen=True, slots=True)
class SocialAccounts:
    """`Accounts` over the social side's accounts, none of which needs a second factor."""

    password_min: int = 12

    async def sign_in(self, uow: UnitOfWork, *, login: str, password: str, address: str) -> Opened | Refused:
        """See `Accounts.sign_in`."""
        answer = await accounts.sign_in(uow, login=login, password=password, address=address)
        if isinstance(answer, accounts.RefusedError):
            return Refused(code=answer.code.rpartition(".")[2], until=answer.until)
        return Opened(token=answer.token, awaits_code=False, until=answer.until)

    async def confirm_code(self, uow: UnitOfWork, *, token: str, code: str) -> Opened | Refused:
        """Nobody here is asked for a code."""
        del uow, token, code
        return Refused(code="no_session")

    async def sign_out(self, uow: UnitOfWork, token: str) -> None:
        """See `Accounts.sign_out`."""
        await accounts.sign_out(uow, token)

    async def open_account(self, uow: UnitOfWork, wish: Registration) -> Refused | None:
        """A viewer's account."""
        account = accounts.NewAccount(
            account_id=accounts.AccountId(new_id()), login=wish.login, display_name=wish.display_name, password=wish.password
        )
        try:
            await accounts.open_account(uow, account)
        except accounts.AccountsError as error:
            return Refused(code=error.code.rpartition(".")[2])
        return None

    async def find_visitor(self, uow: UnitOfWork, token: str) -> Visitor | None:
        """See `Accounts.find_visitor`."""
        actor = await accounts.current_actor(uow, token)
        if actor is None:
            return None
        return Visitor(account_id=actor.account_id, display_name=actor.display_name, roles=frozenset(map(str, actor.roles)))
