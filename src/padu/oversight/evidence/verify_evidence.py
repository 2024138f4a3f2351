"""Verify a file of evidence, offline: every leaf, every root, every signature, and which line disagrees."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import BinaryIO

import msgspec

from padu.engines import tlog
from padu.oversight.evidence.types import FORMAT, EvidenceError, Fault, Header, Line, Verdict

_LINE_BYTES = 16 * 1024 * 1024
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Place(msgspec.Struct):
    position: int


def verify_evidence(stream: BinaryIO, key: str | None = None) -> Verdict:
    """Read a file of evidence to its end and list what is wrong with it; nothing is wrong where `faults` is empty.

    `key` is the public key (signed-note form) that the reader trusts; without it the file's own key is used, which shows that
    the file is whole but not who made it. Raises `EvidenceError`: `evidence.not_evidence`, `evidence.unknown_format`,
    `evidence.key_unreadable`.

    The tree is built from the hashes that the lines carry, and each entry is held against its own hash: so one changed entry
    is one fault on its line, and does not make every root below it wrong. A file that was cut off just after a checkpoint, with
    its header made to fit, is a whole and shorter log: only a later checkpoint that the reader holds shows what is missing.
    """
    header = _read_header(stream.readline(_LINE_BYTES))
    used = key.strip() if key else header.key
    try:
        check = _Check(tlog.parse_verifier(used))
    except tlog.TlogError as error:
        raise EvidenceError(
            "evidence.key_unreadable", f"the public key cannot be read: {error.what}", todo="give it as name+id+key"
        ) from error
    if used != header.key:
        check.blame(1, "evidence.other_key", f"the file says that {header.key} signed it, not the key you trust")
    number = 1
    while text := stream.readline(_LINE_BYTES):
        number += 1
        check.read(number, text)
    check.finish(number, header)
    return Verdict(
        entries=check.frontier.size,
        checkpoints=check.checkpoints,
        key=used,
        root=check.signed_root,
        faults=tuple(sorted(check.faults, key=lambda fault: fault.line)),
    )


def _read_header(text: bytes) -> Header:
    try:
        header = msgspec.json.decode(text, type=Header)
    except _UNREADABLE as error:
        raise EvidenceError("evidence.not_evidence", "its first line is not the header of a file of evidence") from error
    if header.format != FORMAT:
        raise EvidenceError("evidence.unknown_format", f"its format is {header.format!r}, and {FORMAT!r} is known here")
    return header


@dataclass(slots=True)
class _Check:
    """What has been seen so far."""

    verifier: tlog.Verifier
    frontier: tlog.Frontier = field(default_factory=tlog.Frontier)
    faults: list[Fault] = field(default_factory=list[Fault])
    checkpoints: int = 0
    next_position: int = 0
    signed_line: int = 1
    signed_size: int = 0
    signed_root: bytes | None = None
    is_tree_lost: bool = False

    def blame(self, line: int, code: str, what: str) -> None:
        self.faults.append(Fault(line, code, what))

    def read(self, number: int, text: bytes) -> None:
        try:
            line = msgspec.json.decode(text, type=Line)
        except _UNREADABLE:
            self.blame(number, "evidence.line_unreadable", "the line is neither an entry with its hash nor a checkpoint")
            return
        entry = bytes(line.entry)
        if bool(entry) == bool(line.checkpoint) or bool(entry) != bool(line.hash):
            self.blame(number, "evidence.line_unreadable", "the line is neither an entry with its hash nor a checkpoint")
        elif entry:
            self._read_entry(number, entry, line.hash)
        else:
            self._read_checkpoint(number, line.checkpoint)

    def _read_entry(self, number: int, entry: bytes, encoded: str) -> None:
        try:
            position = msgspec.json.decode(entry, type=_Place).position
        except _UNREADABLE:
            self.blame(number, "evidence.line_unreadable", "the entry does not say its position")
            position = self.next_position
        if position != self.next_position:
            self.blame(number, "evidence.wrong_position", f"this is entry {position}, where entry {self.next_position} belongs")
        self.next_position = position + 1
        made = tlog.hash_leaf(entry)
        kept = _decode(encoded)
        if kept != made:
            self.blame(number, "evidence.entry_changed", f"entry {position} is not the one whose hash was kept")
        self.frontier.add(kept or made)

    def _read_checkpoint(self, number: int, note: str) -> None:
        self.checkpoints += 1
        try:
            signed = tlog.open_checkpoint(note, self.verifier)
        except tlog.TlogError as error:
            self.blame(number, "evidence.checkpoint_untrusted", f"the checkpoint cannot be trusted: {error.what}")
            return
        if self.is_tree_lost:
            return  # one cause, said once: no later root can be right either
        if (signed.size, signed.root) != (self.frontier.size, self.frontier.root()):
            self.is_tree_lost = True
            place = f"lines {self.signed_line + 1} to {number - 1}" if self.signed_line + 1 < number else "the lines above"
            self.blame(
                number,
                "evidence.root_differs",
                f"what was signed, {signed.size} entries, is not what stands in {place}: entries or their hashes were changed, "
                "added or taken out there",
            )
            return
        self.signed_line, self.signed_size, self.signed_root = number, signed.size, signed.root

    def finish(self, last: int, header: Header) -> None:
        if not self.checkpoints:
            self.blame(last, "evidence.no_checkpoint", "the file holds no checkpoint: nothing in it is signed")
        elif not self.is_tree_lost and self.frontier.size > self.signed_size:
            self.blame(
                self.signed_line + 1,
                "evidence.unsigned_entries",
                f"{self.frontier.size - self.signed_size} entries from here on are not signed",
            )
        if (header.entries, header.checkpoints) != (self.frontier.size, self.checkpoints):
            self.blame(
                last,
                "evidence.incomplete",
                f"the file announces {header.entries} entries and {header.checkpoints} checkpoints, and holds "
                f"{self.frontier.size} and {self.checkpoints}",
            )


def _decode(encoded: str) -> bytes | None:
    """The hash, if it is written in the one way that base64 has for it."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        return None
    return raw if base64.b64encode(raw).decode("ascii") == encoded else None
