"""Consents: to what, in which words, by whom, and until when."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError


class ConsentError(PaduError):
    """A consent that cannot be given or taken back."""


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in Indonesian and in English."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in a language; Indonesian for any other than English."""
        return self.en if language == "en" else self.id


class Purpose(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that a person may consent to: `notice` is the id of the wording that they are shown, `flow` what it lets pass."""

    id: str
    flow: str
    lawful_basis: str
    title: Wording
    notice: str
    wording: Wording


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A consent that was given; names follow ISO/IEC TS 27560. `notice_digest` is the SHA-256 of the text that the person saw.

    `principal_id` is the person's account on this side, which the other side never hears of. `withdrawn_at` None while it stands.
    """

    receipt_id: UUID
    principal_id: UUID
    purpose: str
    flow: str
    flow_version: int
    lawful_basis: str
    notice: str
    notice_digest: bytes
    notice_language: str
    given_at: dt.datetime
    withdrawn_at: dt.datetime | None = None
