"""What every event has: a kind, and the stream in whose order it is read."""

from __future__ import annotations

from uuid import UUID

import msgspec

NOBODY = UUID(int=0)
"""The stream of facts that belong to no shop, payment or person."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that was committed. A subclass gives its kind as `tag` and says whose stream it belongs to."""

    @property
    def stream(self) -> UUID:
        """Whose events are read in order with this one: a shop's, a payment's, a creator's."""
        return NOBODY
