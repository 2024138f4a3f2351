from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from padu.kernel.ids import new_id
from padu.platform.unit_of_work import UnitOfWork
from padu.social import accounts, creators

pytestmark = pytest.mark.anyio
NewAccount = Callable[[UnitOfWork, str], Awaitable[accounts.AccountId]]
MakeCreator = Callable[..., Awaitable[creators.Creator]]


def wish(account_id: accounts.AccountId, handle: str = "@Dapur.Wira") -> creators.NewCreator:
    profile = creators.Profile(handle=handle, display_name="Dapur Wira")
    return creators.NewCreator(creator_id=creators.CreatorId(new_id()), account_id=account_id, profile=profile)


async def test_an_account_becomes_one_creator_with_the_role_and_a_pseudonym(social: UnitOfWork, new_account: NewAccount) -> None:
    account_id = await new_account(social, "wira")
    first = await creators.become_creator(social, wish(account_id))
    again = await creators.become_creator(social, wish(account_id, "lain"))
    assert first == again == await creators.creator_of(social, account_id) == await creators.creator_by_handle(social, "@DAPUR.wira")
    assert first.creator_id != account_id
    signed = await accounts.sign_in(social, login="wira", password="kuda lumping biru", address="203.0.113.7")  # noqa: S106 - made up
    assert isinstance(signed, accounts.SignedIn)
    actor = await accounts.current_actor(social, signed.token)
    assert actor is not None
    assert actor.roles == {accounts.Role.VIEWER, accounts.Role.CREATOR}


async def test_a_handle_is_one_creators_alone(social: UnitOfWork, new_account: NewAccount, new_creator: MakeCreator) -> None:
    wira = await new_creator(social)
    budi = await new_account(social, "budi")
    with pytest.raises(creators.CreatorsError, match=r"creators\.handle_taken"):
        await creators.become_creator(social, wish(budi))
    assert await creators.creator_of(social, budi) is None
    ayu = await new_creator(social, "ayu")
    with pytest.raises(creators.CreatorsError, match=r"creators\.handle_taken"):
        await creators.change_profile(social, ayu.creator_id, creators.Profile(handle=wira.handle, display_name="Ayu"))
    await creators.change_profile(social, ayu.creator_id, creators.Profile(handle="ayu", display_name="Ayu Lestari", bio=" Hai \r\n ya "))
    found = (await creators.creators_by_id(social, [ayu.creator_id, new_id()]))[ayu.creator_id]
    assert (found.handle, found.display_name, found.bio) == ("ayu", "Ayu Lestari", "Hai \n ya")


async def test_a_showcase_is_shown_in_its_order(social: UnitOfWork, new_creator: MakeCreator) -> None:
    wira, ayu = await new_creator(social), await new_creator(social, "ayu")
    one, two, three = new_id(), new_id(), new_id()
    await creators.arrange_showcase(social, wira.creator_id, [one, two, one])
    await creators.arrange_showcase(social, ayu.creator_id, [two])
    await creators.add_to_showcase(social, wira.creator_id, three)
    await creators.add_to_showcase(social, wira.creator_id, one)
    assert await creators.showcase_of(social, wira.creator_id) == (one, two, three)
    await creators.take_from_showcase(social, wira.creator_id, two)
    await creators.take_from_showcase(social, wira.creator_id, two)
    await creators.arrange_showcase(social, wira.creator_id, [three, one])
    assert await creators.showcase_of(social, wira.creator_id) == (three, one)
    await creators.arrange_showcase(social, wira.creator_id, [])
    assert await creators.showcase_of(social, wira.creator_id) == ()
    assert await creators.showcase_of(social, ayu.creator_id) == (two,)


async def test_a_full_showcase_takes_nothing_more(social: UnitOfWork, new_creator: MakeCreator) -> None:
    wira = await new_creator(social)
    shown = [new_id() for _ in range(creators.SHOWCASE_MAX)]
    await creators.arrange_showcase(social, wira.creator_id, shown)
    with pytest.raises(creators.CreatorsError, match=r"creators\.showcase_full"):
        await creators.add_to_showcase(social, wira.creator_id, new_id())
    assert list(await creators.showcase_of(social, wira.creator_id)) == shown


async def test_nobody_unknown_shows_or_says_anything(social: UnitOfWork) -> None:
    nobody = creators.CreatorId(new_id())
    tries = (
        creators.arrange_showcase(social, nobody, []),
        creators.change_profile(social, nobody, creators.Profile(handle="nobody", display_name="Nobody")),
    )
    for attempt in tries:
        with pytest.raises(creators.CreatorsError, match=r"creators\.unknown"):
            await attempt
    assert await creators.creator_of(social, new_id()) is None
    assert await creators.creator_by_handle(social, "nobody") is None
