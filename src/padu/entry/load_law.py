"""The rule pack that an installation judges by, loaded once."""

from __future__ import annotations

from pathlib import Path

from padu.engines.rules import load_pack
from padu.exchange.findings import LawBook
from padu.platform.settings import Settings


def load_law(settings: Settings) -> LawBook:
    """The pack that the settings name, with the profile that it is read under. Raises the pack's first fault.

    A relative folder is looked for where the program runs, then in the checkout.
    """
    return LawBook(load_pack(find_folder(settings.law_pack)), settings.rule_profile)


def find_folder(name: str) -> Path:
    """A folder by its path from here, else from the checkout's root."""
    return next((parent / name for parent in (Path.cwd(), *Path(__file__).parents) if (parent / name).is_dir()), Path(name))
