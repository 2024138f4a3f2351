"""Tokens that only the browser holds; what is stored is their digest."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """A fresh token of 256 random bits, in the URL-safe alphabet (43 characters)."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(text: str) -> bytes:
    """SHA-256 of a text, 32 bytes. Any text has one, also one that is no valid Unicode."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
