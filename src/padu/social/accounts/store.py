"""Load and save accounts and sessions; no decisions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from padu.platform.unit_of_work import UnitOfWork
from padu.social.accounts.tables import account, credential, login, session
from padu.social.accounts.types import AccountId, AccountStatus, KnownLogin, NewAccount, Role, Session


async def claim_login(uow: UnitOfWork, folded: str, account_id: AccountId) -> bool:
    """Take the login for an account; False where it, or the account, is taken. Waits for whoever is taking it right now."""
    statement = insert(login).values(login=folded, account_id=account_id).on_conflict_do_nothing().returning(login.c.login)
    return (await uow.connection.execute(statement)).first() is not None


async def add_account(uow: UnitOfWork, new: NewAccount, folded: str, password_hash: str) -> None:
    """Write the account and its credential."""
    now = uow.clock.now()
    values = {"login": folded, "display_name": new.display_name.strip(), "roles": sorted(new.roles), "status": AccountStatus.ACTIVE}
    await uow.connection.execute(insert(account).values(account_id=new.account_id, opened_at=now, **values))
    await uow.connection.execute(insert(credential).values(account_id=new.account_id, password_hash=password_hash, changed_at=now))


async def find_login(uow: UnitOfWork, folded: str) -> KnownLogin | None:
    """What stands behind a login."""
    statement = (
        select(account.c.account_id, account.c.status, credential.c.password_hash)
        .join_from(account, credential, credential.c.account_id == account.c.account_id)
        .where(account.c.login == folded)
    )
    row = (await uow.connection.execute(statement)).first()
    if row is None:
        return None
    return KnownLogin(account_id=AccountId(row.account_id), status=AccountStatus(row.status), password_hash=row.password_hash)


async def replace_hash(uow: UnitOfWork, account_id: AccountId, password_hash: str) -> None:
    """Keep the same password under a newer hash."""
    statement = update(credential).where(credential.c.account_id == account_id)
    await uow.connection.execute(statement.values(password_hash=password_hash, changed_at=uow.clock.now()))


async def add_role(uow: UnitOfWork, account_id: AccountId, role: Role) -> bool:
    """Write that an account has a role; False where there is no such account."""
    roles = await uow.connection.execute(select(account.c.roles).where(account.c.account_id == account_id).with_for_update())
    held = roles.scalar_one_or_none()
    if held is None:
        return False
    statement = update(account).where(account.c.account_id == account_id)
    await uow.connection.execute(statement.values(roles=sorted({*held, role})))
    return True


async def set_status(uow: UnitOfWork, account_id: AccountId, status: AccountStatus) -> bool:
    """Write an account's status; False where there is no such account."""
    statement = update(account).where(account.c.account_id == account_id).values(status=status).returning(account.c.account_id)
    return (await uow.connection.execute(statement)).first() is not None


async def add_session(uow: UnitOfWork, account_id: AccountId, token_hash: bytes) -> None:
    """Write a session that opens now."""
    now = uow.clock.now()
    values = {"token_hash": token_hash, "account_id": account_id, "opened_at": now, "last_seen_at": now}
    await uow.connection.execute(insert(session).values(values))


async def find_session(uow: UnitOfWork, token_hash: bytes) -> Session | None:
    """The session of a token, live or not, with its account as it is now."""
    statement = (
        select(session, account.c.display_name, account.c.roles, account.c.status)
        .join_from(session, account, account.c.account_id == session.c.account_id)
        .where(session.c.token_hash == token_hash)
    )
    row = (await uow.connection.execute(statement)).first()
    if row is None:
        return None
    return Session(
        token_hash=row.token_hash,
        account_id=AccountId(row.account_id),
        display_name=row.display_name,
        roles=frozenset(Role(role) for role in row.roles),
        status=AccountStatus(row.status),
        opened_at=row.opened_at,
        last_seen_at=row.last_seen_at,
    )


async def touch_session(uow: UnitOfWork, token_hash: bytes) -> None:
    """Say that the session was used now."""
    seen = func.greatest(session.c.last_seen_at, uow.clock.now())
    await uow.connection.execute(update(session).where(session.c.token_hash == token_hash).values(last_seen_at=seen))


async def end_session(uow: UnitOfWork, token_hash: bytes) -> None:
    """Remove a session, if there is one."""
    await uow.connection.execute(delete(session).where(session.c.token_hash == token_hash))


async def end_sessions(uow: UnitOfWork, account_id: AccountId, *, opened_before: dt.datetime | None = None) -> None:
    """Remove all sessions of an account, or those that opened at a moment or before."""
    statement = delete(session).where(session.c.account_id == account_id)
    if opened_before is not None:
        statement = statement.where(session.c.opened_at <= opened_before)
    await uow.connection.execute(statement)
