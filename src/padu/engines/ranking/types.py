"""What is ranked, and what comes of it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Reason(StrEnum):
    """Why an item stands where it stands."""

    NEW = "new"
    LIKED = "liked"


class Item(NamedTuple):
    """Something to show: by whom, since when (aware, UTC), how often it was seen and liked."""

    item_id: UUID
    maker_id: UUID
    since: dt.datetime
    views: int
    likes: int


class Placed(NamedTuple):
    """An item in its place, and why it has it."""

    item_id: UUID
    reason: Reason
