"""When a subject may be tried again; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from padu.platform.attempts.types import Limit


def lock_end(attempts: Sequence[dt.datetime], now: dt.datetime, limit: Limit) -> dt.datetime | None:
    """When a subject that was tried at these moments may be tried again, or None where it may now.

    It may be tried while fewer than `limit.most` attempts are younger than `limit.window`.
    """
    recent = sorted((at for at in attempts if now - at < limit.window), reverse=True)
    return recent[limit.most - 1] + limit.window if len(recent) >= limit.most else None
