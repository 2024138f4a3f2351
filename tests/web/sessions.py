"""People who are signed in on the market, without the sign-in pages, which have tests of their own."""

from __future__ import annotations

from pathlib import Path

import pyotp

from padu.entry.sign_in_market import market_code_box
from padu.kernel.clock import Clock
from padu.kernel.ids import new_id
from padu.market import identity
from padu.platform.unit_of_work import open_database

_PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests


async def session_of(url: str, home: Path, clock: Clock, *roles: str) -> str:
    """The token of somebody new with these roles, by every factor that they need; `home` is the site's own."""
    return (await sign_somebody_in(url, home, clock, *roles)).token


async def sign_somebody_in(url: str, home: Path, clock: Clock, *roles: str) -> identity.SignedIn:
    """The same, with their account."""
    box, database = market_code_box(home), open_database(url, clock)
    account = identity.NewAccount(
        account_id=identity.AccountId(new_id()),
        login=f"u{new_id().hex}",
        display_name="Pak Budi",
        password=_PASSWORD,
        roles=frozenset(map(identity.Role, roles)),
    )
    async with database.unit_of_work() as uow:
        opened = await identity.open_account(uow, box, account)
        signed = await identity.sign_in(uow, login=opened.login, password=_PASSWORD, address="203.0.113.9")
        if isinstance(signed, identity.SignedIn) and opened.code_secret:
            code = pyotp.TOTP(opened.code_secret).at(clock.now())
            signed = await identity.confirm_totp(uow, box, token=signed.token, code=code)
    await database.close()
    assert isinstance(signed, identity.SignedIn)
    return signed
