"""Response envelopes and pages of the TikTok Shop Partner API."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

Json = dict[str, object]

_ENCODER = msgspec.json.Encoder()


def envelope(data: object, about: str) -> bytes:
    """A successful response; `about` makes its request id, which looks like the platform's."""
    request = hashlib.sha256(about.encode()).hexdigest().upper()[:20]
    return _ENCODER.encode({"code": 0, "message": "Success", "request_id": f"20240201100000{request}", "data": data})


def pages(key: str, items: Sequence[object], size: int, about: str) -> list[bytes]:
    """All pages of a search: an opaque token leads from one to the next and is empty on the last."""
    parts = [items[at : at + size] for at in range(0, len(items), size)] or [[]]
    written: list[bytes] = []
    for number, part in enumerate(parts, start=1):
        last = number == len(parts)
        token = "" if last else "aDU2dHIz" + hashlib.sha256(f"{about}/{number}".encode()).hexdigest()[:32]
        written.append(envelope({key: part, "next_page_token": token, "total_count": len(items)}, f"{about}/{number}"))
    return written


def rupiah(amount: int) -> str:
    """Money as both platforms write rupiah: digits without decimals."""
    return str(amount)
