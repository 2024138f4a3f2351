"""Signed notes, keys and checkpoints: the published example of the note format, round trips, tampering."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.engines.tlog import (
    EMPTY_ROOT,
    Checkpoint,
    TlogError,
    format_checkpoint,
    format_signer,
    format_verifier,
    make_signer,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    parse_signer,
    parse_verifier,
    sign_checkpoint,
    sign_note,
)

# The example of Go's package golang.org/x/mod/sumdb/note, whose format the C2SP specification wrote down.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"  # noqa: S105 - published
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)  # fmt: skip


def code_of(error: pytest.ExceptionInfo[TlogError]) -> str:
    return error.value.code


def test_the_published_example_opens_and_is_signed_alike() -> None:
    assert open_note(NOTE, parse_verifier(PETER)) == TEXT
    signer = parse_signer(PETERS_SECRET)
    assert format_verifier(signer.verifier) == PETER
    assert format_signer(signer) == PETERS_SECRET
    assert sign_note(TEXT, signer) == NOTE  # Ed25519 signs the same text alike every time


def test_a_signer_never_shows_its_key() -> None:
    signer = make_signer("padu.test/log")
    secret = format_signer(signer).split("+", 4)[4]  # base64 may hold a plus of its own
    assert secret not in repr(signer)
    with pytest.raises(TlogError) as error:
        parse_signer(format_signer(signer).replace("+AQ", "+BQ", 1) + "?")
    assert secret not in str(error.value)
    assert code_of(error) == "tlog.key_unreadable"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")))
def test_any_text_of_whole_lines_comes_back(text: str) -> None:
    signer = make_signer("padu.test/log")
    assert open_note(sign_note(text + "\n", signer), signer.verifier) == text + "\n"


SIGNER = make_signer("padu.test/log")
SIGNED = sign_checkpoint(Checkpoint("padu.test/log", 20_852_163, EMPTY_ROOT), SIGNER)


@given(st.integers(0, len(SIGNED.encode()) * 8 - 1))
def test_any_flipped_bit_of_a_checkpoint_is_caught(bit: int) -> None:
    changed = bytearray(SIGNED.encode())
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((TlogError, UnicodeDecodeError)):
        open_checkpoint(changed.decode(), SIGNER.verifier)


def test_signatures_of_others_are_let_be_but_one_must_be_ours() -> None:
    other = make_signer("padu.test/witness")
    line = sign_note(TEXT, other).rpartition("\n\n")[2]
    both = sign_note(TEXT, SIGNER) + line
    assert open_note(both, SIGNER.verifier) == open_note(both, other.verifier) == TEXT
    with pytest.raises(TlogError) as error:
        open_note(NOTE, SIGNER.verifier)
    assert code_of(error) == "tlog.note_unsigned"


def test_a_signature_of_another_text_is_wrong() -> None:
    with pytest.raises(TlogError) as error:
        open_note(SIGNED.replace("20852163", "20852164"), SIGNER.verifier)
    assert code_of(error) == "tlog.signature_wrong"


@pytest.mark.parametrize("text", ["", "no newline", "a tab\t\n", "a surrogate \ud800\n"])
def test_what_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(TlogError) as error:
        sign_note(text, SIGNER)
    assert code_of(error) == "tlog.note_malformed"


@pytest.mark.parametrize(
    "note",
    ["", "text\n", "text\n\n", "text\n\n- padu.test/log AAAA\n", "text\n\n— padu.test/log A\n", SIGNED[:-1]],
    ids=["empty", "text", "no-signature", "hyphen", "short", "cut"],
)
def test_what_is_no_note_is_not_opened(note: str) -> None:
    with pytest.raises(TlogError) as error:
        open_note(note, SIGNER.verifier)
    assert code_of(error) == "tlog.note_malformed"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "a\u00a0b"])
def test_a_key_has_a_name_that_a_line_can_hold(name: str) -> None:
    with pytest.raises(TlogError) as error:
        make_signer(name)
    assert code_of(error) == "tlog.key_name"


@pytest.mark.parametrize("line", ["", "name", PETER[:-1], PETER.replace("c74f20a3", "c74f20a4"), PETER.replace("Peter", "Pieter")])
def test_a_damaged_public_key_is_refused(line: str) -> None:
    with pytest.raises(TlogError) as error:
        parse_verifier(line)
    assert code_of(error) == "tlog.key_unreadable"


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32), st.lists(st.text("abc ", min_size=1), max_size=2))
def test_a_checkpoint_comes_back_from_its_text(size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint("padu.test/log", size, root, tuple(extensions))
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def test_the_text_of_a_checkpoint_is_three_lines() -> None:
    assert format_checkpoint(Checkpoint("padu.test/log", 0, EMPTY_ROOT)) == f"padu.test/log\n0\n{ROOT}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"log\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"log\n01\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n\u0661\n{ROOT}\n",
        f"log\n1\n{ROOT[:-2]}\n",
        "log\n1\nAAAA\n",
        f"log\n1\n{ROOT[:-2]}V=\n",
        f"log\n1\n{ROOT}\n\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(TlogError) as error:
        parse_checkpoint(text)
    assert code_of(error) == "tlog.checkpoint_malformed"


def test_a_field_with_a_newline_is_not_written() -> None:
    with pytest.raises(TlogError) as error:
        format_checkpoint(Checkpoint("log", 1, EMPTY_ROOT, ("a\nb",)))
    assert code_of(error) == "tlog.checkpoint_malformed"


def test_a_key_signs_for_its_own_log_only() -> None:
    note = sign_checkpoint(Checkpoint("another/log", 0, EMPTY_ROOT), SIGNER)
    with pytest.raises(TlogError) as error:
        open_checkpoint(note, SIGNER.verifier)
    assert code_of(error) == "tlog.other_log"
