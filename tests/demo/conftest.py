"""Exports that several tests look at: one small world and one of the usual size, written once per worker."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from padu.demo import ExportSummary, write_exports


@dataclass(frozen=True, slots=True)
class Exports:
    root: Path
    summary: ExportSummary

    @property
    def social(self) -> Path:
        return self.root / "social" / "tiktok-shop"

    @property
    def market(self) -> Path:
        return self.root / "market" / "tokopedia"

    def truth(self, name: str) -> list[dict[str, str]]:
        with (self.root / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))


@pytest.fixture(scope="session")
def small_exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    root = tmp_path_factory.mktemp("small") / "exports"
    return Exports(root, write_exports(root, scale=0.15))


@pytest.fixture(scope="session")
def usual_exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """About eight seconds: the world as `padu demo` shows it."""
    root = tmp_path_factory.mktemp("usual") / "exports"
    return Exports(root, write_exports(root))


@pytest.fixture(scope="session")
def platform_facts(shared_data: Path) -> Path:
    """What is known of the platforms' formats; absent, the test is skipped."""
    folder = shared_data.parent / "domain"
    if not folder.is_dir():
        pytest.skip(f"no platform facts at {folder}: they stand beside the shared data")
    return folder
