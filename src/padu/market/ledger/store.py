"""Write postings through the database's own function, and recompute the whole ledger; no decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from padu.kernel.money import Money
from padu.market.ledger.types import LedgerError, LedgerVerdict, PostingDisagreement, PostingId, ShopPostings
from padu.platform.unit_of_work import UnitOfWork

_POST = """
    select market.post_ledger(%s,
        %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::text[],
        %s::uuid[], %s::integer[], %s::text[], %s::uuid[], %s::bigint[])
"""

# The digest as market.post_ledger takes it. Entries that were added, changed or removed afterwards give another one.
_RECOMPUTED = """
    with told as (
        select shop_id, posting_id, sum(amount_idr) as off, min(at) as first_at, max(at) as last_at,
            string_agg(line_no || ' ' || account || ' ' || coalesce(party::text, '-') || ' ' || amount_idr, E'\\n'
                order by line_no) as entries
        from market.ledger_entry
        group by shop_id, posting_id
    ),
    recomputed as (
        select p.shop_id, p.posting_id, coalesce(t.off, 0) as off,
            p.digest = sha256(convert_to(p.kind || E'\\n' || p.reference || E'\\n' || coalesce(t.entries, ''), 'UTF8'))
                and p.at is not distinct from t.first_at and p.at is not distinct from t.last_at as intact
        from market.ledger_posting p
        left join told t on t.shop_id = p.shop_id and t.posting_id = p.posting_id
    )
    select shop_id, posting_id, off, intact
    from recomputed
    where off <> 0 or not intact
    order by shop_id, posting_id
"""

_TOTALS = """
    select (select count(*) from market.ledger_posting), (select coalesce(sum(amount_idr), 0) from market.ledger_entry)
"""

_TODO = {
    "ledger.unbalanced": "say where the money comes from and where it goes",
    "ledger.empty": "leave it out",
    "ledger.posting_differs": "give another fact an id of its own",
    "ledger.unknown_account": "bring the database to the newest revision",
}


async def save(uow: UnitOfWork, batches: Sequence[ShopPostings]) -> int:
    """Write the postings, one call a shop in the order given; returns how many were new. Raises `LedgerError` as the database does."""
    driver = await uow.driver()
    try:
        # Calls of many shops travel together; the locks are still taken in their order.
        async with driver.pipeline():
            answers = [await driver.execute(_POST, _arrays(batch)) for batch in batches]
        rows = [await cursor.fetchone() for cursor in answers]
    except (psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation) as error:
        raise _as_ledger_error(error) from error
    return sum(row[0] for row in rows if row)


def _arrays(batch: ShopPostings) -> list[Any]:
    postings = batch.postings
    lines = [(posting.posting_id, number, line) for posting in postings for number, line in enumerate(posting.lines, start=1)]
    return [
        batch.shop_id,
        [posting.posting_id for posting in postings],
        [posting.kind for posting in postings],
        [posting.reference for posting in postings],
        [posting.at for posting in postings],
        [posting.memo for posting in postings],
        [posting_id for posting_id, _, _ in lines],
        [number for _, number, _ in lines],
        [line.account.value for _, _, line in lines],
        [line.party for _, _, line in lines],
        [line.amount.rupiah for _, _, line in lines],
    ]


def _as_ledger_error(error: psycopg.errors.IntegrityError) -> LedgerError:
    name = error.diag.constraint_name or ""
    code = "ledger.unknown_account" if name == "ledger_entry_account" else name if name in _TODO else "ledger.malformed"
    return LedgerError(code, error.diag.message_primary or str(error), where="the database", todo=_TODO.get(code, "correct the posting"))


async def recompute(uow: UnitOfWork) -> LedgerVerdict:
    """Every posting whose entries do not balance or are not what was posted, and the sum of all entries; reads everything."""
    driver = await uow.driver()
    disagreements = [
        PostingDisagreement(shop_id=row[0], posting_id=PostingId(row[1]), off=Money(int(row[2])), intact=row[3])
        for row in await (await driver.execute(_RECOMPUTED)).fetchall()
    ]
    ((postings, imbalance),) = await (await driver.execute(_TOTALS)).fetchall()
    return LedgerVerdict(postings=postings, imbalance=Money(int(imbalance)), disagreements=tuple(disagreements))
