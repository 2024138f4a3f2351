"""Videos' ids, states, facts and errors."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.social.creators.types import CreatorId

VideoId = NewType("VideoId", UUID)


class VideoState(StrEnum):
    """How far a video has come."""

    UPLOADED = "uploaded"
    TRANSCODING = "transcoding"
    READY = "ready"
    FAILED = "failed"


class Fault(StrEnum):
    """Why a file cannot be made into a video; pages say it in words."""

    NOT_A_VIDEO = "not_a_video"
    NO_PICTURE = "no_picture"
    DAMAGED = "damaged"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    LOST = "lost"


class NewVideo(msgspec.Struct, frozen=True, kw_only=True):
    """A file that arrived whole, to be made into a video."""

    video_id: VideoId
    creator_id: CreatorId
    bytes: int
    caption: str = ""
    listing_ids: tuple[UUID, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, as it is to be shown (turned, where the phone was). `duration_ms`: None where the file does not say."""

    width: int
    height: int
    duration_ms: int | None
    has_sound: bool


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One size of a video, between which players choose. `kilobits`: the most per second, sound included."""

    name: str
    width: int
    height: int
    kilobits: int


class Video(msgspec.Struct, frozen=True, kw_only=True):
    """A video as its creator sees it; sizes and length are None until they are known."""

    video_id: VideoId
    creator_id: CreatorId
    caption: str
    state: VideoState
    percent: int
    fault: str
    width: int | None
    height: int | None
    duration_ms: int | None
    uploaded_at: dt.datetime
    ready_at: dt.datetime | None
    views: int
    likes: int
    listing_ids: tuple[UUID, ...]


class VideoCount(msgspec.Struct, frozen=True, kw_only=True):
    """What a ranking needs to know of a video that can be watched."""

    video_id: VideoId
    creator_id: CreatorId
    ready_at: dt.datetime
    views: int
    likes: int


class VideosError(PaduError):
    """Something that cannot be done with a video."""


class FaultError(Exception):
    """A file turned out to be no video that we can show."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
