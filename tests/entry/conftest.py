from __future__ import annotations

from pathlib import Path

import pytest

from padu.demo import write_exports

SEED, SCALE = 7, 0.05


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up world's exports."""
    folder = tmp_path_factory.mktemp("world") / "exports"
    write_exports(folder, seed=SEED, scale=SCALE)
    return folder
