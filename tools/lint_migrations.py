"""The schema rules that let plain PostgreSQL and Citus run the same SQL, read from a migrated database and from the migrations' text.

`python -m tools.lint_migrations [URL]` lints the text of every migration, and the catalogue of a migrated market database
where a URL is given. One finding a line; ends 1 if there are any.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from tools.tidy import Finding

ROOT = Path(__file__).parents[1]
KEY_COLUMNS = {"shop": "shop_id", "buyer": "buyer_id", "payment": "payment_id"}
KEYS = (*KEY_COLUMNS, "reference", "local")
# Alembic's own note of where it stands, and the job queue's own schema (local, never distributed).
EXEMPT_TABLES = {"public.alembic_version"}
EXEMPT_SCHEMAS = {"procrastinate"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the catalogue knows it; `key` is what its comment declares, empty if it declares none."""

    oid: int
    name: str
    comment: str
    key: str

    @property
    def key_column(self) -> str | None:
        """The column the table is distributed by, if it is."""
        return KEY_COLUMNS.get(self.key)


def _rows(connection: psycopg.Connection[Any], query: str, parameters: list[object] | None = None) -> list[Any]:
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        return cursor.execute(query.encode(), parameters).fetchall()


# Relations of schemas that are ours: not the server's own, not the job queue's.
_OURS = """
    n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and n.nspname <> all (%s)
"""


def tables(connection: psycopg.Connection[Any]) -> list[Table]:
    """Every table of ours."""
    query = f"""
        select c.oid::int as oid, n.nspname || '.' || c.relname as name, coalesce(obj_description(c.oid, 'pg_class'), '') as comment
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and {_OURS} order by 2
    """  # noqa: S608 - joins constants of this file
    found: list[Table] = []
    for row in _rows(connection, query, [sorted(EXEMPT_SCHEMAS)]):
        if row.name not in EXEMPT_TABLES:
            declared = re.match(r"key: (\w+)\b", row.comment)
            found.append(Table(row.oid, row.name, row.comment, declared.group(1) if declared and declared.group(1) in KEYS else ""))
    return found


def _declared(_: psycopg.Connection[Any], all_tables: list[Table]) -> Iterator[Finding]:
    for table in all_tables:
        if not table.key:
            yield Finding(table.name, 0, "key-declared", f"its comment must begin with `key: ` and one of {', '.join(KEYS)}")


def _key_first(connection: psycopg.Connection[Any], all_tables: list[Table]) -> Iterator[Finding]:
    query = """
        select i.indrelid::int as oid, x.relname as index, i.indisprimary as is_primary, a.attname as first_column
        from pg_index i join pg_class x on x.oid = i.indexrelid
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indisunique
    """
    indexes = _rows(connection, query)
    for table in all_tables:
        own = [index for index in indexes if index.oid == table.oid]
        if not any(index.is_primary for index in own):
            yield Finding(table.name, 0, "primary-key", "has no primary key")
        for index in own:
            if table.key_column and index.first_column != table.key_column:
                yield Finding(table.name, 0, "key-first", f"{index.index} is unique and does not begin with {table.key_column}")


def _foreign_keys(connection: psycopg.Connection[Any], all_tables: list[Table]) -> Iterator[Finding]:
    query = """
        select c.conname as name, c.conrelid::int as source, c.confrelid::int as target,
            array(select a.attname::text from unnest(c.conkey) with ordinality k(n, o)
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n order by k.o) as columns,
            array(select a.attname::text from unnest(c.confkey) with ordinality k(n, o)
                join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.n order by k.o) as target_columns
        from pg_constraint c where c.contype = 'f' order by 1
    """
    known = {table.oid: table for table in all_tables}
    for row in _rows(connection, query):
        source, target = known.get(row.source), known.get(row.target)
        if source is None or target is None or target.key == "reference":
            continue
        if source.key != target.key:
            yield Finding(source.name, 0, "foreign-key", f"{row.name} leads from key {source.key} to {target.name} of key {target.key}")
        elif source.key_column and (source.key_column, source.key_column) not in zip(row.columns, row.target_columns, strict=True):
            yield Finding(source.name, 0, "foreign-key", f"{row.name} does not include {source.key_column}")


