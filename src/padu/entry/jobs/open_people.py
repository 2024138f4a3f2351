"""Open the accounts of the demo's people, through the doors that everybody's accounts go through."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from padu.demo.people import Part, People, Person, keep_code_secret, people_of
from padu.entry.sign_in_market import market_code_box
from padu.kernel.errors import PaduError
from padu.kernel.ids import new_id
from padu.market import identity
from padu.platform.unit_of_work import Database
from padu.social import accounts, creators

_ROLES = {
    Part.SHOPPER: frozenset({identity.Role.SHOPPER}),
    Part.SELLER: frozenset({identity.Role.SELLER}),
    Part.OPERATOR: frozenset({identity.Role.OPERATOR}),
    Part.REGULATOR: frozenset({identity.Role.REGULATOR}),
}


async def open_market_people(database: Database, home: Path) -> People:
    """Open those of the market that have no account yet; gives everybody with what they sign in with.

    Raises `demo.people_lost` where accounts stand whose second factor nobody kept.
    """
    people, box = people_of(home), market_code_box(home)
    for person in (person for person in people.five if person.part in _ROLES):
        account = identity.NewAccount(
            account_id=identity.AccountId(new_id()),
            login=person.login,
            display_name=person.display_name,
            password=person.password,
            roles=_ROLES[person.part],
        )
        # Both or neither: an account whose second factor nobody kept could never be signed in to.
        async with database.unit_of_work() as uow:
            try:
                opened = await identity.open_account(uow, box, account)
            except identity.IdentityError as error:
                if error.code != "identity.login_taken":
                    raise
                _check_kept(person, needs_code=bool(_ROLES[person.part] & {identity.Role.OPERATOR, identity.Role.REGULATOR}))
                continue
            if opened.code_secret is not None:
                people = keep_code_secret(home, person.part, opened.code_secret)
    return people


async def join_shops(database: Database, person: Person, shop_ids: Collection[UUID]) -> None:
    """Make a person the owner of shops."""
    async with database.unit_of_work() as uow:
        account_id = await identity.account_of(uow, person.login)
        if account_id is None:
            raise PaduError("demo.people_lost", f"{person.login} has no account", todo="begin anew with `padu demo --fresh`")
        for shop_id in sorted(shop_ids):
            await identity.join_shop(uow, shop_id, account_id, identity.StaffRole.OWNER)


async def open_creators(database: Database, people: People) -> dict[str, creators.CreatorId]:
    """Open the creators' accounts where they have none; gives their ids by handle."""
    ids: dict[str, creators.CreatorId] = {}
    for person in people.creators:
        async with database.unit_of_work() as uow:
            found = await creators.creator_by_handle(uow, person.handle)
            if found is None:
                account = accounts.NewAccount(
                    account_id=accounts.AccountId(new_id()),
                    login=person.login,
                    display_name=person.display_name,
                    password=person.password,
                )
                await accounts.open_account(uow, account)
                profile = creators.Profile(handle=person.handle, display_name=person.display_name, bio="")
                found = await creators.become_creator(
                    uow, creators.NewCreator(creator_id=creators.CreatorId(new_id()), account_id=account.account_id, profile=profile)
                )
            ids[person.handle] = found.creator_id
    return ids


def _check_kept(person: Person, *, needs_code: bool) -> None:
    if needs_code and person.code_secret is None:
        raise PaduError(
            "demo.people_lost",
            f"{person.login} has an account, and what it is signed in to with was lost",
            todo="begin anew with `padu demo --fresh`",
        )
