from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from padu.demo import write_exports
from padu.demo.exports import read_manifest
from padu.kernel.errors import PaduError


def digest_of(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        write_exports(tmp_path / name, seed=seed, scale=0.02)
    assert digest_of(tmp_path / "one") == digest_of(tmp_path / "two")
    assert digest_of(tmp_path / "one") != digest_of(tmp_path / "three")


def test_a_folder_that_already_holds_the_world_is_left_alone(tmp_path: Path) -> None:
    first = write_exports(tmp_path / "exports", scale=0.02)
    marker = tmp_path / "exports" / "social" / "tiktok-shop" / "authorization.202309.shops.json"
    marker.write_bytes(b"touched")
    assert write_exports(tmp_path / "exports", scale=0.02) == first
    assert marker.read_bytes() == b"touched"


def test_another_scale_replaces_the_folder_whole(tmp_path: Path) -> None:
    write_exports(tmp_path / "exports", seed=1, scale=0.02)
    second = write_exports(tmp_path / "exports", seed=1, scale=0.03)
    assert read_manifest(tmp_path / "exports") == second
    assert second.scale == 0.03
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exports"]


def test_what_an_interrupted_run_left_is_swept_away(tmp_path: Path) -> None:
    leftover = tmp_path / ".exports.writing" / "social"
    leftover.mkdir(parents=True)
    (leftover / "half.json").write_text("{")
    write_exports(tmp_path / "exports", scale=0.02)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exports"]
    assert not (tmp_path / "exports" / "social" / "half.json").exists()


def test_a_folder_with_other_things_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(PaduError) as refused:
        write_exports(tmp_path, scale=0.02)
    assert refused.value.code == "demo.folder_in_use"
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("scale", [0.0, -1.0, 0.01, 21.0, float("nan")])
def test_a_scale_outside_the_range_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(PaduError) as refused:
        write_exports(tmp_path / "exports", scale=scale)
    assert refused.value.code == "demo.scale"
    assert not (tmp_path / "exports").exists()


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    write_exports(tmp_path / "exports", scale=0.02, progress=lambda step, done, total: heard.append((step, done, total)))
    assert heard
    assert [done for _, done, _ in heard] == list(range(1, heard[-1][2] + 1))
