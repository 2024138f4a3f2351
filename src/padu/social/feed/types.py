"""What the feed shows."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import msgspec

from padu.engines.ranking.types import Reason
from padu.kernel.errors import PaduError
from padu.social.videos.types import Video


class FeedPosition(msgspec.Struct, frozen=True, kw_only=True):
    """Where a reader is: in which edition, and how many of its places are behind them."""

    edition_id: UUID
    place: int


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A video in the feed, and why it is there."""

    video: Video
    reason: Reason


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the feed; `next` is None on the last."""

    shown: tuple[Shown, ...]
    next: FeedPosition | None


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """An order of videos, as it was made at a moment."""

    edition_id: UUID
    made_at: dt.datetime
    video_ids: tuple[UUID, ...]
    reasons: tuple[str, ...]


class FeedError(PaduError):
    """A feed that cannot be shown."""
