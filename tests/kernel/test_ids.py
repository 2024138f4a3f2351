from __future__ import annotations

import time
import uuid

from padu.kernel.ids import new_id


def test_ids_are_version_7_of_rfc_9562() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(2000)]
    after = time.time_ns() // 1_000_000
    assert len(set(made)) == len(made)
    for one in made:
        assert one.version == 7
        assert one.variant == uuid.RFC_4122
        assert before <= one.int >> 80 <= after


def test_ids_sort_by_the_millisecond_of_their_making() -> None:
    first = new_id()
    time.sleep(0.002)
    assert first < new_id()
