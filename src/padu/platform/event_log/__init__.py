"""The event log of a side: facts written in the transaction that made them true, and reactions that read them.

Invariants: a stream's events are numbered without a gap in the order in which their transactions committed, so nothing that commits
late is passed over; a reaction's progress is written in the transaction of its effects, so a crash repeats nothing and skips
nothing; a reaction that fails on one stream holds up that stream only, says why, and tries again.
Tables owned, in the schema `platform` of each side: `event_stream`, `event`, `event_progress`.
"""

from padu.platform.event_log.react import Reaction, StuckStream, react_once, stuck_streams

__all__ = ["Reaction", "StuckStream", "react_once", "stuck_streams"]
