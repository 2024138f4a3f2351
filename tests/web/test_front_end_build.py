"""The front-end build: typed, skipped when nothing changed, repeated when it was torn, and locked without addresses."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "build_front_end.py"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_front_end", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_second_build_has_nothing_to_do() -> None:
    subprocess.run([sys.executable, TOOL], check=True, capture_output=True, timeout=300)
    again = subprocess.run([sys.executable, TOOL], check=True, capture_output=True, text=True, timeout=30)
    assert again.stdout.startswith("front end: nothing changed")


def test_a_folder_counts_as_built_only_with_a_whole_stamp_of_these_inputs(build: ModuleType, tmp_path: Path) -> None:
    assert not build.stamped(tmp_path, "a" * 64)
    build.stamp(tmp_path, "a" * 64)
    assert build.stamped(tmp_path, "a" * 64)
    assert not build.stamped(tmp_path, "b" * 64)
    for torn in (b"", b"a" * 63, b"\xff\xfe"):
        (tmp_path / build.STAMP).write_bytes(torn)
        assert not build.stamped(tmp_path, "a" * 64)


def test_a_changed_source_or_lock_changes_the_digest(build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "ROOT", tmp_path)
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("ab")
    two.write_text("c")
    first = build.digest_of([one, two])
    assert build.digest_of([two, one]) == first
    one.write_text("a")
    two.write_text("bc")
    assert build.digest_of([one, two]) != first


def test_a_failing_build_says_what_failed_and_leaves_the_last_one(build: ModuleType, tmp_path: Path) -> None:
    script = tmp_path / "broken.js"
    script.write_text("console.error('the icon is unknown'); process.exit(3)")
    before = (build.STATIC / build.STAMP).read_text()
    with pytest.raises(SystemExit, match="the icon is unknown"):
        build.run_node(script)
    assert (build.STATIC / build.STAMP).read_text() == before


def test_the_scripts_are_typed(build: ModuleType) -> None:
    build.run_node(build.MODULES / "typescript" / "bin" / "tsc", "--noEmit")


def test_the_lock_holds_hashes_for_every_system_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    # What is bundled is covered by the hash of the package that brings it.
    named = {name: package for name, package in packages.items() if name and not package.get("inBundle")}
    assert all("resolved" not in package for package in named.values())
    assert all(package["integrity"].startswith("sha512-") for package in named.values())
    for tool in ("@tailwindcss/oxide", "@rolldown/binding", "lightningcss"):
        for system in ("linux-x64-gnu", "linux-arm64-gnu", "linux-x64-musl", "darwin-arm64"):
            assert f"node_modules/{tool}-{system}" in named