def _sequences(connection: psycopg.Connection[Any], all_tables: list[Table]) -> Iterator[Finding]:
    query = """
        select a.attrelid::int as oid, a.attname as name from pg_attribute a
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attnum > 0 and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) ~ '\\mnextval\\(')
    """
    known = {table.oid: table for table in all_tables}
    for row in _rows(connection, query):
        if (table := known.get(row.oid)) and table.key_column:
            yield Finding(table.name, 0, "sequence", f"{row.name} is numbered by the server; ids are UUIDv7 made by the client")


def _triggers(connection: psycopg.Connection[Any], all_tables: list[Table]) -> Iterator[Finding]:
    known = {table.oid: table for table in all_tables}
    for row in _rows(connection, "select tgrelid::int as oid, tgname as name from pg_trigger where not tgisinternal"):
        if (table := known.get(row.oid)) and table.key_column:
            yield Finding(table.name, 0, "trigger", f"{row.name}: tables with a key have no triggers")


def _privileges(connection: psycopg.Connection[Any], all_tables: list[Table], side: str) -> Iterator[Finding]:
    app, auditor = f"padu_{side}_app", f"padu_{side}_auditor"
    query = """
        select c.oid::int as oid, case g.grantee when 0 then 'public' else pg_get_userbyid(g.grantee) end as role,
            array_agg(distinct g.privilege_type::text order by g.privilege_type::text) as held
        from pg_class c
        cross join lateral (
            select grantee, privilege_type from aclexplode(c.relacl)
            union all
            select e.grantee, e.privilege_type from pg_attribute a cross join lateral aclexplode(a.attacl) e where a.attrelid = c.oid
        ) g group by 1, 2
    """
    held = {(row.oid, row.role): set(row.held) for row in _rows(connection, query)}
    for table in all_tables:
        of_app = held.get((table.oid, app), set())
        if "append-only" in table.comment and (loose := of_app & {"UPDATE", "DELETE"}):
            yield Finding(table.name, 0, "append-only", f"{app} may {' and '.join(sorted(loose))}")
        # MAINTAIN lets a bulk load refresh the planner's statistics; it reads and changes no row.
        if too_much := of_app - {"SELECT", "INSERT", "UPDATE", "DELETE", "MAINTAIN"}:
            yield Finding(table.name, 0, "app", f"{app} may {' and '.join(sorted(too_much))}")
        if held.get((table.oid, auditor), set()) != {"SELECT"}:
            may = sorted(held.get((table.oid, auditor), set())) or ["nothing"]
            yield Finding(table.name, 0, "auditor", f"{auditor} may {' and '.join(may)}; it reads and does nothing else")
        if may := held.get((table.oid, "public")):
            yield Finding(table.name, 0, "public", f"everybody may {' and '.join(sorted(may))}")


def _secrets(connection: psycopg.Connection[Any], all_tables: list[Table], side: str) -> Iterator[Finding]:
    """What opens a door (a hash, a sealed key) has a comment that begins with `secret`, and is granted to no auditor."""
    query = """
        select a.attrelid::int as oid, a.attname as name from pg_attribute a
        where a.attnum > 0 and not a.attisdropped and col_description(a.attrelid, a.attnum) like 'secret%%'
            and has_column_privilege(%s, a.attrelid, a.attnum, 'select')
    """
    auditor = f"padu_{side}_auditor"
    known = {table.oid: table for table in all_tables}
    for row in _rows(connection, query, [auditor]):
        if table := known.get(row.oid):
            yield Finding(table.name, 0, "secret", f"{auditor} may read {row.name}; grant it the other columns by name")


def _schemas(connection: psycopg.Connection[Any], side: str) -> Iterator[Finding]:
    query = f"""
        select n.nspname as name, case g.grantee when 0 then 'public' else pg_get_userbyid(g.grantee) end as role, g.privilege_type as held
        from pg_namespace n cross join lateral aclexplode(n.nspacl) g where {_OURS} and n.nspname <> 'public' order by 1, 2
    """  # noqa: S608 - joins constants of this file
    for row in _rows(connection, query, [sorted(EXEMPT_SCHEMAS)]):
        if row.role == "public":
            yield Finding(row.name, 0, "public", f"everybody may {row.held} in the schema")
        elif row.role in {f"padu_{side}_app", f"padu_{side}_auditor"} and row.held != "USAGE":
            yield Finding(row.name, 0, "app", f"{row.role} may {row.held} in the schema")


