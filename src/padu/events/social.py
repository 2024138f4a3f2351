"""What happens on the social side."""

from __future__ import annotations

from uuid import UUID

from padu.events.event import Event


class VideoUploaded(Event, frozen=True, kw_only=True, tag="video.uploaded"):
    """A creator's file arrived whole; it is not yet known whether it is a video."""

    creator_id: UUID
    video_id: UUID

    @property
    def stream(self) -> UUID:
        """The creator's."""
        return self.creator_id


class VideoReady(Event, frozen=True, kw_only=True, tag="video.ready"):
    """A video can be watched."""

    creator_id: UUID
    video_id: UUID
    duration_ms: int

    @property
    def stream(self) -> UUID:
        """The creator's."""
        return self.creator_id


class VideoFailed(Event, frozen=True, kw_only=True, tag="video.failed"):
    """A file cannot be made into a video; `fault` says why, as `padu.social.videos.Fault` does."""

    creator_id: UUID
    video_id: UUID
    fault: str

    @property
    def stream(self) -> UUID:
        """The creator's."""
        return self.creator_id
