"""Ids are UUID version 7 (RFC 9562 section 5.7): made by the client, sortable by the millisecond of making."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
_RANDOM_BITS = ~((0xF << 76) | (0b11 << 62))


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of Unix milliseconds, then 74 random bits around the version and variant."""
    milliseconds = time.time_ns() // 1_000_000
    tail = secrets.randbits(80) & _RANDOM_BITS
    return UUID(int=(milliseconds << 80) | tail | _VERSION_AND_VARIANT)
