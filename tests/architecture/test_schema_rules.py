"""The schema rules hold on the migrated database, and a planted violation of each is caught."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from tools.lint_migrations import lint_catalogue, lint_text, tables

ROOT = Path(__file__).parents[2]
SHOP = "comment on table market.planted is 'key: shop. Planted.';"
READ = "grant select on market.planted to padu_market_auditor;"
KEYED = f"create table market.planted (shop_id uuid, planted_id uuid, primary key (shop_id, planted_id)); {SHOP} {READ}"

PLANTS = {
    "key-declared": f"create table market.planted (shop_id uuid primary key); {READ}",
    "primary-key": f"create table market.planted (shop_id uuid); {SHOP} {READ}",
    "key-first": f"create table market.planted (planted_id uuid, shop_id uuid, primary key (planted_id, shop_id)); {SHOP} {READ}",
    "key-first unique": f"{KEYED} create unique index planted_name on market.planted (planted_id);",
    "foreign-key": f"""create table market.planted (buyer_id uuid primary key, shop_id uuid); {READ}
        comment on table market.planted is 'key: buyer. Planted.';
        alter table market.planted add foreign key (shop_id) references market.shop""",
    "foreign-key within": f"""{KEYED} alter table market.planted add unique (shop_id), add foreign key (planted_id)
        references market.planted (shop_id)""",
    "foreign-key local": f"""create table market.planted (shop_id uuid primary key references market.shop); {READ}
        comment on table market.planted is 'key: local. Planted.'""",
    "sequence": f"{KEYED} alter table market.planted add column number bigserial",
    "sequence identity": f"{KEYED} alter table market.planted add column number bigint generated always as identity",
    "trigger": f"""{KEYED} create trigger planted before update on market.planted
        for each row execute function suppress_redundant_updates_trigger()""",
    "append-only": f"""{KEYED} comment on table market.planted is 'key: shop. Append-only journal: append-only.';
        grant select, insert, update on market.planted to padu_market_app""",
    "append-only column": f"""{KEYED} comment on table market.planted is 'key: shop. Planted, append-only.';
        grant update (planted_id) on market.planted to padu_market_app""",
    "app": f"{KEYED} grant truncate on market.planted to padu_market_app",
    "app schema": "grant create on schema market to padu_market_app",
    "auditor": f"{KEYED} grant insert on market.planted to padu_market_auditor",
    "auditor blind": f"{KEYED} revoke select on market.planted from padu_market_auditor",
    "secret": f"{KEYED} comment on column market.planted.planted_id is 'secret: planted.'",
    "secret column": f"""{KEYED} comment on column market.planted.planted_id is 'secret'; revoke select on market.planted
        from padu_market_auditor; grant select (planted_id) on market.planted to padu_market_auditor""",
    "public": f"{KEYED} grant select on market.planted to public",
    "public schema": "grant usage on schema market to public",
    "public function": "create function market.planted() returns int language sql return 1",
    "set-config": """create function market.planted() returns text language sql as $$ select set_config('a.b', 'c', true) $$;
        revoke execute on function market.planted() from public""",
}


class Urls(Protocol):
    """What these tests need of the migrated database."""

    owner_url: str
    auditor_url: str


def test_the_migrated_database_keeps_every_rule(market_database: Urls) -> None:
    with psycopg.connect(market_database.auditor_url) as connection:
        assert {table.name for table in tables(connection)} >= {"market.shop", "market.stock_entry", "market.shop_order"}
        assert [str(finding) for finding in lint_catalogue(connection)] == []


def test_the_migrated_social_database_keeps_every_rule(social_database: Urls) -> None:
    with psycopg.connect(social_database.auditor_url) as connection:
        assert {table.name for table in tables(connection)} >= {"social.account", "social.video", "platform.event"}
        assert [str(finding) for finding in lint_catalogue(connection, "social")] == []


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_table_is_caught(market_database: Urls, plant: str) -> None:
    with psycopg.connect(market_database.owner_url) as connection:
        connection.execute(PLANTS[plant])
        caught = {finding.rule for finding in lint_catalogue(connection)}
        connection.rollback()
        assert caught == {plant.partition(" ")[0]}


def test_a_sound_table_is_not_caught(market_database: Urls) -> None:
    with psycopg.connect(market_database.owner_url) as connection:
        connection.execute(f"""{KEYED} alter table market.planted add category text references market.category,
            add foreign key (shop_id) references market.shop""")
        assert lint_catalogue(connection) == []
        connection.rollback()


def test_a_secret_that_the_auditor_does_not_read_is_not_caught(market_database: Urls) -> None:
    with psycopg.connect(market_database.owner_url) as connection:
        connection.execute(f"""{KEYED} comment on column market.planted.planted_id is 'secret'; revoke select on market.planted
            from padu_market_auditor; grant select (shop_id) on market.planted to padu_market_auditor""")
        assert lint_catalogue(connection) == []
        connection.rollback()


def test_the_text_of_the_migrations_keeps_every_rule() -> None:
    assert [str(finding) for finding in lint_text(ROOT)] == []


MIGRATION = 'revision = "0001"\ndown_revision = None\nTIMEOUT = "set local lock_timeout"\n'


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("stranger", "from padu.kernel.money import Money"),
        ("stranger", "import padu.market"),
        ("merge", 'SQL = """merge into market.shop as s\n using (values (1)) v on true when matched then do nothing"""'),
        ("prepare-transaction", "SQL = \"PREPARE TRANSACTION 'a'\""),
        ("set-config", "SQL = \"select set_config('a.b', 'c', true)\""),
        ("volatile-update", 'SQL = "update market.shop set joined_at = clock_timestamp()"'),
    ],
)
def test_a_planted_line_is_caught(tmp_path: Path, rule: str, line: str) -> None:
    versions = tmp_path / "migrations" / "market" / "versions"
    versions.mkdir(parents=True)
    (versions / "0001_planted.py").write_text(MIGRATION)
    assert lint_text(tmp_path) == []
    (versions / "0001_planted.py").write_text(MIGRATION + line + "\n")
    assert [finding.rule for finding in lint_text(tmp_path)] == [rule]


def test_a_missing_timeout_and_a_fork_are_caught(tmp_path: Path) -> None:
    versions = tmp_path / "migrations" / "market" / "versions"
    versions.mkdir(parents=True)
    (versions / "0001_one.py").write_text(MIGRATION)
    (versions / "0002_two.py").write_text('revision = "0002"\ndown_revision = None\n')
    assert [finding.rule for finding in lint_text(tmp_path)] == ["lock-timeout", "one-line"]
