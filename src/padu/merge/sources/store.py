"""Keep what was read until it is merged: files whole, records in canonical form, quarantine with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
import sqlalchemy as sa

from padu.kernel.ids import new_id
from padu.merge.sources.tables import quarantine, source_file, source_record
from padu.merge.sources.types import (
    KIND_OF,
    Accepted,
    Kind,
    Place,
    Platform,
    Quarantined,
    ReadOutcome,
    SourceFile,
    SourceListing,
    SourceRecord,
    SourceSeller,
)
from padu.platform.unit_of_work import UnitOfWork

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(SourceRecord).decode

RecordKey = tuple[Platform, Kind, str]


class ReadFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read whole: its digest and every outcome, in order."""

    file: SourceFile
    digest: str
    outcomes: tuple[ReadOutcome, ...]


def set_duplicates_apart(outcomes: Iterable[ReadOutcome], platform: Platform, seen: set[RecordKey]) -> tuple[ReadOutcome, ...]:
    """Quarantine each accepted record whose id was `seen` before, in this file or another; adds what it keeps to `seen`."""
    kept: list[ReadOutcome] = []
    for outcome in outcomes:
        if not isinstance(outcome, Accepted):
            kept.append(outcome)
            continue
        key = (platform, KIND_OF[type(outcome.record)], outcome.record.source_id)
        if key in seen:
            kept.append(_duplicate(outcome, platform, key[1]))
        else:
            seen.add(key)
            kept.append(outcome)
    return tuple(kept)


def _duplicate(outcome: Accepted, platform: Platform, kind: Kind) -> Quarantined:
    record = outcome.record
    return Quarantined(
        platform=platform,
        kind=kind,
        at=Place(file=outcome.at.file, row=outcome.at.row, field="id"),
        code="id.duplicate",
        reason=f"the id {record.source_id!r} was read before in this export; the first one stands",
        value=record.source_id,
        source_id=record.source_id,
        seller_id=seller_of(record),
        rows=outcome.rows,
    )


def seller_of(record: SourceRecord) -> str:
    """The platform's id of the seller that a record belongs to."""
    return record.source_id if isinstance(record, SourceSeller) else record.seller_id


async def staged_files(uow: UnitOfWork, run_id: UUID) -> set[tuple[str, str]]:
    """(platform, name) of every file of the run that is already kept."""
    rows = await uow.connection.execute(sa.select(source_file.c.platform, source_file.c.name).where(source_file.c.run_id == run_id))
    return {(row.platform, row.name) for row in rows}


async def staged_keys(uow: UnitOfWork, run_id: UUID) -> set[RecordKey]:
    """The key of every record of the run that is already kept."""
    c = source_record.c
    rows = await uow.connection.execute(sa.select(c.platform, c.kind, c.source_id).where(c.run_id == run_id))
    return {(Platform(row.platform), Kind(row.kind), row.source_id) for row in rows}


async def keep_files(uow: UnitOfWork, run_id: UUID, files: Sequence[ReadFile]) -> None:
    """Keep files that were read whole, with their records and quarantine; one COPY a table."""
    named = [(new_id(), read) for read in files]
    driver = await uow.driver()
    async with driver.cursor() as cursor:
        async with cursor.copy(
            "copy merge.source_file (run_id, file_id, platform, name, digest, rows_read, accepted, quarantined, skipped) from stdin"
        ) as copy:
            for file_id, read in named:
                rows = sum(outcome.rows for outcome in read.outcomes)
                accepted = sum(isinstance(outcome, Accepted) for outcome in read.outcomes)
                quarantined = sum(isinstance(outcome, Quarantined) for outcome in read.outcomes)
                skipped = len(read.outcomes) - accepted - quarantined
                file = read.file
                await copy.write_row((run_id, file_id, file.platform, file.name, read.digest, rows, accepted, quarantined, skipped))
        async with cursor.copy(
            "copy merge.source_record (run_id, platform, kind, source_id, seller_id, file_id, row, units, payload) from stdin"
        ) as copy:
            for file_id, read in named:
                for outcome in read.outcomes:
                    if isinstance(outcome, Accepted):
                        await copy.write_row(_record_row(run_id, file_id, read.file.platform, outcome))
        async with cursor.copy(
            "copy merge.quarantine (run_id, quarantine_id, platform, kind, source_id, seller_id, file_id, file, row, field, value,"
            " code, reason, rows, record_known) from stdin"
        ) as copy:
            for file_id, read in named:
                for outcome in read.outcomes:
                    if isinstance(outcome, Quarantined):
                        await copy.write_row(_quarantine_row(run_id, file_id, outcome))


def _record_row(run_id: UUID, file_id: UUID, platform: Platform, outcome: Accepted) -> tuple[object, ...]:
    record = outcome.record
    units = record.units if isinstance(record, SourceListing) else 0
    kind = KIND_OF[type(record)]
    return (run_id, platform, kind, record.source_id, seller_of(record), file_id, outcome.at.row, units, _encode(record).decode())


def _quarantine_row(run_id: UUID, file_id: UUID, found: Quarantined) -> tuple[object, ...]:
    at = found.at
    head = (run_id, new_id(), found.platform, found.kind, found.source_id, found.seller_id, file_id, at.file, at.row)
    # PostgreSQL text cannot hold NUL; the offending value is shown with it marked.
    return (
        *head,
        at.field,
        found.value.replace("\x00", "␀"),
        found.code,
        found.reason.replace("\x00", "␀"),
        found.rows,
        found.record_known,
    )


async def load_records(uow: UnitOfWork, run_id: UUID, platform: Platform, kind: Kind) -> list[SourceRecord]:
    """All kept records of one platform and kind, in the order of their ids."""
    c = source_record.c
    rows = await uow.connection.execute(
        sa.select(sa.cast(c.payload, sa.Text))
        .where(c.run_id == run_id, c.platform == platform, c.kind == kind)
        .order_by(c.source_id.collate("C"))
    )
    return [_decode(payload) for (payload,) in rows]


async def platforms_of(uow: UnitOfWork, run_id: UUID) -> list[Platform]:
    """The platforms that the run has read from."""
    rows = await uow.connection.execute(sa.select(source_file.c.platform).where(source_file.c.run_id == run_id).distinct())
    return sorted(Platform(row.platform) for row in rows)


async def quarantined_sellers(uow: UnitOfWork, run_id: UUID) -> set[tuple[Platform, str]]:
    """(platform, id) of sellers whose own record could not be read."""
    c = quarantine.c
    rows = await uow.connection.execute(
        sa.select(c.platform, c.source_id).where(c.run_id == run_id, c.kind == Kind.SELLER, c.source_id != "").distinct()
    )
    return {(Platform(row.platform), row.source_id) for row in rows}


async def load_by_ids(
    uow: UnitOfWork, run_id: UUID, kind: Kind, keys: Sequence[tuple[Platform, str]]
) -> dict[tuple[Platform, str], SourceRecord]:
    """The kept records of one kind with these (platform, id)."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select r.platform, r.source_id, r.payload::text from merge.source_record r"
        " join unnest(%s::text[], %s::text[]) as asked (platform, source_id) using (platform, source_id)"
        " where r.run_id = %s and r.kind = %s",
        [[platform.value for platform, _ in keys], [source_id for _, source_id in keys], run_id, kind.value],
    )
    return {(Platform(platform), source_id): _decode(payload) for platform, source_id, payload in await cursor.fetchall()}
