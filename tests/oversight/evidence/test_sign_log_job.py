from __future__ import annotations

import io
from pathlib import Path
from typing import Protocol

import pytest

from padu.engines import tlog
from padu.kernel.clock import FixedClock
from padu.oversight.evidence import (
    EvidenceError,
    export_evidence,
    list_checkpoints,
    make_checkpoint,
    sign_log,
    signer_of,
    stream_evidence,
    verify_evidence,
)
from padu.platform.audit import AuditRecord, append
from padu.platform.unit_of_work import UnitOfWork, open_database

pytestmark = pytest.mark.anyio


class Urls(Protocol):
    app_url: str


async def test_the_job_signs_just_what_has_grown_with_the_installations_key(
    committed_market: Urls, clock: FixedClock, tmp_path: Path
) -> None:
    database = open_database(committed_market.app_url, clock)
    try:
        for entries in (0, 2, 0, 1):
            async with database.unit_of_work() as uow:
                await append(uow, [AuditRecord(actor="siti", action="shop.suspend", subject="shop:1")] * entries)
            await sign_log(database, tmp_path)
        async with database.unit_of_work() as uow:
            assert [checkpoint.size for checkpoint in await list_checkpoints(uow)] == [0, 2, 3]
            file = io.BytesIO()
            await export_evidence(uow, signer_of(tmp_path).verifier, file)
            pieces = [part async for part in stream_evidence(uow, signer_of(tmp_path).verifier)]
    finally:
        await database.close()
    assert b"".join(pieces) == file.getvalue()
    found = verify_evidence(io.BytesIO(file.getvalue()), tlog.format_verifier(signer_of(tmp_path).verifier))
    assert (found.entries, found.faults) == (3, ())


async def test_nothing_is_streamed_where_nothing_was_signed(market: UnitOfWork) -> None:
    signer = tlog.make_signer("padu.test/audit")
    with pytest.raises(EvidenceError) as error:
        await anext(aiter(stream_evidence(market, signer.verifier)))
    assert error.value.code == "evidence.no_checkpoint"
    await make_checkpoint(market, signer)
    assert (await anext(aiter(stream_evidence(market, signer.verifier)))).startswith(b'{"format":"padu-evidence/1"')
