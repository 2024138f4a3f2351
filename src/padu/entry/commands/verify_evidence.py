"""`padu evidence verify`: whether a file of evidence is what was signed, without a database or a network."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from padu.oversight.evidence import EvidenceError, verify_evidence

_SHOWN = 20


def run(file: Path, *, key: str | None, console: Console) -> int:
    """Verify `file` and say which lines disagree; 0 if none does. `key` is the public key that the reader trusts, if any."""
    try:
        with file.open("rb") as stream:
            found = verify_evidence(stream, key)
    except OSError as error:
        raise EvidenceError(
            "evidence.file_unreadable", f"the file cannot be read: {error.strerror}", where=str(file), todo="check its path and rights"
        ) from error
    except EvidenceError as error:
        error.where = error.where or str(file)
        raise
    # Text, not markup: what a file says must not be able to colour our words.
    for fault in found.faults[:_SHOWN]:
        console.print(Text(f"✘ line {fault.line}: [{fault.code}] {fault.what}", style="red"), soft_wrap=True)
    if len(found.faults) > _SHOWN:
        console.print(f"… and {len(found.faults) - _SHOWN:,} more")
    if found.faults:
        console.print(Text(f"{file.name} is not what was signed: {len(found.faults):,} faults.", style="bold red"), soft_wrap=True)
        return 1
    root = found.root.hex() if found.root else ""
    console.print(Text(f"✔ {found.entries:,} entries and {found.checkpoints:,} checkpoints, all as they were signed.", style="green"))
    console.print(Text(f"root {root}\nkey  {found.key}"), soft_wrap=True)
    if key is None:
        console.print("The key is the file's own: compare it with the one its maker has published, or give that one with --key.")
    return 0
