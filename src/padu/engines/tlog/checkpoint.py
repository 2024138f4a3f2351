"""The text of a checkpoint (C2SP tlog-checkpoint): origin, decimal size, base64 root, then extensions, a line each."""

from __future__ import annotations

import base64
import re

from padu.engines.tlog.keys import decode_base64
from padu.engines.tlog.note import open_note, sign_note
from padu.engines.tlog.types import Checkpoint, Signer, TlogError, Verifier

_ROOT_BYTES = 32
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """The text that is signed; `tlog.checkpoint_malformed` where a field cannot be written."""
    text = "".join(
        f"{line}\n"
        for line in (checkpoint.origin, str(checkpoint.size), base64.b64encode(checkpoint.root).decode("ascii"), *checkpoint.extensions)
    )
    if parse_checkpoint(text) != checkpoint:
        raise _malformed("a field of it holds a newline")
    return text


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's text; `tlog.checkpoint_malformed` says what is wrong with it."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        raise _malformed("it needs three lines, each with its newline")
    origin, size, encoded, *extensions = lines
    root = decode_base64(encoded)
    if not origin or not all(extensions):
        raise _malformed("it has an empty line")
    if not _SIZE.fullmatch(size):
        raise _malformed("its second line is no decimal size")
    if root is None or len(root) != _ROOT_BYTES:
        raise _malformed("its third line is no SHA-256 hash in base64")
    return Checkpoint(origin, int(size), root, tuple(extensions))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The checkpoint as a signed note."""
    return sign_note(format_checkpoint(checkpoint), signer)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint of a note that this key signed for its own log: the origin must be the key's name.

    Raises what `open_note` and `parse_checkpoint` raise, and `tlog.other_log` where it speaks of another log.
    """
    checkpoint = parse_checkpoint(open_note(note, verifier))
    if checkpoint.origin != verifier.name:
        raise TlogError("tlog.other_log", f"it speaks of the log {checkpoint.origin}, its key of {verifier.name}")
    return checkpoint


def _malformed(why: str) -> TlogError:
    return TlogError("tlog.checkpoint_malformed", f"this is no checkpoint: {why}")
