from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.ids import new_id
from padu.social.accounts import AccountId, AccountsError, AccountStatus, NewAccount, Role, rules
from padu.social.accounts.types import Session

NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
AGES = st.timedeltas(dt.timedelta(0), dt.timedelta(days=400))


def a_session(opened: dt.timedelta, seen: dt.timedelta, status: AccountStatus = AccountStatus.ACTIVE) -> Session:
    return Session(
        token_hash=b"",
        account_id=AccountId(new_id()),
        display_name="Wira",
        roles=frozenset({Role.VIEWER}),
        status=status,
        opened_at=NOW - opened,
        last_seen_at=NOW - seen,
    )


@given(opened=AGES, seen=AGES)
def test_a_session_lives_within_both_limits_and_with_its_account(opened: dt.timedelta, seen: dt.timedelta) -> None:
    seen = min(seen, opened)
    assert rules.is_live(a_session(opened, seen), NOW) == (seen < dt.timedelta(days=30) and opened < dt.timedelta(days=180))
    assert not rules.is_live(a_session(opened, seen, AccountStatus.SUSPENDED), NOW)
    assert not rules.is_live(a_session(opened, seen, AccountStatus.CLOSED), NOW)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"display_name": " \t"}, "accounts.nameless"),
        ({"display_name": "W" * 81}, "accounts.nameless"),
        ({"roles": frozenset()}, "accounts.no_role"),
        ({"password": "x" * 11}, "accounts.password_length"),
        ({"password": "x" * 257}, "accounts.password_length"),
        ({"password": "1234WIRA1234"}, "accounts.password_guessable"),
    ],
)
def test_an_account_that_cannot_be_is_refused_without_its_password(facts: dict[str, object], code: str) -> None:
    sound: dict[str, object] = {"login": "wira", "display_name": "Wira", "password": "kuda lumping"}
    account = NewAccount(account_id=AccountId(new_id()), **{**sound, **facts})  # pyright: ignore[reportArgumentType] - the facts above
    with pytest.raises(AccountsError) as refused:
        rules.check_account(account, "wira", sound_login=True)
    assert refused.value.code == code
    assert account.password not in str(refused.value) + repr(account)
    with pytest.raises(AccountsError, match=r"accounts\.bad_login"):
        rules.check_account(account, "wi ra", sound_login=False)
