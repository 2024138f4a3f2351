"""Time-based one-time codes (RFC 6238) as authenticator apps make them: SHA-1, six digits, steps of thirty seconds."""

from __future__ import annotations

import datetime as dt
import hmac

from pyotp import random_base32
from pyotp.totp import TOTP

STEP_SECONDS = 30
CODE_DIGITS = 6
# One step to either side: clocks of phones differ, and a code takes time to type (RFC 6238 section 5.2).
STEPS_ASIDE = 1


def new_code_secret() -> str:
    """A fresh secret of 160 random bits in base 32, as authenticator apps take it."""
    return random_base32()


def matching_step(secret: str, code: str, at: dt.datetime, *, after: int) -> int | None:
    """The time step whose code this is, or None.

    Only steps around `at` and later than `after` count, so that whoever keeps the step returned refuses the same code a second
    time (RFC 6238 section 5.2). Spaces in the code are let be: apps show it in two groups.
    """
    typed = code.replace(" ", "").encode("utf-8", "surrogatepass")
    now = int(at.timestamp()) // STEP_SECONDS
    maker = TOTP(secret, digits=CODE_DIGITS, interval=STEP_SECONDS)
    matching: int | None = None
    for step in range(max(now - STEPS_ASIDE, after + 1), now + STEPS_ASIDE + 1):
        if hmac.compare_digest(maker.generate_otp(step).encode(), typed) and matching is None:
            matching = step
    return matching


def provisioning_address(secret: str, *, login: str, issuer: str) -> str:
    """The `otpauth://` address that an authenticator app reads from a QR code."""
    return TOTP(secret, digits=CODE_DIGITS, interval=STEP_SECONDS).provisioning_uri(name=login, issuer_name=issuer)
