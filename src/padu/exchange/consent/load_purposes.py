"""Reads the purposes that people may consent to, once for the process: they ship with the program."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import msgspec

from padu.exchange.consent.types import ConsentError, Purpose

CREDIT_CREATOR = "attribution.credit_creator"
"""That a creator is noted, and paid a share, if the person buys what they were shown."""

_FILE = Path(__file__).with_name("purposes.yaml")


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purposes: tuple[Purpose, ...]


@cache
def all_purposes() -> dict[str, Purpose]:
    """Every purpose by its id."""
    return {purpose.id: purpose for purpose in msgspec.yaml.decode(_FILE.read_bytes(), type=_Document).purposes}


def purpose_of(purpose_id: str) -> Purpose:
    """A purpose. Raises `consent.unknown_purpose`."""
    found = all_purposes().get(purpose_id)
    if found is None:
        raise ConsentError("consent.unknown_purpose", f"nobody can consent to {purpose_id!r}", todo="write it into purposes.yaml first")
    return found


def notice_digest(purpose: Purpose, language: str) -> bytes:
    """The SHA-256 of the wording that a person sees in a language."""
    return hashlib.sha256(purpose.wording.in_language(language).encode()).digest()
