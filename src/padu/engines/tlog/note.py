"""Sign a text so that people can read it and programs can check it (C2SP signed-note, Ed25519).

A note is its text, which ends with a newline, an empty line, and one line `— name base64(key id ‖ signature)` for each signature.
"""

from __future__ import annotations

import base64

from cryptography.exceptions import InvalidSignature

from padu.engines.tlog.keys import decode_base64, is_key_name
from padu.engines.tlog.types import Signer, TlogError, Verifier

_DASH = "— "  # U+2014 and a space, as the format wants it


def sign_note(text: str, signer: Signer) -> str:
    """The signed note of `text`; `tlog.note_malformed` where the text does not end with a newline or holds control characters."""
    _check_text(text)
    signature = signer.private.sign(text.encode())
    return f"{text}\n{_DASH}{signer.name} {base64.b64encode(signer.verifier.key_id + signature).decode('ascii')}\n"


def open_note(note: str, verifier: Verifier) -> str:
    """The text of a note that this key signed; signatures of other keys are let be.

    Raises `tlog.note_malformed` where it is no note, `tlog.note_unsigned` where the key has not signed it, and
    `tlog.signature_wrong` where the signature is not of this text.
    """
    head, separator, tail = note.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise _malformed("it has no text and signatures with an empty line between them")
    text = head + "\n"
    _check_text(text)
    own = [raw for name, raw in map(_read_signature, tail[:-1].split("\n")) if (name, raw[:4]) == (verifier.name, verifier.key_id)]
    if not own:
        raise TlogError("tlog.note_unsigned", f"the key {verifier.name} ({verifier.key_id.hex()}) has not signed it")
    for raw in own:
        try:
            verifier.public.verify(raw[4:], text.encode())
        except InvalidSignature as error:
            raise TlogError("tlog.signature_wrong", f"the signature of {verifier.name} is not of this text") from error
    return text


def _read_signature(line: str) -> tuple[str, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    raw = decode_base64(encoded)
    if not line.startswith(_DASH) or not is_key_name(name) or raw is None or len(raw) <= 4:
        raise _malformed("a line below the empty one is no signature")
    return name, raw


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise _malformed("its text does not end with a newline")
    if any(character < " " and character != "\n" for character in text):
        raise _malformed("its text holds control characters")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _malformed("its text cannot be written as UTF-8") from error


def _malformed(why: str) -> TlogError:
    return TlogError("tlog.note_malformed", f"this is no signed note: {why}")
