from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.platform.auth import fold_login, is_login


@given(st.text(max_size=40))
def test_folding_a_login_twice_is_folding_it_once(typed: str) -> None:
    folded = fold_login(typed)
    assert fold_login(folded) == folded
    if is_login(folded):
        assert folded.isascii()
        assert fold_login(f"  {folded.upper()}\t") == folded


@pytest.mark.parametrize("login", ["Sari@Pasar.ID", "\uff53ari@pasar.id", " sari@pasar.id\n"])
def test_ways_to_type_one_login_are_one(login: str) -> None:
    assert fold_login(login) == "sari@pasar.id"


@pytest.mark.parametrize("login", ["sari", "bu.sari-2", "a@b.co", "sari+toko@pasar.co.id", "x" * 63])
def test_these_may_be_logins(login: str) -> None:
    assert is_login(login)


@pytest.mark.parametrize(
    "login", ["", "ab", "x" * 64, "sari@", "@pasar.id", "sari@pasar", "sa ri", "s\u0430ri", "sari\x00", "sari\n", "-sari"]
)
def test_these_may_not(login: str) -> None:
    assert not is_login(login)
