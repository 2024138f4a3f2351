"""Messages that one system signs and another verifies: Ed25519 keys, and JSON Web Signatures (RFC 7515, 8037) over JSON claims.

Invariants: one algorithm, EdDSA, whatever a message's header says; a message names its kind, issuer, audience, id, time and end, and
counts only where all are the ones expected; exactly one text stands for a signed message, so that a changed character is another one.
Knows no table.
"""

from padu.platform.signing.keys import SigningKey, VerifyKey, load_signing_key, load_verify_key, make_signing_key, parse_verify_key
from padu.platform.signing.messages import CLOCKS_APART, LONGEST, Expected, Message, SigningError, open_message, sign_message

__all__ = [
    "CLOCKS_APART",
    "LONGEST",
    "Expected",
    "Message",
    "SigningError",
    "SigningKey",
    "VerifyKey",
    "load_signing_key",
    "load_verify_key",
    "make_signing_key",
    "open_message",
    "parse_verify_key",
    "sign_message",
]
