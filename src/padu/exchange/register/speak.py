"""Who speaks to whom through the door, in which kinds of message, and the keys that prove it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from padu.platform.signing import Expected, SigningKey, VerifyKey

MARKET_KEY = "exchange-market"
SOCIAL_KEY = "exchange-social"

REQUEST = Expected(kind="padu-request+jwt", issuer="padu-social", audience="padu-market")
PAGE = Expected(kind="padu-page+jwt", issuer="padu-market", audience="padu-social")
HANDOFF = Expected(kind="padu-handoff+jwt", issuer="padu-social", audience="padu-market")

REQUEST_LIVES = dt.timedelta(seconds=60)
PAGE_LIVES = dt.timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class DoorKeys:
    """A side's own key, and the public key of the other side that it trusts."""

    own: SigningKey
    other: VerifyKey
