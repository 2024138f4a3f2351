"""Facts that contexts tell each other, as frozen structs; nothing else.

An event's tag is its kind for ever. A field may be added with a default; none is renamed or taken away.
"""

from padu.events.event import NOBODY, Event

__all__ = ["NOBODY", "Event"]
