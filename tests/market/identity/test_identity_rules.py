from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.ids import new_id
from padu.market.identity import AccountId, AccountStatus, Actor, Deed, IdentityError, NewAccount, Role, may, rules
from padu.market.identity.types import Session

NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
ROLES = st.frozensets(st.sampled_from(Role), min_size=1)
AGES = st.timedeltas(dt.timedelta(0), dt.timedelta(days=90))


def a_session(roles: frozenset[Role], opened: dt.timedelta, seen: dt.timedelta, **facts: object) -> Session:
    values = {"code_shown": True, "status": AccountStatus.ACTIVE, **facts}
    return Session(
        token_hash=b"",
        account_id=AccountId(new_id()),
        display_name="Sari",
        roles=roles,
        opened_at=NOW - opened,
        last_seen_at=NOW - seen,
        **values,  # pyright: ignore[reportArgumentType] - the two facts above, replaced by the test
    )


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"display_name": " \t"}, "identity.nameless"),
        ({"roles": frozenset()}, "identity.no_role"),
        ({"password": "x" * 11}, "identity.password_length"),
        ({"password": "x" * 257}, "identity.password_length"),
        ({"password": "1234BuSari1234"}, "identity.password_guessable"),
    ],
)
def test_an_account_that_cannot_be_is_refused_without_its_password(facts: dict[str, object], code: str) -> None:
    sound: dict[str, object] = {"login": "busari", "display_name": "Sari", "password": "kuda lumping", "roles": frozenset({Role.SELLER})}
    account = NewAccount(account_id=AccountId(new_id()), **{**sound, **facts})  # pyright: ignore[reportArgumentType] - the facts above
    with pytest.raises(IdentityError) as refused:
        rules.check_account(account, account.login, sound_login=True)
    assert refused.value.code == code
    assert account.password not in str(refused.value) + repr(account)
    sound_account = NewAccount(account_id=account.account_id, **sound)  # pyright: ignore[reportArgumentType] - as above
    rules.check_account(sound_account, "busari", sound_login=True)
    with pytest.raises(IdentityError, match=r"identity\.bad_login"):
        rules.check_account(sound_account, "bu sari", sound_login=False)


@given(roles=ROLES, opened=AGES, seen=AGES, code_shown=st.booleans())
def test_a_session_lives_within_both_limits_of_its_strictest_role(
    roles: frozenset[Role], opened: dt.timedelta, seen: dt.timedelta, *, code_shown: bool
) -> None:
    seen = min(seen, opened)
    watched = bool(roles & {Role.OPERATOR, Role.REGULATOR})
    if watched and not code_shown:
        idle = absolute = dt.timedelta(minutes=10)
    elif watched:
        idle, absolute = dt.timedelta(minutes=30), dt.timedelta(hours=12)
    else:
        idle, absolute = dt.timedelta(days=14), dt.timedelta(days=60)
    session = a_session(roles, opened, seen, code_shown=code_shown)
    assert rules.is_live(session, NOW) == (seen < idle and opened < absolute)
    assert rules.awaits_code(session) == (watched and not code_shown)
    for status in (AccountStatus.SUSPENDED, AccountStatus.CLOSED):
        assert not rules.is_live(a_session(roles, opened, seen, code_shown=code_shown, status=status), NOW)


@pytest.mark.parametrize("role", Role)
def test_the_moment_a_limit_is_reached_is_past_it(role: Role) -> None:
    roles, instant = frozenset({role}), dt.timedelta(microseconds=1)
    limits = rules.limits_of(roles, awaits_code=False)
    assert rules.is_live(a_session(roles, limits.idle - instant, limits.idle - instant), NOW)
    assert not rules.is_live(a_session(roles, limits.idle, limits.idle), NOW)
    assert rules.is_live(a_session(roles, limits.absolute - instant, dt.timedelta(0)), NOW)
    assert not rules.is_live(a_session(roles, limits.absolute, dt.timedelta(0)), NOW)


def test_who_may_do_what() -> None:
    allowed = {
        Role.SHOPPER: {Deed.BUY},
        Role.SELLER: {Deed.RUN_SHOPS},
        Role.OPERATOR: {Deed.WATCH_OPERATIONS, Deed.CHANGE_OPERATIONS},
        Role.REGULATOR: {Deed.WATCH_OPERATIONS, Deed.OVERSEE},
    }
    for role, deeds in allowed.items():
        actor = Actor(account_id=AccountId(new_id()), display_name="Sari", roles=frozenset({role}))
        assert {deed for deed in Deed if may(actor, deed)} == deeds
    assert not any(may(None, deed) for deed in Deed)
