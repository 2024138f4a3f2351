"""The signing key's file: made once, readable by its owner only, never quoted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from padu.engines import tlog
from padu.oversight.evidence import EvidenceError, load_or_make_key

NAME = "padu.test/audit"


def test_a_key_is_made_once_with_its_owners_rights_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "evidence"
    made = load_or_make_key(path, name=NAME)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    again = load_or_make_key(path, name=NAME)
    assert tlog.format_signer(again) == tlog.format_signer(made)
    assert [file.name for file in path.parent.iterdir()] == ["evidence"]


def test_many_at_once_end_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        signers = list(pool.map(lambda _: load_or_make_key(tmp_path / "key", name=NAME), range(24)))
    assert len({tlog.format_signer(signer) for signer in signers}) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda path: path.chmod(0o640), "evidence.key_exposed"),
        (lambda path: path.write_text(path.read_text()[:-5]), "evidence.key_unreadable"),
        (lambda path: path.write_bytes(b"\xff"), "evidence.key_unreadable"),
        (lambda path: path.write_text(tlog.format_signer(tlog.make_signer("other"))), "evidence.key_for_other_log"),
    ],
)
def test_a_key_file_that_is_not_as_it_was_made_is_refused_unquoted(tmp_path: Path, change: object, code: str) -> None:
    path = tmp_path / "key"
    secret = tlog.format_signer(load_or_make_key(path, name=NAME)).split("+", 4)[4]  # base64 may hold a plus of its own
    assert callable(change)
    change(path)
    with pytest.raises(EvidenceError) as error:
        load_or_make_key(path, name=NAME)
    assert error.value.code == code
    assert secret[:20] not in str(error.value)
    assert secret[:20] not in repr(error.value.__cause__)
