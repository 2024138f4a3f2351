"""Files that hold a key: made once, whole, and readable by their owner only."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path


def make_once(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write the file unless there is one.

    It is written whole and under another name first: of two processes that start at once, both then read what the first one wrote.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def is_private(path: Path) -> bool:
    """Whether nobody but its owner may read or change the file."""
    return not stat.S_IMODE(path.stat().st_mode) & 0o077
