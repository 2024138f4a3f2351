"""Audit records and entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from padu.kernel.errors import PaduError


class AuditError(PaduError):
    """A record that the audit log cannot hold."""


class AuditRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did, before it has its place in the log.

    `actor` is who (a login, a job's name), `action` what as dotted lower-case words (`listing.block`), `subject` to whom or what,
    `detail` the rest: text, whole numbers, true, false, null, lists and objects of these. Fractions are refused, for they are
    not written alike everywhere; nobody's address or telephone belongs in here, for an entry is never erased.
    """

    actor: str
    action: str
    subject: str
    detail: Mapping[str, object] = {}


class AuditEntry(AuditRecord, frozen=True, kw_only=True):
    """A record with its place, from 0, and its time."""

    position: int
    at: dt.datetime


class Leaf(NamedTuple):
    """An entry as the text that is hashed, in UTF-8."""

    position: int
    data: bytes
