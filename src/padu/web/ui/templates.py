"""The Jinja environment: templates by audience, filters that format in the reader's language, and the built files' addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import msgspec
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, PrefixLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from padu.kernel.errors import PaduError
from padu.kernel.money import Money
from padu.web.ui import formats
from padu.web.ui.csrf import FIELD
from padu.web.ui.language import translate, translate_or
from padu.web.ui.pictures import Picture

WEB = Path(__file__).parents[1]
STATIC = WEB / "static"
AUDIENCES = ("ui", "shop", "seller", "social", "oversight", "operations")


class BuiltFiles(msgspec.Struct, frozen=True):
    """Addresses of what the front-end build made: script, styles, icon sprite, the font to fetch early, what the social side adds."""

    script: str
    styles: tuple[str, ...]
    icons: str
    font: str
    social_script: str = ""
    social_styles: tuple[str, ...] = ()


class _ManifestEntry(msgspec.Struct):
    file: str
    css: list[str] = []


def read_built_files(static: Path = STATIC) -> BuiltFiles:
    """Read Vite's manifest; without a build the error says how to make one."""
    try:
        entries = msgspec.json.decode((static / "manifest.json").read_bytes(), type=dict[str, _ManifestEntry])
        page, social = entries["assets/page.ts"], entries["assets/social.ts"]
        icons = entries["icons.svg"].file
        font = next(entry.file for name, entry in entries.items() if name.endswith("sans-latin-wght-normal.woff2"))
    except (OSError, KeyError, StopIteration, msgspec.DecodeError) as error:
        raise PaduError(
            "web.not_built",
            "the pages' styles and scripts are not built, or only half",
            where=str(static),
            todo="run `make setup`, or `.venv/bin/python tools/build_front_end.py --force`",
        ) from error
    return BuiltFiles(
        script=f"/static/{page.file}",
        styles=tuple(f"/static/{css}" for css in page.css),
        icons=f"/static/{icons}",
        font=f"/static/{font}",
        social_script=f"/static/{social.file}",
        social_styles=tuple(f"/static/{css}" for css in social.css),
    )


def make_environment(
    built: BuiltFiles, *, side: str = "market", frame: str = "ui/market.html", bytecode_cache: Path | None = None
) -> Environment:
    """Autoescaping, strict about undefined names; `ui/…`, `shop/…` and `operations/…` name the audiences' template folders.

    `side`: whose pages these are, market or social. `frame`: the template that errors stand in.
    """
    environment = Environment(
        loader=PrefixLoader({audience: FileSystemLoader(WEB / audience / "templates") for audience in AUDIENCES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=FileSystemBytecodeCache(str(bytecode_cache)) if bytecode_cache else None,
    )
    cast("dict[str, object]", environment.globals).update(
        built=built, side=side, frame=frame, t=_t, t_or=_t_or, here=_here, csrf_field=_csrf_field
    )
    filters: dict[str, Callable[..., object]] = {
        "rupiah": _rupiah,
        "whole": _whole,
        "brief": _brief,
        "decimal": _decimal,
        "percent": _percent,
        "day": _day,
        "moment": _moment,
        "clock": _clock,
        "duration": _duration,
        "iso": _iso,
        "src": _src,
        "srcset": _srcset,
        "area": area,
    }
    cast("dict[str, Callable[..., object]]", environment.filters).update(filters)
    return environment


def _language(context: Context) -> str:
    return str(context["language"])


@pass_context
def _t(context: Context, key: str, /, **values: object) -> str:
    return translate(_language(context), key, values)


@pass_context
def _t_or(context: Context, key: str, otherwise: str) -> str:
    return translate_or(_language(context), key, otherwise)


@pass_context
def _here(context: Context, **changes: str | None) -> str:
    """The page's own address with some query parameters changed; `None` takes one away."""
    parameters: dict[str, str] = {**context["query"], **{name: value or "" for name, value in changes.items()}}
    kept = {name: value for name, value in parameters.items() if value}
    return str(context["path"]) + (f"?{urlencode(kept)}" if kept else "")


@pass_context
def _csrf_field(context: Context) -> Markup:
    """What every form that changes something carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, context["csrf"])


def _rupiah(money: Money) -> str:
    return formats.rupiah(money)


@pass_context
def _whole(context: Context, value: int) -> str:
    return formats.whole(value, _language(context))


@pass_context
def _brief(context: Context, value: int) -> str:
    return formats.brief(value, _language(context))


@pass_context
def _decimal(context: Context, value: float, places: int = 1) -> str:
    return formats.decimal(value, _language(context), places)


@pass_context
def _percent(context: Context, share: float, places: int = 1) -> str:
    return formats.percent(share, _language(context), places)


@pass_context
def _day(context: Context, at: dt.date) -> str:
    return formats.day(at, _language(context))


@pass_context
def _moment(context: Context, at: dt.datetime) -> str:
    return formats.moment(at, _language(context))


@pass_context
def _clock(context: Context, at: dt.datetime) -> str:
    return formats.clock(at, _language(context))


@pass_context
def _duration(context: Context, seconds: float) -> str:
    return formats.duration(seconds, _language(context))


def _iso(at: dt.datetime) -> str:
    return at.isoformat()


def _src(picture: Picture, size: int) -> str:
    return f"/pictures/{picture.codepoint}/{picture.seed}/{size}.webp"


def _srcset(picture: Picture, sizes: tuple[int, ...] = (200, 400, 800)) -> str:
    return ", ".join(f"{_src(picture, size)} {size}w" for size in sizes)


def area(name: str) -> str:
    """A place's name for a card: exports shout (`KOTA BANDUNG`), and `Kota` before a city says nothing new there."""
    text = name.title() if name.isupper() else name
    return text.removeprefix("Kota ").replace("Kabupaten ", "Kab. ")


def render(environment: Environment, name: str, block: str | None, values: Mapping[str, object]) -> str:
    """A whole template, or one of its blocks when it has one by that name."""
    template = environment.get_template(name)
    if block is not None and block in template.blocks:
        return "".join(template.blocks[block](template.new_context(dict(values))))
    return template.render(values)
