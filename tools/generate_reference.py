"""Write docs/reference from what stands: settings, error codes, quarantine codes, tables, command line, pages, events.

`python tools/generate_reference.py` reads the source and a freshly migrated database on the embedded server (or on the one
that PADU_TEST_DATABASE_URL names) and rewrites the pages. A test holds that they are up to date.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pkgutil
import re
import sys
import tempfile
import textwrap
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any, cast

import msgspec
import psycopg
from litestar import Litestar
from litestar.routes import HTTPRoute
from psycopg import sql

from padu import events
from padu.entry.read_merge import MergeTables
from padu.entry.web import create_market_app, create_social_app
from padu.events import Event
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


def schema_page(connection: psycopg.Connection[Any], title: str, whose: str) -> str:
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
    intro = f"Every table of {whose} database. The comment begins with the key that a table is, or could be, distributed by."
    return _page(title, intro, "\n\n".join(parts))


def command_line_page() -> str:
    """Every command with its options, from the program itself."""
    app = importlib.import_module("padu.entry.command_line").app
    written = re.sub(r"^# .*\n+", "", app.generate_docs(output_format="markdown", usage_name="padu"))
    return _page("Command line", "Every command of `padu`; `padu COMMAND --help` says the same.", written)


# What other machines send is known by its signature, whoever carries it.
_SIGNED = {"/webhooks/": "the gateway, by its signature", "/exchange/v1/": "the other side, by its signature"}


def http_page() -> str:
    """Every address of both sites: method, path, who may, and what the handler's docstring says."""
    with tempfile.TemporaryDirectory() as home:
        nowhere = "postgresql://127.0.0.1:9/nowhere"
        settings = Settings(home=Path(home), market_database_url=nowhere, social_database_url=nowhere)
        apps = {"The market": create_market_app(settings, MergeTables()), "The social side": create_social_app(settings)}
        parts: list[str] = []
        for name, app in apps.items():
            parts.append(f"## {name}\n\n" + _table(("method", "path", "who may", "what it does"), sorted(_routes(app))))
            app.state.emoji.close()
    intro = (
        "Every address of both sites. A page answers JSON where `Accept` asks for it, and a piece of itself where htmx targets one. What "
        "changes something takes the page's form token, as the field `_csrf_token` or the header `X-CSRFToken`. Whoever is not signed in "
        "is led to `/masuk` and back; a wrong role is answered 403."
    )
    return _page("Addresses", intro, "\n\n".join(parts))


def _routes(app: Litestar) -> Iterator[tuple[str, ...]]:
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, _) in route.route_handler_map.items():
            function = _plain(handler.fn)
            if method in {"OPTIONS", "HEAD"} or not function.__module__.startswith("padu."):
                continue
            signed = next((who for start, who in _SIGNED.items() if route.path.startswith(start)), None)
            said = (inspect.getdoc(function) or "").partition("\n\n")[0]
            yield method, f"`{route.path_format}`", signed or _who_may(function, set()) or "anybody", said


def _plain(function: Callable[..., Any]) -> FunctionType:
    """The function that was written, without what Litestar puts around one that runs in a thread."""
    return cast("FunctionType", inspect.unwrap(getattr(function, "func", function)))


def _who_may(function: FunctionType, seen: set[str]) -> str:
    """What `require_visitor` asks for, in the handler or in what it calls of our pages; empty where nobody asks."""
    seen.add(f"{function.__module__}.{function.__qualname__}")
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "require_visitor":
            roles = [str(role.value) for role in node.args[1:] if isinstance(role, ast.Constant)]
            return " or ".join(roles) or "anybody signed in"
        called = function.__globals__.get(node.func.id)
        if isinstance(called, FunctionType) and called.__module__.startswith("padu.web."):
            name = f"{called.__module__}.{called.__qualname__}"
            if name not in seen and (found := _who_may(_plain(called), seen)):
                return found
    return ""


