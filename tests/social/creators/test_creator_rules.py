from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.ids import new_id
from padu.social.creators import CreatorsError, Profile, rules


@pytest.mark.parametrize("typed", ["dapur.wira", "@Dapur.Wira", " DAPUR.WIRA "])
def test_ways_to_type_one_handle_are_one(typed: str) -> None:
    assert rules.check_profile(Profile(handle=typed, display_name=" Dapur  Wira ")).handle == "dapur.wira"


@pytest.mark.parametrize("typed", ["", "ab", "x" * 31, ".wira", "wira.", "wi ra", "wi..ra", "wi/ra", "w\u0131ra", "@@wira", "wira\x00"])
def test_these_are_no_handles(typed: str) -> None:
    with pytest.raises(CreatorsError, match=r"creators\.bad_handle"):
        rules.check_profile(Profile(handle=typed, display_name="Wira"))


@pytest.mark.parametrize(
    ("name", "bio", "code"),
    [(" ", "", "creators.nameless"), ("W" * 81, "", "creators.nameless"), ("Wira", "b" * 301, "creators.bio_too_long")],
)
def test_a_profile_that_says_too_little_or_too_much_is_refused(name: str, bio: str, code: str) -> None:
    with pytest.raises(CreatorsError) as refused:
        rules.check_profile(Profile(handle="wira", display_name=name, bio=bio))
    assert refused.value.code == code


@given(st.lists(st.sampled_from([new_id() for _ in range(70)]), max_size=140))
def test_a_showcase_keeps_order_holds_nothing_twice_and_not_too_much(listing_ids: list[UUID]) -> None:
    distinct = list(dict.fromkeys(listing_ids))
    if len(distinct) > rules.SHOWCASE_MAX:
        with pytest.raises(CreatorsError, match=r"creators\.showcase_full"):
            rules.check_showcase(listing_ids)
    else:
        assert list(rules.check_showcase(listing_ids)) == distinct
