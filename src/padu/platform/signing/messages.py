"""Sign a message and open it again."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import jwt
import msgspec

from padu.kernel.errors import PaduError
from padu.platform.signing.keys import SigningKey, VerifyKey

_ALGORITHM = "EdDSA"
# Clocks of two machines differ a little: a message may come from this far ahead.
CLOCKS_APART = dt.timedelta(seconds=30)
# Longer texts are not even taken apart.
LONGEST = 8 * 1024 * 1024
# 64 bytes as base64url writes them; other lengths were cut, or are none of ours.
_SIGNATURE_SIGNS = 86


class SigningError(PaduError):
    """A message that does not count."""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a message must say of itself: `kind` is its media type (`padu-page+jwt`), issuer and audience name systems."""

    kind: str
    issuer: str
    audience: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message with its proof: `digest` is the SHA-256 of its whole text, `signature` the text's last part. Times are UTC."""

    message_id: str
    issued_at: dt.datetime
    expires_at: dt.datetime
    body: dict[str, Any]
    digest: bytes
    signature: str


class _Claims(msgspec.Struct, frozen=True):
    jti: str
    iat: int
    exp: int
    body: dict[str, Any]


def sign_message(  # noqa: PLR0913 - a message is made of these
    key: SigningKey, said: Expected, body: Mapping[str, object], *, message_id: str, now: dt.datetime, lives_for: dt.timedelta
) -> str:
    """The compact text (header.claims.signature). Times are whole seconds; `body` holds what JSON can."""
    claims = {
        "iss": said.issuer,
        "aud": said.audience,
        "jti": message_id,
        "iat": int(now.timestamp()),
        "exp": int((now + lives_for).timestamp()),
        "body": dict(body),
    }
    return jwt.encode(claims, key.private, algorithm=_ALGORITHM, headers={"typ": said.kind})


def open_message(text: str, key: VerifyKey, expected: Expected, *, now: dt.datetime) -> Message:
    """The message, if the key signed it, it is for us and of the kind expected, and its time has not passed.

    Raises `SigningError`: `signing.unreadable`, `signing.forged`, `signing.wrong_kind`, `signing.wrong_issuer`,
    `signing.wrong_audience`, `signing.expired`, `signing.not_yet`. What is said inside is read only after the signature held.
    """
    if len(text) > LONGEST or not _is_canonical(text):
        raise _error("signing.unreadable", "this is no signed message, or it was cut short")
    try:
        opened = jwt.decode_complete(
            text,
            key.public,
            algorithms=[_ALGORITHM],
            audience=expected.audience,
            issuer=expected.issuer,
            options={
                "require": ["iss", "aud", "jti", "iat", "exp"],
                "strict_aud": True,
                # Our own clock tells the time, not the machine's.
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
        claims = msgspec.convert(opened["payload"], _Claims)
        issued_at, expires_at = (dt.datetime.fromtimestamp(value, dt.UTC) for value in (claims.iat, claims.exp))
    except jwt.InvalidSignatureError as error:
        raise _unsigned(text) from error
    except jwt.InvalidAlgorithmError as error:
        raise _error("signing.forged", "the message is not signed as messages here are") from error
    except jwt.InvalidAudienceError as error:
        raise _error("signing.wrong_audience", "the message is for another system") from error
    except jwt.InvalidIssuerError as error:
        raise _error("signing.wrong_issuer", "the message says that it comes from another system") from error
    except (jwt.InvalidTokenError, msgspec.ValidationError, ValueError, OverflowError, OSError) as error:
        raise _error("signing.unreadable", "this is no signed message, or it was cut short") from error
    if opened["header"].get("typ") != expected.kind:
        raise _error("signing.wrong_kind", "the message is of another kind")
    if expires_at <= now:
        raise _error("signing.expired", "the message's time has passed")
    if issued_at > now + CLOCKS_APART:
        raise _error("signing.not_yet", "the message comes from the future")
    return Message(
        message_id=claims.jti,
        issued_at=issued_at,
        expires_at=expires_at,
        body=claims.body,
        digest=hashlib.sha256(text.encode("ascii")).digest(),
        signature=text.rpartition(".")[2],
    )


def _is_canonical(text: str) -> bool:
    """Three parts of base64url without padding, none with spare bits: another text for the same bytes is refused."""
    parts = text.split(".")
    if len(parts) != 3 or not text.isascii():
        return False
    for part in parts:
        try:
            raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            return False
        if not part or base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii") != part:
            return False
    return True


_TODO = {
    "signing.unreadable": "ask the other side for the message anew",
    "signing.forged": "compare the public key in the settings with the one that the other side shows",
    "signing.expired": "ask for a new one",
    "signing.not_yet": "set both machines' clocks",
}


def _unsigned(text: str) -> SigningError:
    """A signature that does not hold: cut short on the way, or somebody else's."""
    if len(text.rpartition(".")[2]) != _SIGNATURE_SIGNS:
        return _error("signing.unreadable", "this is no signed message, or it was cut short")
    return _error("signing.forged", "the signature is not that of the system whose key is trusted")


def _error(code: str, what: str) -> SigningError:
    return SigningError(code, what, todo=_TODO.get(code, "send each message where it belongs"))
