"""The market's accounts as its pages need them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from padu.kernel.ids import new_id
from padu.market import identity
from padu.platform.auth import SecretBox, open_secret_box
from padu.platform.unit_of_work import UnitOfWork
from padu.web.ui.accounts import Opened, Refused, Registration, Visitor


def market_code_box(home: Path) -> SecretBox:
    """What the second factors of the market's accounts are sealed in; whoever opens accounts must use the same."""
    return open_secret_box(home, "market-codes")


@dataclass(frozen=True, slots=True)
class MarketAccounts:
    """`Accounts` over the market's identity."""

    box: SecretBox
    password_min: int = 12

    async def sign_in(self, uow: UnitOfWork, *, login: str, password: str, address: str) -> Opened | Refused:
        """See `Accounts.sign_in`."""
        return _outcome(await identity.sign_in(uow, login=login, password=password, address=address))

    async def confirm_code(self, uow: UnitOfWork, *, token: str, code: str) -> Opened | Refused:
        """See `Accounts.confirm_code`."""
        return _outcome(await identity.confirm_totp(uow, self.box, token=token, code=code))

    async def sign_out(self, uow: UnitOfWork, token: str) -> None:
        """See `Accounts.sign_out`."""
        await identity.sign_out(uow, token)

    async def open_account(self, uow: UnitOfWork, wish: Registration) -> Refused | None:
        """A shopper's account: other roles are given by people, not taken from a form."""
        account = identity.NewAccount(
            account_id=identity.AccountId(new_id()),
            login=wish.login,
            display_name=wish.display_name,
            password=wish.password,
            roles=frozenset({identity.Role.SHOPPER}),
        )
        try:
            await identity.open_account(uow, self.box, account)
        except identity.IdentityError as error:
            return Refused(code=error.code.rpartition(".")[2])
        return None

    async def find_visitor(self, uow: UnitOfWork, token: str) -> Visitor | None:
        """See `Accounts.find_visitor`."""
        actor = await identity.current_actor(uow, token)
        if actor is None:
            return None
        return Visitor(account_id=actor.account_id, display_name=actor.display_name, roles=frozenset(map(str, actor.roles)))


def _outcome(answer: identity.SignedIn | identity.RefusedError) -> Opened | Refused:
    if isinstance(answer, identity.RefusedError):
        return Refused(code=answer.code.rpartition(".")[2], until=answer.until)
    return Opened(token=answer.token, awaits_code=answer.awaits_code, until=answer.until)
