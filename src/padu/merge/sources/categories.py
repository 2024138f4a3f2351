"""Which of the platforms' categories is which of ours: read once from `categories.yaml` beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from padu.merge.sources.types import Platform

_TABLE = Path(__file__).with_name("categories.yaml")


class PlatformCategory(msgspec.Struct, frozen=True, kw_only=True):
    """One leaf of the shared tree. `tiktok_path` goes from the root to the leaf; `tiktok_parent_ids` are the ids above the leaf."""

    slug: str
    tiktok_leaf_id: str
    tiktok_parent_ids: tuple[str, ...]
    tiktok_path: tuple[str, ...]
    tokopedia_code: str


@cache
def load() -> tuple[PlatformCategory, ...]:
    """Every category in the table's order; the last, `lainnya`, takes whatever no other does."""
    return msgspec.yaml.decode(_TABLE.read_bytes(), type=tuple[PlatformCategory, ...])


@cache
def by_slug() -> dict[str, PlatformCategory]:
    """Our slug to its category."""
    return {category.slug: category for category in load()}


@cache
def slug_by_tiktok_leaf() -> dict[str, str]:
    """TikTok Shop leaf category id to our slug."""
    return {category.tiktok_leaf_id: category.slug for category in load()}


@cache
def slug_by_tokopedia_code() -> dict[str, str]:
    """Tokopedia's "Kode Kategori" to our slug."""
    return {category.tokopedia_code: category.slug for category in load()}


@cache
def _slug_by_name() -> dict[str, dict[str, str]]:
    """For exports that name categories without codes: platform, then name, to our slug."""
    return msgspec.yaml.decode(_TABLE.with_name("category_names.yaml").read_bytes(), type=dict[str, dict[str, str]])


def find_slug(platform: Platform, category_id: str, path: tuple[str, ...]) -> str:
    """Our slug for a listing's category; `lainnya` where nobody has said what it is."""
    by_id = {Platform.TIKTOK_SHOP: slug_by_tiktok_leaf, Platform.TOKOPEDIA: slug_by_tokopedia_code}.get(platform)
    if by_id is not None and (slug := by_id().get(category_id)):
        return slug
    names = _slug_by_name().get(platform, {})
    return next((names[name] for name in reversed(path) if name in names), "lainnya")
