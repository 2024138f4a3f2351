"""Real exports that nobody here wrote, taken into a market with every row accounted for."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from padu.entry.jobs.merge_exports import MergeInput, MergeJob, merge_exports
from padu.entry.jobs.read_rates import default_rates
from padu.entry.jobs.watch import Watch
from padu.kernel.clock import FixedClock
from padu.merge import plan
from padu.merge.sources.types import Platform
from padu.platform.unit_of_work import Database, open_database

pytestmark = pytest.mark.anyio


@pytest.fixture
async def database(committed_market, clock: FixedClock) -> AsyncGenerator[Database]:  # noqa: ANN001 - a conftest class can't be imported
    database = open_database(committed_market.app_url, clock)
    yield database
    await database.close()


def job_of(kind: str, path: Path, base: Platform) -> MergeJob:
    return MergeJob(kind, (MergeInput(kind, path),), base, plan.MergeRules(), default_rates())


async def test_real_tokopedia_titles_and_reviews(database: Database, committed_market, shared_data: Path) -> None:  # noqa: ANN001 - as above
    job = job_of("prdect-id", shared_data / "prdect-id", Platform.PRDECT_ID)
    found = await merge_exports(database, job, Watch(database, lambda *_: None))
    assert found.failed == ()
    assert found.files.rows == 5400
    assert {row.kind: (row.source, row.created) for row in found.kinds}["review"] == (5400, 5400)
    with psycopg.connect(committed_market.auditor_url) as connection:
        row = connection.execute("select count(*), sum(rating) from market.review").fetchone()
        ratings = connection.execute("select sum(count), sum(sum) from market.listing_rating").fetchone()
        lost = connection.execute("select count(*) from market.listing where category_slug = 'lainnya'").fetchone()
    assert row == ratings
    assert row is not None
    assert row[0] == 5400
    assert lost is not None
    assert lost[0] < 150  # precious metal, travel, property and "other" only


async def test_real_orders_keep_their_reais_and_their_dated_rate(database: Database, committed_market, shared_data: Path) -> None:  # noqa: ANN001 - as above
    job = job_of("olist", shared_data / "olist-sample", Platform.OLIST)
    found = await merge_exports(database, job, Watch(database, lambda *_: None))
    assert found.failed == ()
    assert found.files.rows == 3095 + 32951 + 20469 + 23393 + 21323 + 20469 + 3986 + 71
    money = {account.currency: account for account in found.money}
    assert set(money) == {"BRL"}
    assert money["BRL"].on_market == money["BRL"].source > 0
    with psycopg.connect(committed_market.auditor_url) as connection:
        wrong = connection.execute(
            "select count(*) from market.shop_order where currency <> 'BRL' or fx_on > ordered_at::date"
            " or abs(total_original * fx_rate - total_idr) > 0.5"
        ).fetchone()
        rates = connection.execute("select distinct fx_on, fx_rate from market.shop_order order by 1").fetchall()
    assert wrong == (0,)
    assert [str(on) for on, _ in rates] == ["2015-12-31", "2016-12-30", "2017-12-29"]
    assert rates[2][1] == Decimal("4095.5260")
