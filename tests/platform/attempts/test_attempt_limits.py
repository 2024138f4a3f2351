from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from padu.platform.attempts import Limit, lock_end

NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
WINDOWS = st.timedeltas(dt.timedelta(seconds=1), dt.timedelta(hours=1))


@given(ages=st.lists(st.timedeltas(dt.timedelta(0), dt.timedelta(hours=1)), max_size=30), most=st.integers(1, 12), window=WINDOWS)
def test_a_lock_ends_the_moment_fewer_attempts_than_the_limit_are_in_the_window(
    ages: list[dt.timedelta], most: int, window: dt.timedelta
) -> None:
    attempts, limit = [NOW - age for age in ages], Limit("test.try", most, window)
    until = lock_end(attempts, NOW, limit)
    assert (until is not None) == (sum(age < window for age in ages) >= most)
    if until is not None:
        assert NOW < until <= NOW + window
        assert lock_end(attempts, until - dt.timedelta(microseconds=1), limit) == until
        assert lock_end(attempts, until, limit) is None
