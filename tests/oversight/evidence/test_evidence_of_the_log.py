"""Evidence from the log to the verifier: what is whole passes, and whatever was changed is named by its line."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.engines import tlog
from padu.kernel.clock import FixedClock
from padu.oversight.evidence import EvidenceError, SignedCheckpoint, export_evidence, list_checkpoints, make_checkpoint, verify_evidence
from padu.platform.audit import AuditRecord, append
from padu.platform.unit_of_work import Database, UnitOfWork, open_database

AT = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
SIGNER = tlog.make_signer("padu.test/audit")
KEY = tlog.format_verifier(SIGNER.verifier)


class Urls(Protocol):
    owner_url: str
    app_url: str
    auditor_url: str


def records(*subjects: str) -> list[AuditRecord]:
    return [AuditRecord(actor="siti", action="listing.block", subject=subject, detail={"why": "✓"}) for subject in subjects]


async def export(uow: UnitOfWork) -> bytes:
    out = io.BytesIO()
    await export_evidence(uow, SIGNER.verifier, out)
    return out.getvalue()


def faults(data: bytes, key: str | None = KEY) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in verify_evidence(io.BytesIO(data), key).faults]


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = open_database(url, FixedClock(AT), pool_size=10)
    try:
        yield database
    finally:
        await database.close()


def evidence(*sizes: int) -> bytes:
    """A file as its format is described, made without the code that writes it: one checkpoint at each size."""
    leaves = [f'{{"action":"a","actor":"b","position":{number},"subject":"s {number}"}}'.encode() for number in range(sizes[-1])]
    lines = [json.dumps({"format": "padu-evidence/1", "key": KEY, "entries": sizes[-1], "checkpoints": len(sizes)}).encode()]
    hashes = [tlog.hash_leaf(leaf) for leaf in leaves]
    for before, size in zip((0, *sizes), sizes, strict=False):
        lines += [b'{"entry": %s, "hash": "%s"}' % (leaves[number], base64.b64encode(hashes[number])) for number in range(before, size)]
        note = tlog.sign_checkpoint(tlog.Checkpoint(SIGNER.name, size, tlog.root_of(hashes[:size])), SIGNER)
        lines.append(json.dumps({"checkpoint": note}).encode())
    return b"\n".join(lines) + b"\n"


@pytest.mark.anyio
async def test_a_log_with_its_checkpoints_is_exported_and_verified(market: UnitOfWork) -> None:
    with pytest.raises(EvidenceError, match="no checkpoint") as error:
        await export(market)
    assert error.value.code == "evidence.no_checkpoint"
    empty = await make_checkpoint(market, SIGNER)
    assert (empty.size, empty.root) == (0, tlog.EMPTY_ROOT)
    await append(market, records("a", "b", "c"))
    three = await make_checkpoint(market, SIGNER)
    assert await make_checkpoint(market, SIGNER) == three  # nothing is new
    await append(market, records(*map(str, range(2_500))))  # more than is read at once
    await make_checkpoint(market, SIGNER)
    await append(market, records("not covered yet"))
    data = await export(market)
    assert [checkpoint.size for checkpoint in await list_checkpoints(market)] == [0, 3, 2_503]
    found = verify_evidence(io.BytesIO(data), KEY)
    assert (found.entries, found.checkpoints, found.key, found.faults) == (2_503, 3, KEY, ())
    leaves = [
        json.dumps(line["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        for line in map(json.loads, data.splitlines())
        if "entry" in line
    ]
    assert found.root == tlog.root_of(tlog.hash_leaf(leaf.encode()) for leaf in leaves)
    assert "not covered yet" not in data.decode()
    assert verify_evidence(io.BytesIO(data)).faults == ()


@pytest.mark.anyio
async def test_checkpoints_made_at_once_and_between_appends_agree(committed_market: Urls) -> None:
    async with opened(committed_market.app_url) as database:

        async def add(number: int) -> None:
            async with database.unit_of_work() as uow:
                await append(uow, records(f"{number}", "more"))

        async def sign() -> SignedCheckpoint:
            async with database.unit_of_work() as uow:
                return await make_checkpoint(uow, SIGNER)

        await asyncio.gather(*(action for number in range(8) for action in (add(number), sign())))
        assert (await sign()).size == 16
        async with database.unit_of_work() as uow:
            assert faults(await export(uow)) == []


@pytest.mark.anyio
async def test_an_entry_changed_behind_our_back_is_named_by_its_line(committed_market: Urls) -> None:
    async with opened(committed_market.app_url) as database:
        async with database.unit_of_work() as uow:
            await append(uow, records("a", "b", "c", "d"))
            await make_checkpoint(uow, SIGNER)
        with psycopg.connect(committed_market.owner_url, autocommit=True) as owner:
            owner.execute("update platform.audit_entry set leaf = replace(leaf, ':\"siti\"', ':\"budi\"') where position = 2")
        async with database.unit_of_work() as uow:
            assert faults(await export(uow)) == [(4, "evidence.entry_changed")]
        with psycopg.connect(committed_market.owner_url, autocommit=True) as owner:
            owner.execute("delete from platform.audit_entry where position = 2")
        async with database.unit_of_work() as uow:
            assert faults(await export(uow)) == [(4, "evidence.wrong_position"), (5, "evidence.root_differs"), (5, "evidence.incomplete")]


@pytest.mark.parametrize(
    ("change", "code", "what"),
    [
        ("delete from platform.audit_entry where position = 3", "evidence.log_gap", "audit entry 3 is missing"),
        ("delete from platform.audit_entry where position = 5", "evidence.log_gap", "audit entry 5 is missing"),
        ("delete from platform.audit_entry where position >= 2", "evidence.log_gap", "audit entry 2 is missing"),
        ("delete from platform.audit_entry", "evidence.log_gap", "audit entry 0 is missing"),
        ("update oversight.checkpoint set root = sha256('x')", "evidence.tree_damaged", "was changed after it was signed"),
        (
            "update oversight.checkpoint set subtrees = array[sha256('x'), sha256('y')]",
            "evidence.tree_damaged",
            "was changed after it was signed",
        ),
        ("update oversight.checkpoint set subtrees = '{}'", "evidence.tree_damaged", "was changed after it was signed"),
        ("update oversight.checkpoint set size = 5", "evidence.tree_damaged", "was changed after it was signed"),
        ("update oversight.checkpoint set note = replace(note, '3', '4')", "evidence.other_key", "is not signed by this key"),
    ],
)
@pytest.mark.anyio
async def test_nothing_is_signed_over_a_damaged_log(committed_market: Urls, change: str, code: str, what: str) -> None:
    async with opened(committed_market.app_url) as database:
        async with database.unit_of_work() as uow:
            await append(uow, records("a", "b", "c"))
            await make_checkpoint(uow, SIGNER)
            await append(uow, records("d", "e", "f", "g"))
        with psycopg.connect(committed_market.owner_url, autocommit=True) as owner:
            owner.execute(change.encode())
        with pytest.raises(EvidenceError) as error:
            async with database.unit_of_work() as uow:
                await make_checkpoint(uow, SIGNER)
        assert error.value.code == code
        assert what in error.value.what
        async with database.unit_of_work() as uow:
            assert len(await list_checkpoints(uow)) == 1


@pytest.mark.anyio
async def test_another_key_does_not_go_on_with_the_log(market: UnitOfWork) -> None:
    await append(market, records("a"))
    await make_checkpoint(market, SIGNER)
    await append(market, records("b"))
    with pytest.raises(EvidenceError) as error:
        await make_checkpoint(market, tlog.make_signer(SIGNER.name))
    assert error.value.code == "evidence.other_key"


@pytest.mark.anyio
async def test_servers_and_auditors_may_not_change_checkpoints_and_auditors_may_export(committed_market: Urls) -> None:
    async with opened(committed_market.app_url) as database, database.unit_of_work() as uow:
        await append(uow, records("a"))
        await make_checkpoint(uow, SIGNER)
    for url in (committed_market.app_url, committed_market.auditor_url):
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in (
                b"update oversight.checkpoint set note = note",
                b"delete from oversight.checkpoint",
                b"update oversight.audit_leaf set hash = hash",
                b"delete from oversight.audit_leaf",
                b"truncate oversight.audit_leaf",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
    async with opened(committed_market.auditor_url) as database, database.unit_of_work() as uow:
        assert faults(await export(uow)) == []


def test_a_file_made_by_hand_from_the_description_is_verified() -> None:
    found = verify_evidence(io.BytesIO(evidence(0, 3, 7)), KEY)
    assert (found.entries, found.checkpoints, found.faults) == (7, 3, ())


# Lines of evidence(3, 7): header, entries 0 to 2, checkpoint (5), entries 3 to 6 (lines 6 to 9), checkpoint (10).
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda lines: [*lines[:2], lines[2].replace(b"s 1", b"s 9"), *lines[3:]], [(3, "evidence.entry_changed")]),
        (
            lambda lines: [*lines[:7], lines[7][:-3] + b'A="}', *lines[8:]],
            [(8, "evidence.entry_changed")],
        ),
        (
            lambda lines: [*lines[:7], lines[7].replace(b'"hash": "', b'"hash": "AAAA'), *lines[8:]],
            [(8, "evidence.entry_changed"), (10, "evidence.root_differs")],
        ),
        (lambda lines: lines[:6] + lines[7:], [(7, "evidence.wrong_position"), (9, "evidence.root_differs"), (9, "evidence.incomplete")]),
        (
            lambda lines: [*lines[:6], lines[7], lines[6], *lines[8:]],
            [(7, "evidence.wrong_position"), (8, "evidence.wrong_position"), (9, "evidence.wrong_position"), (10, "evidence.root_differs")],
        ),
        (lambda lines: lines[:-1], [(6, "evidence.unsigned_entries"), (9, "evidence.incomplete")]),
        (lambda lines: lines[:5], [(5, "evidence.incomplete")]),
        (lambda lines: lines[:4], [(4, "evidence.no_checkpoint"), (4, "evidence.incomplete")]),
        (lambda lines: lines[:1], [(1, "evidence.no_checkpoint"), (1, "evidence.incomplete")]),
        (lambda lines: [*lines, lines[4]], [(11, "evidence.root_differs"), (11, "evidence.incomplete")]),
        (lambda lines: lines[:4] + lines[5:], [(9, "evidence.incomplete")]),
        (lambda lines: [*lines[:3], b"\xff\xfe", *lines[3:]], [(4, "evidence.line_unreadable")]),
        (lambda lines: [*lines[:3], b'{"other": 1}', *lines[3:]], [(4, "evidence.line_unreadable")]),
        (lambda lines: [*lines[:3], b"{}", *lines[3:]], [(4, "evidence.line_unreadable")]),
        (
            lambda lines: [*lines[:9], lines[9].replace(b"\\n7\\n", b"\\n6\\n")],
            [(6, "evidence.unsigned_entries"), (10, "evidence.checkpoint_untrusted")],
        ),
    ],
)  # fmt: skip
def test_a_changed_file_is_caught_at_its_line(change: object, expected: list[tuple[int, str]]) -> None:
    assert callable(change)
    lines: list[bytes] = change(evidence(3, 7).splitlines())
    assert faults(b"\n".join(lines) + b"\n") == expected


def test_an_entry_changed_together_with_its_hash_is_caught_between_its_checkpoints() -> None:
    lines = evidence(3, 7, 9).splitlines()
    forged = b'{"action":"a","actor":"c","position":4,"subject":"s 4"}'
    lines[6] = b'{"entry": %s, "hash": "%s"}' % (forged, base64.b64encode(tlog.hash_leaf(forged)))
    (fault,) = verify_evidence(io.BytesIO(b"\n".join(lines)), KEY).faults
    assert (fault.line, fault.code) == (10, "evidence.root_differs")
    assert "lines 6 to 9" in fault.what


def test_a_file_signed_by_another_is_whole_but_not_trusted() -> None:
    other = tlog.format_verifier(tlog.make_signer(SIGNER.name).verifier)
    assert faults(evidence(2), None) == []
    assert faults(evidence(2), other) == [
        (1, "evidence.other_key"),
        (2, "evidence.unsigned_entries"),
        (4, "evidence.checkpoint_untrusted"),
    ]


WHOLE = evidence(2, 5)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 7))
def test_no_flipped_bit_changes_what_a_verified_file_says(byte: int, bit: int) -> None:
    """A bit may fall where nothing is said (a space becomes none): then every line still says the same."""
    changed = bytearray(WHOLE)
    changed[byte] ^= 1 << bit
    try:
        found = verify_evidence(io.BytesIO(bytes(changed)), KEY)
    except EvidenceError:
        return
    if not found.faults:
        assert [json.loads(line) for line in bytes(changed).splitlines()] == [json.loads(line) for line in WHOLE.splitlines()]


@pytest.mark.parametrize(
    ("data", "key", "code"),
    [
        (b"", None, "evidence.not_evidence"),
        (b"\xff\n", None, "evidence.not_evidence"),
        (b'{"entries": 1}\n', None, "evidence.not_evidence"),
        (WHOLE.replace(b"evidence/1", b"evidence/9"), None, "evidence.unknown_format"),
        (WHOLE.replace(b"padu.test/audit+", b"padu.test/audit+0"), None, "evidence.key_unreadable"),
        (WHOLE, "not a key", "evidence.key_unreadable"),
    ],
    # Signed with a key made for the run: every worker must know the test by the same name.
    ids=["empty", "no-text", "no-format", "another-format", "key-broken", "no-key"],
)
def test_what_is_no_evidence_is_refused(data: bytes, key: str | None, code: str) -> None:
    with pytest.raises(EvidenceError) as error:
        verify_evidence(io.BytesIO(data), key)
    assert error.value.code == code
