"""Secrets at rest: sealed with AES-256-GCM under a key that lies in the home folder, never in the database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from padu.kernel.errors import PaduError
from padu.platform.key_file import is_private, make_once

KEY_BYTES = 32
# NIST SP 800-38D section 8.2: 96 random bits a message.
NONCE_BYTES = 12


class AuthError(PaduError):
    """A key or a sealed secret that cannot be used."""


@dataclass(frozen=True, slots=True)
class SecretBox:
    """Seals small secrets under one key of 32 bytes. The key is in no text that this prints as."""

    key: bytes = field(repr=False)

    def seal(self, plain: bytes, *, about: bytes) -> bytes:
        """Nonce, ciphertext and tag. `about` says whose secret it is: it opens for nobody else."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, plain, about)

    def open(self, sealed: bytes, *, about: bytes) -> bytes:
        """What was sealed. Raises `AuthError` `auth.sealed_elsewhere` under another key, for another owner, or where it was changed."""
        try:
            return AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
        except (InvalidTag, ValueError) as error:
            raise AuthError(
                "auth.sealed_elsewhere",
                "a secret in the database cannot be opened with this installation's key",
                todo="put back the key file that belongs to this database, or enrol the second factor anew",
            ) from error


def open_secret_box(home: Path, name: str) -> SecretBox:
    """The box whose key is `home`/keys/`name`.key; the key is made on first use, readable by its owner only.

    Raises `AuthError`: `auth.key_open` where others may read the file, `auth.key_broken` where it is no key.
    """
    path = home / "keys" / f"{name}.key"
    if not path.exists():
        make_once(path, secrets.token_bytes(KEY_BYTES))
    if not is_private(path):
        raise AuthError(
            "auth.key_open", "a key file may be read by others", where=str(path), todo=f"chmod 600 {path}, and consider it known"
        )
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise AuthError(
            "auth.key_broken", f"a key file holds {len(key)} bytes, not {KEY_BYTES}", where=str(path), todo="restore it from a backup"
        )
    return SecretBox(key)
