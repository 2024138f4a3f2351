"""A rule pack's files as they are written: shapes only; what the names mean is checked in `load_pack`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
import yaml

from padu.engines.rules.types import Confidence, Kind, Outcome, RulesError, Words


class WrittenHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """pack.yaml: the jurisdiction, the questions that may be asked, the profiles under which."""

    id: str
    title: Words
    questions: dict[str, str]
    profiles: dict[str, str]


class WrittenFact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of facts.yaml."""

    id: str
    kind: Kind
    what: str
    unit: str = ""
    one_of: list[str] = []


class WrittenSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of sources.yaml."""

    id: str
    title: str
    url: str
    read_on: dt.date


class WrittenValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"begins": "from", "until": "to"}):
    """One dated value of a parameter."""

    begins: dt.date
    value: Any
    reference: str = ""
    sources: list[str] = []
    until: dt.date | None = None


class WrittenParameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of parameters/*.yaml."""

    id: str
    kind: Kind
    what: str
    unit: str
    confidence: Confidence
    values: list[WrittenValue]


class WrittenRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"begins": "from", "until": "to"}):
    """One of rules/*.yaml."""

    id: str
    title: Words
    law: str
    authority: str
    article: str
    binds: list[str]
    begins: dt.date
    confidence: Confidence
    last_verified: dt.date
    answers: list[str]
    when: Any
    outcome: Outcome
    message: Words
    sources: list[str] = []
    profiles: list[str] = []
    until: dt.date | None = None
    superseded_by: str | None = None
    note: str = ""


_T = TypeVar("_T")


class _OnceLoader(yaml.SafeLoader):
    """YAML that refuses a key that stands twice: PyYAML keeps the last one silently."""


def _construct_once(loader: _OnceLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: set[object] = set()
    for key_node, _ in node.value:
        key = cast("object", loader.construct_object(key_node))  # pyright: ignore[reportUnknownMemberType] - untyped in PyYAML
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_OnceLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_once)


def read_yaml(path: Path) -> object:
    """The content of one YAML file; raises `rules.unreadable` naming it."""
    try:
        return yaml.load(path.read_text("utf-8"), _OnceLoader)  # noqa: S506 - a SafeLoader that is stricter still
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RulesError("rules.unreadable", f"the file cannot be read: {error}", where=str(path)) from error


def shape(raw: object, shape_of: type[_T], where: str) -> _T:
    """`raw` as the struct it must be; raises `rules.shape`, which says what does not fit."""
    try:
        return msgspec.convert(raw, shape_of)
    except msgspec.ValidationError as error:
        raise RulesError("rules.shape", str(error), where=where, todo="see law/README.md for what a pack's files hold") from error


def read_entries(path: Path, key: str) -> Iterator[tuple[str, object]]:
    """Every entry of a file that holds one list under `key`, with where it stands: the file, and the entry's id if it has one."""
    content = read_yaml(path)
    if not isinstance(content, dict) or list(cast("dict[object, object]", content)) != [key]:
        raise RulesError("rules.shape", f"the file must hold one list named {key!r} and nothing else", where=str(path))
    entries = cast("dict[str, object]", content)[key]
    if not isinstance(entries, list):
        raise RulesError("rules.shape", f"{key!r} must be a list", where=str(path))
    for number, entry in enumerate(cast("list[object]", entries), 1):
        name = cast("dict[object, object]", entry).get("id", f"entry {number}") if isinstance(entry, dict) else f"entry {number}"
        yield f"{path}: {name}", entry
