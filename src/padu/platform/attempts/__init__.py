"""Limits on how often something may be tried: signing in, codes, hand-offs. A sliding window over attempts, by subject.

Invariants: a subject (a login, an address, a token) is kept as its SHA-256 only and the auditor reads not even that; attempts that are
too old to count are forgotten as new ones come. What counts as an attempt, every one or the failed ones, is the caller's to say:

    await attempts.take_turns(uow, LIMIT, subject)
    if until := await attempts.locked_until(uow, (LIMIT, subject)):
        ...refuse
    ...try it
    await attempts.record(uow, (LIMIT, subject))  # or `forget`, where a success begins anew

Table owned, in the schema `platform` of each side: `attempt`.
"""

from padu.platform.attempts.count_attempts import count, forget, locked_until, record, take_turns
from padu.platform.attempts.rules import lock_end
from padu.platform.attempts.types import Limit, Try

__all__ = ["Limit", "Try", "count", "forget", "lock_end", "locked_until", "record", "take_turns"]
