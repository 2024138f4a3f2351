"""What a posting costs the database through the ledger's function, against the same rows inserted one by one.

Both write the same postings of one shop, three or five lines each, into the same tables (same keys, checks and index) with
the same number of commits, turn about in the same run; the side that goes row by row prepares its statements and pipelines
each transaction. Counted is the CPU time of the database's own process, the best of the rounds. The function checks the
balance and takes a digest besides; the rows come unchecked, with their digest given.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psutil
import psycopg

from padu.kernel.ids import new_id
from padu.platform import postgres
from padu.platform.database import Credentials, create_side, database_url, migrate
from padu.platform.settings import default_home

DATABASE = f"padu_bench_ledger_{os.getpid()}"
AT = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
# An order paid with a voucher, then released to everybody who has earned of it.
PAID = (("gateway_clearing", 110_000), ("vouchers", 10_000), ("buyer_escrow", -120_000))
RELEASED = (
    ("buyer_escrow", 120_000),
    ("seller_payable", -105_400),
    ("courier_payable", -9_000),
    ("platform_commission", -5_000),
    ("tax_payable", -600),
)
CALL = """select market.post_ledger(%s, %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::text[],
    %s::uuid[], %s::integer[], %s::text[], %s::uuid[], %s::bigint[])"""
INSERT_POSTING = """insert into market.ledger_posting (shop_id, posting_id, kind, reference, at, memo, digest)
    values (%s, %s, %s, %s, %s, %s, %s)"""
INSERT_ENTRY = """insert into market.ledger_entry (shop_id, posting_id, line_no, account, party, amount_idr, at)
    values (%s, %s, %s, %s, %s, %s, %s)"""

Fact = tuple[UUID, str, Sequence[tuple[str, int]]]
Write = Callable[[psycopg.Connection[Any], UUID, Sequence[Fact]], None]


def facts(number: int) -> list[Fact]:
    """So many postings, payments and releases by turns: id, reference, lines."""
    return [(new_id(), f"order:{each // 2}", RELEASED if each % 2 else PAID) for each in range(number)]


def through_the_function(connection: psycopg.Connection[Any], shop: UUID, batch: Sequence[Fact]) -> None:
    """One call for the batch, as the door makes it."""
    lines = [(posting, number, *line) for posting, _, held in batch for number, line in enumerate(held, start=1)]
    values = [
        shop,
        [posting for posting, _, _ in batch],
        ["bench"] * len(batch),
        [reference for _, reference, _ in batch],
        [AT] * len(batch),
        [""] * len(batch),
        [line[0] for line in lines],
        [line[1] for line in lines],
        [line[2] for line in lines],
        [None] * len(lines),
        [line[3] for line in lines],
    ]
    connection.execute(CALL, values, prepare=True)


def row_by_row(connection: psycopg.Connection[Any], shop: UUID, batch: Sequence[Fact]) -> None:
    """One insert a row, prepared and pipelined."""
    with connection.pipeline():
        for posting, reference, lines in batch:
            connection.execute(INSERT_POSTING, [shop, posting, "bench", reference, AT, "", bytes(32)], prepare=True)
            for number, (account, amount) in enumerate(lines, start=1):
                connection.execute(INSERT_ENTRY, [shop, posting, number, account, None, amount, AT], prepare=True)


def cpu_seconds(url: str, write: Write, postings: int, batch: int) -> float:
    """CPU time that the database's process spent on so many postings, one commit a batch; checks that all of them arrived."""
    shop, made = new_id(), facts(postings)
    with psycopg.connect(url) as connection:
        row = connection.execute("select pg_backend_pid()").fetchone()
        backend = psutil.Process(row[0] if row else 0)
        write(connection, new_id(), facts(batch))  # plans and caches are made before the clock starts
        connection.commit()
        before = backend.cpu_times()
        for first in range(0, postings, batch):
            write(connection, shop, made[first : first + batch])
            connection.commit()
        after = backend.cpu_times()
        written = connection.execute("select count(*), sum(amount_idr) from market.ledger_entry where shop_id = %s", [shop]).fetchone()
    if written != (sum(len(lines) for _, _, lines in made), 0):
        raise SystemExit(f"{written} instead of the entries of {postings} postings")
    return after.user + after.system - before.user - before.system


def figure(url: str, name: str, postings: int, rounds: int, batch: int) -> dict[str, Any]:
    """One headline figure, both sides turn about."""
    spent = [
        (cpu_seconds(url, through_the_function, postings, batch), cpu_seconds(url, row_by_row, postings, batch)) for _ in range(rounds)
    ]
    # The system counts in hundredths of a second: a round that took none of them is said to have taken one.
    value, other = (postings / max(min(side), 0.01) for side in zip(*spent, strict=True))
    return {
        "figure": name,
        "value": round(value, 1),
        "unit": "postings/s of database CPU",
        "against": f"the same rows one by one, {batch} posting{'s' if batch > 1 else ''} a transaction",
        "against_value": round(other, 1),
        "ratio": round(value / other, 4),
        "n": postings,
    }


@contextmanager
def server() -> Generator[str]:
    """A superuser's URL: of the server that PADU_TEST_DATABASE_URL names (it must run on this machine), else of one of its own."""
    if given := os.environ.get("PADU_TEST_DATABASE_URL"):
        yield given
        return
    home = default_home(os.environ, is_root=os.geteuid() == 0) / "bench"
    try:
        yield postgres.start(home).admin_url
    finally:
        postgres.stop(home)


def main(*, quick: bool) -> None:
    """Print the figures."""
    postings, rounds = (600, 1) if quick else (8_000, 3)
    with server() as admin_url:
        create_side(admin_url, "market", Credentials(), database=DATABASE)
        try:
            migrate("market", database_url(admin_url, "market", "owner", database=DATABASE))
            url = database_url(admin_url, "market", "app", database=DATABASE)
            for name, batch in (("ledger.postings_in_batches", 200), ("ledger.postings_one_by_one", 1)):
                print(json.dumps(figure(url, name, postings, rounds, batch)), flush=True)
        finally:
            with psycopg.connect(admin_url, autocommit=True) as connection:
                connection.execute(f"drop database if exists {DATABASE} with (force)".encode())


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
