"""Write docs/reference from what stands: settings, error codes, quarantine codes, tables, command line.

`python tools/generate_reference.py` reads the source and a freshly migrated database on the embedded server (or on the one
that PADU_TEST_DATABASE_URL names) and rewrites the pages. A test holds that they are up to date.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from psycopg import sql

from padu.platform import postgres
from padu.platform.database import Credentials, create_side, database_url, migrate
from padu.platform.settings import Settings, default_home

ROOT = Path(__file__).parents[1]
REFERENCE = Path("docs/reference")
_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_NOTE = "<!-- Written by tools/generate_reference.py: change the source, then run `make docs`. -->\n"


def _page(title: str, intro: str, body: str) -> str:
    return f"# {title}\n\n{_NOTE}\n{intro}\n\n{body.rstrip()}\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def settings_page() -> str:
    """Every setting with its variable, type, default, and the string that stands under its field."""
    body = ast.parse(textwrap.dedent(inspect.getsource(Settings))).body[0]
    if not isinstance(body, ast.ClassDef):
        raise TypeError(body)
    meanings: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for field, following in zip(body.body, [*body.body[1:], ast.Pass()], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            kinds[field.target.id] = ast.unparse(field.annotation)
            if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                meanings[field.target.id] = str(following.value.value)
    rows: list[tuple[str, ...]] = []
    for field in msgspec.structs.fields(Settings):
        default = "" if field.default is msgspec.NODEFAULT or field.default is None else f"`{field.default}`"
        rows.append((f"`PADU_{field.name.upper()}`", f"`{kinds[field.name]}`", default, meanings.get(field.name, "")))
    intro = f"{inspect.getdoc(Settings)}\n\nThe home, where none is set: {inspect.getdoc(default_home)}"
    return _page("Settings", intro, _table(("variable", "type", "default", "meaning"), rows))


def _sentence(node: ast.expr | None) -> str:
    """The text of a string, with … where a value will stand; empty where it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return ""


def _coded_calls(root: Path) -> Iterator[tuple[str, str, str, str]]:
    """Each (callee, code, sentence, what to do) of calls in the source that carry a stable code."""
    for path in sorted((root / "src" / "padu").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            callee = ast.unparse(node.func).rpartition(".")[2]
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            code = _sentence(named.get("code") or (node.args[0] if node.args else None))
            if _CODE.fullmatch(code) and ("code" in named or callee.endswith(("Error", "Refusal", "error")) or callee == "__init__"):
                said = named.get("what") or (node.args[1] if len(node.args) > 1 else None)
                where = path.relative_to(root / "src" / "padu").as_posix()
                yield ("quarantine" if where.startswith("merge/sources/") else "error"), code, _sentence(said), _sentence(named.get("todo"))


def codes_page(root: Path, kind: str, title: str, intro: str) -> str:
    """Every stable code of one kind with its first sentence and what to do about it."""
    found: dict[str, tuple[str, str]] = {}
    for which, code, said, todo in _coded_calls(root):
        if which == kind:
            before = found.get(code, ("", ""))
            found[code] = (before[0] or said, before[1] or todo)
    if kind == "error":
        rows = [(f"`{code}`", *found[code]) for code in sorted(found)]
        return _page(title, intro, _table(("code", "says", "to do"), rows))
    return _page(title, intro, _table(("code", "says"), [(f"`{code}`", found[code][0]) for code in sorted(found)]))


def schema_page(connection: psycopg.Connection[Any]) -> str:
    """Every table of ours with its comment and columns."""
    query = """
        select n.nspname || '.' || c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''),
            array(select row (a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'no' else 'yes' end)
                from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum),
            array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f')
                order by k.contype <> 'p', k.contype, k.conname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public', 'procrastinate')
        order by 1
    """
    parts: list[str] = []
    for name, comment, columns, constraints in connection.execute(query).fetchall():
        parts.append(f"## {name}\n\n{comment}\n\n" + _table(("column", "type", "may be empty"), [(f"`{c}`", k, e) for c, k, e in columns]))
        parts.append("\n".join(f"- `{constraint}`" for constraint in constraints))
    intro = "Every table of the market's database. The comment begins with the key that a table is, or could be, distributed by."
    return _page("Schema", intro, "\n\n".join(parts))


def command_line_page() -> str:
    """Every command with its options, from the program itself."""
    app = importlib.import_module("padu.entry.command_line").app
    written = re.sub(r"^# .*\n+", "", app.generate_docs(output_format="markdown", usage_name="padu"))
    return _page("Command line", "Every command of `padu`; `padu COMMAND --help` says the same.", written)


def pages(root: Path, connection: psycopg.Connection[Any]) -> dict[Path, str]:
    """The text of every reference page by its path."""
    errors = "Every error that a person can meet carries a code that does not change. A `…` stands for the value in question."
    quarantine = "A record that cannot be read is kept with one of these codes, its file, row, field and value; the rest goes on."
    return {
        REFERENCE / "settings.md": settings_page(),
        REFERENCE / "errors.md": codes_page(root, "error", "Error codes", errors),
        REFERENCE / "quarantine.md": codes_page(root, "quarantine", "Quarantine codes", quarantine),
        REFERENCE / "schema.md": schema_page(connection),
        REFERENCE / "command-line.md": command_line_page(),
    }


def _migrated(admin_url: str) -> str:
    name = f"padu_reference_{os.getpid()}"
    create_side(admin_url, "market", Credentials(), database=name)
    migrate("market", database_url(admin_url, "market", "owner", database=name))
    return name


def main() -> int:
    """Rewrite the pages; print which ones changed."""
    admin_url = os.environ.get("PADU_TEST_DATABASE_URL")
    home = default_home(os.environ, is_root=os.geteuid() == 0) / "reference"
    admin_url = admin_url or postgres.start(home).admin_url
    name = _migrated(admin_url)
    try:
        with psycopg.connect(database_url(admin_url, "market", "auditor", database=name)) as connection:
            for path, text in pages(ROOT, connection).items():
                target = ROOT / path
                target.parent.mkdir(parents=True, exist_ok=True)
                if not target.is_file() or target.read_text() != text:
                    target.write_text(text)
                    print(f"wrote {path}")
    finally:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        if "PADU_TEST_DATABASE_URL" not in os.environ:
            postgres.stop(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
