"""Passwords as argon2id hashes (RFC 9106). Hashing costs tens of milliseconds of processor time: call it from a thread."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's Password Storage Cheat Sheet, the argon2id setting with the most memory: 46 MiB, one pass, one lane. RFC 9106's own second
# choice (64 MiB, three passes) was measured at three times the processor time, which a sign-in page would lend to any attacker.
TIME_COST = 1
MEMORY_KIBIBYTES = 46 * 1024
LANES = 1
HASH_BYTES = 32
SALT_BYTES = 16

_HASHER = PasswordHasher(
    time_cost=TIME_COST, memory_cost=MEMORY_KIBIBYTES, parallelism=LANES, hash_len=HASH_BYTES, salt_len=SALT_BYTES, type=Type.ID
)


def hash_password(password: str) -> str:
    """The hash to keep, in the PHC string format, with a salt of its own."""
    return _HASHER.hash(_as_bytes(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed. A text that is no argon2 hash verifies nothing."""
    try:
        return _HASHER.verify(password_hash, _as_bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def dummy_hash() -> str:
    """A hash that no password opens, with today's parameters: verifying against it costs what verifying a real one costs."""
    return _HASHER.hash(secrets.token_bytes(32))


def _as_bytes(password: str) -> bytes:
    # Keyboards compose the same letter differently; NIST SP 800-63B section 3.1.1.2 asks to normalise before hashing.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