_FORBIDDEN_SQL = {
    "merge": re.compile(r"\bmerge\s+into\s+[\w.\"]+\s+(as\s+)?(\w+\s+)?using\b", re.IGNORECASE),
    "prepare-transaction": re.compile(r"\bprepare\s+transaction\b", re.IGNORECASE),
    "set-config": re.compile(r"\bset_config\s*\(", re.IGNORECASE),
    "volatile-update": re.compile(
        r"\bupdate\s+[\w.\"]+\s+set\b[^;]*\b(random|clock_timestamp|gen_random_uuid|uuidv7|nextval)\s*\(", re.IGNORECASE
    ),
}


def _functions(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    query = f"""
        select n.nspname || '.' || p.proname as name, p.prosrc as body,
            p.proacl is null or exists (select from aclexplode(p.proacl) g where g.grantee = 0) as open_to_all
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where {_OURS} and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1
    """  # noqa: S608 - joins constants of this file
    for row in _rows(connection, query, [sorted(EXEMPT_SCHEMAS)]):
        if row.open_to_all:
            yield Finding(row.name, 0, "public", "everybody may execute it")
        for rule, pattern in _FORBIDDEN_SQL.items():
            if pattern.search(row.body):
                yield Finding(row.name, 0, rule, "its body uses what a distributed PostgreSQL cannot run")


def lint_catalogue(connection: psycopg.Connection[Any], side: str = "market") -> list[Finding]:
    """Every broken rule in a migrated database of `side`; any role may ask. `path` of a finding is the table's name."""
    all_tables = tables(connection)
    findings = [
        *_privileges(connection, all_tables, side),
        *_secrets(connection, all_tables, side),
        *_schemas(connection, side),
        *_functions(connection),
    ]
    for rule in (_declared, _key_first, _foreign_keys, _sequences, _triggers):
        findings += rule(connection, all_tables)
    return sorted(findings)


def lint_text(root: Path) -> list[Finding]:
    """Every broken rule in the text of the migrations, and forbidden SQL in the source."""
    findings: list[Finding] = []
    for path in sorted(root.glob("migrations/*/versions/*.py")):
        name, text = path.relative_to(root).as_posix(), path.read_text()
        findings += _lint_migration(name, text)
    for path in sorted([*root.glob("migrations/**/*.py"), *root.glob("src/**/*.py"), *root.glob("src/**/*.sql")]):
        text = path.read_text()
        for rule, pattern in _FORBIDDEN_SQL.items():
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                findings.append(Finding(path.relative_to(root).as_posix(), line, rule, " ".join(found.group(0).split())[:60]))
    return sorted(findings) + _lint_lines(root)


def _lint_migration(name: str, text: str) -> Iterator[Finding]:
    for node in ast.walk(ast.parse(text)):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        for module in modules:
            if module.partition(".")[0] == "padu":
                yield Finding(
                    name,
                    getattr(node, "lineno", 0),
                    "stranger",
                    f"imports {module}: a migration must still run when the source has moved on",
                )
    if "lock_timeout" not in text:
        yield Finding(name, 0, "lock-timeout", "sets no lock_timeout: waiting for a lock it would make every page wait behind it")


def _lint_lines(root: Path) -> list[Finding]:
    findings: list[Finding] = []
    for folder in sorted(root.glob("migrations/*/versions")):
        parents: dict[str, str] = {}
        for path in sorted(folder.glob("*.py")):
            found = re.search(r"^down_revision\b.*?= *(.+)$", path.read_text(), re.MULTILINE)
            parent = found.group(1) if found else "missing"
            if parent in parents:
                findings.append(
                    Finding(
                        path.relative_to(root).as_posix(), 0, "one-line", f"follows {parent}, as {parents[parent]} does: the line forks"
                    )
                )
            parents[parent] = path.name
    return findings


def main(arguments: list[str]) -> int:
    """Print the findings; 1 if there are any."""
    findings = lint_text(ROOT)
    if arguments:
        with psycopg.connect(arguments[0]) as connection:
            findings += lint_catalogue(connection)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
