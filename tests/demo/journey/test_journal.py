"""Steps are timed, and what was waited for is counted apart."""

from __future__ import annotations

import time

import pytest

from padu.demo.journey import Journal, JourneyError, Step


def test_a_step_is_told_when_it_ends_with_its_time_and_words() -> None:
    heard: list[Step] = []
    journal = Journal(heard.append)
    with journal.step("feed") as told:
        told += ["8 videos", "none paid"]
        assert heard == []
    with journal.step("card"):
        time.sleep(0.02)
    assert heard == journal.steps
    assert [(step.name, step.told, step.waited) for step in journal.steps] == [("feed", "8 videos, none paid", 0), ("card", "", 0)]
    assert journal.steps[1].milliseconds >= 20


def test_waiting_is_part_of_its_step_and_counted() -> None:
    journal, looks = Journal(), iter([None, None, "there"])
    with journal.step("paid"):
        assert journal.wait_for("the payment", lambda: next(looks), seconds=5) == "there"
    assert 100 <= journal.steps[0].waited <= journal.steps[0].milliseconds


def test_what_never_comes_is_named_and_placed_in_its_step() -> None:
    journal = Journal()
    with pytest.raises(JourneyError, match=r"the parcel did not come within 0.1 s") as raised, journal.step("delivered"):
        journal.wait_for("the parcel", lambda: None, seconds=0.1)
    assert (raised.value.code, raised.value.where, journal.steps) == ("demo.journey_waited", "delivered", [])
