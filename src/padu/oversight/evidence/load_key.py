"""The key that signs checkpoints: made once, kept in a file that only its owner may read, shown to nobody."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from padu.engines import tlog
from padu.oversight.evidence.types import EvidenceError


def load_or_make_key(path: Path, *, name: str) -> tlog.Signer:
    """The signing key in `path`, made there with mode 0600 if there is none; `name` is the log's origin.

    Two processes at once end with the same key. Raises `EvidenceError`, which never quotes the key: `evidence.key_exposed` where
    others than the owner may read the file, `evidence.key_unreadable` where it holds no key, `evidence.key_for_other_log` where
    it bears another name.
    """
    if not path.exists():
        _make(path, name)
    with path.open(encoding="utf-8", errors="replace") as file:
        if (mode := stat.S_IMODE(os.fstat(file.fileno()).st_mode)) & 0o077:
            raise EvidenceError(
                "evidence.key_exposed",
                f"the signing key may be read or changed by others: its mode is {mode:04o}",
                where=str(path),
                todo="find out who has read it, then `chmod 600` it or make another key",
            )
        text = file.read()
    try:
        signer = tlog.parse_signer(text)
    except tlog.TlogError as error:
        raise EvidenceError(
            "evidence.key_unreadable", "the file holds no signing key", where=str(path), todo="restore it from its backup"
        ) from error
    if signer.name != name:
        raise EvidenceError(
            "evidence.key_for_other_log",
            f"the key signs for {signer.name}, not for {name}",
            where=str(path),
            todo="take that log's own key",
        )
    return signer


def _make(path: Path, name: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes the file 0600 before a byte is in it; linking it under its name fails where another process was first.
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".key-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(tlog.format_signer(tlog.make_signer(name)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        Path(fresh).unlink()
