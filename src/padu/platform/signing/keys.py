"""Ed25519 keys in files under the home folder; the public half is one line of base64 for whoever is to trust it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from padu.kernel.errors import PaduError
from padu.platform.key_file import is_private, make_once


class KeyFileError(PaduError):
    """A key that cannot be used. The error never quotes a private one."""


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The public half: whoever holds it can tell what the other half signed."""

    public: Ed25519PublicKey

    def __str__(self) -> str:
        """The 32 bytes as base64, as settings take them."""
        return base64.b64encode(self.public.public_bytes_raw()).decode("ascii")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half; it is in no text that this prints as."""

    private: Ed25519PrivateKey = field(repr=False)

    @property
    def verify_key(self) -> VerifyKey:
        """Its public half."""
        return VerifyKey(self.private.public_key())


def make_signing_key() -> SigningKey:
    """A fresh key."""
    return SigningKey(Ed25519PrivateKey.generate())


def load_signing_key(home: Path, name: str) -> SigningKey:
    """The key in `home`/keys/`name`.key; made on first use, readable by its owner only, with `name`.pub beside it for the other side.

    Raises `KeyFileError`: `signing.key_open` where others may read the file, `signing.key_broken` where it holds no key.
    """
    path = home / "keys" / f"{name}.key"
    if not path.exists():
        make_once(path, base64.b64encode(make_signing_key().private.private_bytes_raw()) + b"\n")
    if not is_private(path):
        raise KeyFileError(
            "signing.key_open", "a signing key may be read by others", where=str(path), todo=f"chmod 600 {path}, and consider it known"
        )
    raw = _decode(path.read_text(encoding="ascii", errors="replace").strip())
    if raw is None:
        raise KeyFileError("signing.key_broken", "the file holds no signing key", where=str(path), todo="restore it from its backup")
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(raw))
    make_once(path.with_suffix(".pub"), f"{key.verify_key}\n".encode(), mode=0o644)
    return key


def load_verify_key(home: Path, name: str, trusted: str = "") -> VerifyKey:
    """The public key that is trusted as base64; where none is given, the one that `home` holds (both sides on one machine).

    Raises `KeyFileError`: `signing.verify_key` where the text is no key, else as `load_signing_key`.
    """
    return parse_verify_key(trusted) if trusted else load_signing_key(home, name).verify_key


def parse_verify_key(text: str) -> VerifyKey:
    """Read a public key's base64. Raises `KeyFileError` `signing.verify_key` where it is none."""
    raw = _decode(text.strip())
    if raw is None:
        raise KeyFileError(
            "signing.verify_key", "this is not an Ed25519 public key in base64", todo="copy the whole line of the other side's .pub file"
        )
    return VerifyKey(Ed25519PublicKey.from_public_bytes(raw))


def _decode(text: str) -> bytes | None:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return None
    return raw if len(raw) == 32 else None
