"""The ledger's own function, privileges and tables as the migrated database has them."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors

from padu.kernel.ids import new_id
from padu.market.ledger import CHART, Account
from padu.market.ledger.tables import metadata
from padu.platform.unit_of_work import driver_url

CALL = """
    select market.post_ledger(%(shop)s, %(ids)s::uuid[], %(kinds)s::text[], %(references)s::text[], %(ats)s::timestamptz[],
        %(memos)s::text[], %(line_ids)s::uuid[], %(numbers)s::integer[], %(accounts)s::text[], %(parties)s::uuid[], %(amounts)s::bigint[])
"""
AT = "2024-02-01 03:00+00"


def call(connection: psycopg.Connection[Any], *amounts: list[int], **changes: Any) -> int:
    """Post straight to the function: one posting for each list of amounts, all on the bank and escrow by turns."""
    ids = [new_id() for _ in amounts]
    values: dict[str, Any] = {
        "shop": new_id(),
        "ids": ids,
        "kinds": ["test" for _ in ids],
        "references": ["test:1" for _ in ids],
        "ats": [AT for _ in ids],
        "memos": ["" for _ in ids],
        "line_ids": [each for each, lines in zip(ids, amounts, strict=True) for _ in lines],
        "numbers": [number for lines in amounts for number, _ in enumerate(lines, start=1)],
        "accounts": ["bank" if number % 2 else "buyer_escrow" for lines in amounts for number, _ in enumerate(lines)],
        "amounts": [amount for lines in amounts for amount in lines],
    }
    values["parties"] = [None for _ in values["amounts"]]
    row = connection.execute(CALL, values | changes).fetchone()
    assert row
    return int(row[0])


@pytest.fixture
def app(market_database: Any) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(market_database.app_url) as connection:
        yield connection
        connection.rollback()


def rows(connection: psycopg.Connection[Any]) -> tuple[int, int]:
    found = connection.execute("select (select count(*) from market.ledger_posting), (select count(*) from market.ledger_entry)").fetchone()
    assert found
    return found[0], found[1]


@given(postings=st.lists(st.lists(st.sampled_from([-(2**62), -7, -3, 3, 4, 7, 2**62]), max_size=4), min_size=1, max_size=3))
def test_the_function_takes_exactly_what_balances(market_database: Any, postings: list[list[int]]) -> None:
    with psycopg.connect(market_database.app_url) as connection:
        if all(lines and sum(lines) == 0 for lines in postings):
            assert call(connection, *postings) == len(postings)
            assert rows(connection) == (len(postings), sum(map(len, postings)))
        else:
            with pytest.raises(errors.CheckViolation) as caught, connection.transaction():
                call(connection, *postings)
            assert caught.value.diag.constraint_name in {"ledger.unbalanced", "ledger.empty"}
            assert rows(connection) == (0, 0)
        connection.rollback()


@pytest.mark.parametrize(
    ("amounts", "changes", "constraint"),
    [
        ([[5, -5], [5, -4]], {}, "ledger.unbalanced"),
        ([[5, -5], []], {}, "ledger.empty"),
        ([[5, -5]], {"ids": [], "kinds": [], "references": [], "ats": [], "memos": []}, "ledger.unbalanced"),
        ([[5, -5]], {"accounts": ["bank", "slush_fund"]}, "ledger_entry_account"),
        ([[5, -5]], {"accounts": ["bank", "creator_commission_payable"]}, "ledger_entry_party"),
        ([[5, -5]], {"parties": [new_id(), None]}, "ledger_entry_party"),
        ([[0, 0]], {}, "ledger_entry_amount_idr_check"),
        ([[5, -5]], {"references": ["a\nb"]}, "ledger_posting_reference_check"),
        ([[5, -5]], {"kinds": ["Not a word"]}, "ledger_posting_kind_check"),
    ],
)
def test_the_function_itself_refuses_and_writes_nothing(
    app: psycopg.Connection[Any], amounts: list[list[int]], changes: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(errors.CheckViolation) as caught, app.transaction():
        call(app, *amounts, **changes)
    assert caught.value.diag.constraint_name == constraint
    assert rows(app) == (0, 0)


def test_a_posting_named_twice_in_one_call_is_refused(app: psycopg.Connection[Any]) -> None:
    one = new_id()
    twice = {"ids": [one, one], "kinds": ["a", "a"], "references": ["r", "r"], "ats": [AT, AT], "memos": ["", ""]}
    with pytest.raises(errors.CheckViolation) as caught, app.transaction():
        call(app, [5, -5], **twice, line_ids=[one, one])
    assert caught.value.diag.constraint_name == "ledger.unbalanced"
    assert rows(app) == (0, 0)


def test_postings_are_locked_in_id_order_whatever_the_order_of_the_arrays(committed_market: Any) -> None:
    shop, low, high = new_id(), *sorted([new_id(), new_id()])
    with (
        # Left from the last to the first: where this fails, the first lets go of its lock before anybody waits for the second.
        ThreadPoolExecutor(1) as beside,
        psycopg.connect(committed_market.app_url) as second,
        psycopg.connect(committed_market.app_url) as third,
        psycopg.connect(committed_market.app_url) as first,
    ):
        assert call(first, [5, -5], shop=shop, ids=[low], line_ids=[low, low]) == 1
        waiting = beside.submit(call, second, [5, -5], [5, -5], shop=shop, ids=[high, low], line_ids=[high, high, low, low])
        asked = "select count(*) from pg_locks where not granted and pid = %s"
        for _ in range(500):
            if first.execute(asked, [second.info.backend_pid]).fetchone() == (1,):
                break
            time.sleep(0.01)
        # The second waits for the low one and has not taken the high one yet: a third is not held up by it.
        third.execute("set lock_timeout = '2s'")
        assert call(third, [5, -5], shop=shop, ids=[high], line_ids=[high, high]) == 1
        third.commit()
        first.commit()
        assert waiting.result(timeout=10) == 0
        assert rows(third) == (2, 4)


@pytest.mark.parametrize(
    "statement",
    [
        "update market.ledger_entry set amount_idr = 1",
        "delete from market.ledger_entry",
        "truncate market.ledger_entry",
        "update market.ledger_posting set memo = 'x'",
        "delete from market.ledger_posting",
        "alter table market.ledger_entry drop constraint ledger_entry_party",
        "drop function market.post_ledger",
    ],
)
def test_the_servers_role_may_append_and_nothing_more(app: psycopg.Connection[Any], statement: str) -> None:
    shop = new_id()
    assert call(app, [5, -5], shop=shop) == 1
    with pytest.raises(errors.InsufficientPrivilege), app.transaction():
        app.execute(statement.encode())
    found = app.execute("select amount_idr from market.ledger_entry where shop_id = %s order by line_no", [shop]).fetchall()
    assert found == [(5,), (-5,)]


def test_an_auditor_appends_nothing(market_database: Any) -> None:
    with psycopg.connect(market_database.auditor_url) as auditor:
        with pytest.raises(errors.InsufficientPrivilege, match="function post_ledger"), auditor.transaction():
            call(auditor, [5, -5])
        for table in ("ledger_posting", "ledger_entry"):
            statement = f"insert into market.{table} (shop_id, posting_id) values (%s, %s)"
            with pytest.raises(errors.InsufficientPrivilege, match=f"table {table}"), auditor.transaction():
                auditor.execute(statement.encode(), [new_id(), new_id()])
        assert rows(auditor) == (0, 0)


def test_only_owner_and_servers_may_call_the_function(app: psycopg.Connection[Any]) -> None:
    found = app.execute(
        "select g.grantee::regrole::text, g.privilege_type, p.prosecdef from pg_proc p, aclexplode(p.proacl) g"
        " where p.oid = 'market.post_ledger'::regproc order by 1"
    ).fetchall()
    assert found == [("padu_market_app", "EXECUTE", False), ("padu_market_owner", "EXECUTE", False)]


def test_tables_say_what_the_database_has(market_database: Any) -> None:
    engine = sa.create_engine(driver_url(market_database.auditor_url), poolclass=sa.NullPool)
    real = sa.MetaData(schema="market")
    real.reflect(engine, only=["ledger_posting", "ledger_entry"])
    engine.dispose()
    assert set(metadata.tables) == set(real.tables)
    for name, believed in metadata.tables.items():
        found = real.tables[name]
        assert [(c.name, kind(c), c.nullable) for c in believed.columns] == [(c.name, kind(c), c.nullable) for c in found.columns]
        assert [c.name for c in believed.primary_key] == [c.name for c in found.primary_key]
        assert {tuple(k.column_keys) for k in believed.foreign_key_constraints} == {
            tuple(k.column_keys) for k in found.foreign_key_constraints
        }
        assert re.match(r"key: shop\. .*append-only", found.comment or "")


def kind(column: sa.Column[Any]) -> str:
    return str(column.type.compile(dialect=sa.create_mock_engine("postgresql+psycopg://", lambda *_: None).dialect))


def test_the_database_knows_exactly_the_accounts_of_the_chart(app: psycopg.Connection[Any]) -> None:
    found = app.execute(
        "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = 'market.ledger_entry'::regclass"
        " and conname in ('ledger_entry_account', 'ledger_entry_party')"
    ).fetchall()
    named = {name: set(re.findall(r"'(\w+)'", definition)) for name, definition in found}
    assert named["ledger_entry_account"] == set(Account)
    assert named["ledger_entry_party"] == {account for account, facts in CHART.items() if facts.has_party}


def test_balances_and_statements_are_read_from_the_index(app: psycopg.Connection[Any]) -> None:
    app.execute("set local enable_seqscan = off")
    page = "select at from market.ledger_entry where shop_id = %s and account = 'bank' and (at, posting_id, line_no) < (%s, %s, 1)"
    plan = app.execute(
        f"explain {page} order by at desc, posting_id desc, line_no desc limit 50".encode(), [new_id(), AT, new_id()]
    ).fetchall()
    assert any("using ledger_entry_of_account" in line for (line,) in plan)
    assert not any("Sort" in line for (line,) in plan)
    summed = "explain select account, sum(amount_idr) from market.ledger_entry where shop_id = %s group by account"
    plan = app.execute(summed.encode(), [new_id()]).fetchall()
    assert any("ledger_entry_of_account" in line for (line,) in plan)
