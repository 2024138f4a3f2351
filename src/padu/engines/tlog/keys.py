"""Ed25519 keys under a name, and their one-line texts (C2SP signed-note).

A verifier is `name+id+base64(0x01 ‖ public key)`, its id the first 4 bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key) in hex. A
signer is `PRIVATE+KEY+name+id+base64(0x01 ‖ private seed)`, as Go's note package writes it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from padu.engines.tlog.types import Signer, TlogError, Verifier

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"


def make_signer(name: str) -> Signer:
    """A fresh key under `name`, which holds neither spaces nor `+`."""
    return _signer(name, Ed25519PrivateKey.generate())


def format_verifier(verifier: Verifier) -> str:
    """The public key as one line of text, for anybody."""
    return f"{verifier.name}+{verifier.key_id.hex()}+{_encode(_ED25519 + verifier.public.public_bytes_raw())}"


def parse_verifier(text: str) -> Verifier:
    """Read a public key's line; `tlog.key_unreadable` where it is none or its id is not its own."""
    name, key_id, raw = _parts(text.strip())
    try:
        verifier = _verifier(name, Ed25519PublicKey.from_public_bytes(raw))
    except ValueError as error:
        raise _unreadable() from error
    if verifier.key_id.hex() != key_id:
        raise _unreadable()
    return verifier


def format_signer(signer: Signer) -> str:
    """The private key as one line of text: a secret."""
    return f"{_PRIVATE}{signer.name}+{signer.verifier.key_id.hex()}+{_encode(_ED25519 + signer.private.private_bytes_raw())}"


def parse_signer(text: str) -> Signer:
    """Read a private key's line; `tlog.key_unreadable` where it is none. The error never quotes the line."""
    line = text.strip()
    if not line.startswith(_PRIVATE):
        raise _unreadable()
    name, key_id, raw = _parts(line.removeprefix(_PRIVATE))
    try:
        signer = _signer(name, Ed25519PrivateKey.from_private_bytes(raw))
    except ValueError as error:
        raise _unreadable() from error
    if signer.verifier.key_id.hex() != key_id:
        raise _unreadable()
    return signer


def is_key_name(name: str) -> bool:
    """Whether a key may bear this name: not empty, no white space, no `+`."""
    return bool(name) and "+" not in name and not any(character.isspace() for character in name) and name.isprintable()


def decode_base64(text: str) -> bytes | None:
    """Standard base64 with padding; None where it is not, or where its unused last bits are not zero."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
    return raw if _encode(raw) == text else None


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _parts(text: str) -> tuple[str, str, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = decode_base64(encoded)
    if raw is None or raw[:1] != _ED25519:
        raise _unreadable()
    return name, key_id, raw[1:]


def _signer(name: str, private: Ed25519PrivateKey) -> Signer:
    return Signer(_verifier(name, private.public_key()), private)


def _verifier(name: str, public: Ed25519PublicKey) -> Verifier:
    if not is_key_name(name):
        raise TlogError("tlog.key_name", f"{name!r} cannot name a key", todo="take a name without spaces and without +")
    digest = hashlib.sha256(name.encode() + b"\n" + _ED25519 + public.public_bytes_raw()).digest()
    return Verifier(name, digest[:4], public)


def _unreadable() -> TlogError:
    return TlogError("tlog.key_unreadable", "this is not an Ed25519 key in the signed-note form", todo="copy the whole line, name+id+key")