def events_page() -> str:
    """Every fact that contexts tell each other: its kind, whose stream, and its fields."""
    for module in pkgutil.iter_modules(events.__path__, "padu.events."):
        importlib.import_module(module.name)
    parts: list[str] = []
    ours = [kind for kind in Event.__subclasses__() if kind.__module__.startswith("padu.events.")]
    for kind in sorted(ours, key=lambda kind: str(kind.__struct_config__.tag)):
        stream = inspect.getdoc(cast("property", kind.__dict__.get("stream", Event.stream)).fget) or ""
        fields = [(f"`{name}`", f"`{written}`") for name, written in _annotations(kind)]
        head = f"## {kind.__struct_config__.tag}\n\n{inspect.getdoc(kind)}\n\nIn order with: {stream[:1].lower()}{stream[1:]}"
        parts.append(f"{head}\n\n" + _table(("field", "type"), fields))
    intro = (
        "Facts are written in the transaction that made them true and read in order within their stream. A kind is never renamed; a field "
        "may be added with a default."
    )
    return _page("Events", intro, "\n\n".join(parts))


def _annotations(kind: type[msgspec.Struct]) -> Iterator[tuple[str, str]]:
    """The fields as they are written in the source; those of a struct of ours that a field holds stand below it."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    for field in body.body if isinstance(body, ast.ClassDef) else []:
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        yield field.target.id, ast.unparse(field.annotation)
        for named in re.findall(r"\w+", ast.unparse(field.annotation)):
            inner = getattr(sys.modules[kind.__module__], named, None)
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct) and inner.__module__ == kind.__module__:
                yield from ((f"{field.target.id}.{name}", written) for name, written in _annotations(inner))


def pages(root: Path, market: psycopg.Connection[Any], social: psycopg.Connection[Any]) -> dict[Path, str]:
    """The text of every reference page by its path; `market` and `social` are connections to the sides' migrated databases."""
    errors = "Every error that a person can meet carries a code that does not change. A `…` stands for the value in question."
    quarantine = "A record that cannot be read is kept with one of these codes, its file, row, field and value; the rest goes on."
    return {
        REFERENCE / "settings.md": settings_page(),
        REFERENCE / "errors.md": codes_page(root, "error", "Error codes", errors),
        REFERENCE / "quarantine.md": codes_page(root, "quarantine", "Quarantine codes", quarantine),
        REFERENCE / "schema.md": schema_page(market, "Schema", "the market's"),
        REFERENCE / "schema-social.md": schema_page(social, "Schema of the social side", "the social side's"),
        REFERENCE / "command-line.md": command_line_page(),
        REFERENCE / "http.md": http_page(),
        REFERENCE / "events.md": events_page(),
    }


@contextmanager
def _migrated(admin_url: str, side: str) -> Generator[psycopg.Connection[Any]]:
    """A connection to a freshly migrated database of a side, dropped afterwards."""
    name = f"padu_reference_{side}_{os.getpid()}"
    create_side(admin_url, side, Credentials(), database=name)
    try:
        migrate(side, database_url(admin_url, side, "owner", database=name))
        with psycopg.connect(database_url(admin_url, side, "auditor", database=name)) as connection:
            yield connection
    finally:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def main() -> int:
    """Rewrite the pages; print which ones changed."""
    admin_url = os.environ.get("PADU_TEST_DATABASE_URL")
    home = default_home(os.environ, is_root=os.geteuid() == 0) / "reference"
    admin_url = admin_url or postgres.start(home).admin_url
    try:
        with _migrated(admin_url, "market") as market, _migrated(admin_url, "social") as social:
            for path, text in pages(ROOT, market, social).items():
                target = ROOT / path
                target.parent.mkdir(parents=True, exist_ok=True)
                if not target.is_file() or target.read_text() != text:
                    target.write_text(text)
                    print(f"wrote {path}")
    finally:
        if "PADU_TEST_DATABASE_URL" not in os.environ:
            postgres.stop(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
