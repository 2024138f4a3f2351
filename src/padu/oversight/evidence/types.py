"""Checkpoints as they are kept, the lines of an evidence file, and what verifying one finds."""

from __future__ import annotations

import datetime as dt

import msgspec

from padu.kernel.errors import PaduError

FORMAT = "padu-evidence/1"


class EvidenceError(PaduError):
    """Evidence that cannot be made, read or trusted; the code begins with `evidence.`."""


class SignedCheckpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The audit log's first `size` entries under one signed root; `subtrees` are what the tree grows on from."""

    size: int
    root: bytes
    at: dt.datetime
    note: str
    subtrees: tuple[bytes, ...]


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of an evidence file. `key` is the public key that signed, in C2SP signed-note form."""

    format: str
    key: str
    entries: int
    checkpoints: int


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A later line: an entry with its hash (base64) as the log keeps it, or the checkpoint over all entries above it.

    The bytes of `entry`, as they stand in the line, are the leaf that is hashed.
    """

    entry: msgspec.Raw = msgspec.Raw()
    hash: str = ""
    checkpoint: str = ""


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in line `line` (from 1) of an evidence file."""

    line: int
    code: str
    what: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What verifying a file found. `key` is the public key its checkpoints were held against, `root` the tree's last signed root."""

    entries: int
    checkpoints: int
    key: str
    root: bytes | None
    faults: tuple[Fault, ...]
