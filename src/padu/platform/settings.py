"""One frozen settings object, built once in `entry` from `PADU_*` environment variables."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from padu.kernel.errors import PaduError

LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that may differ between two installations.

    `home` holds state (databases, exports, pictures). Without database URLs the embedded server under `home` is used.
    """

    home: Path
    """Where state lives: databases, exports, pictures."""
    market_database_url: str | None = None
    """The market's PostgreSQL, as its app role; without it the embedded server is used."""
    social_database_url: str | None = None
    """The social side's PostgreSQL, as its app role; set both or neither."""
    admin_database_url: str | None = None
    """A superuser's URL, for `padu db create` only."""
    market_host: str = "127.0.0.1"
    """The address that the market's pages listen on."""
    market_port: int = 8000
    """The port that the market's pages listen on."""
    log_level: LogLevel = "warning"
    """How much the servers log: debug, info, warning or error."""


def default_home(environ: Mapping[str, str], *, is_root: bool) -> Path:
    """`PADU_HOME`, else `/var/lib/padu` for root, else `$XDG_DATA_HOME/padu`, else `~/.local/share/padu`."""
    if chosen := environ.get("PADU_HOME"):
        return Path(chosen).absolute()
    if is_root:
        return Path("/var/lib/padu")
    if data := environ.get("XDG_DATA_HOME"):
        return Path(data).absolute() / "padu"
    user_home = environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir
    return Path(user_home).absolute() / ".local" / "share" / "padu"


def read_settings(environ: Mapping[str, str], *, is_root: bool) -> Settings:
    """Read `PADU_*` variables; an unknown or unreadable one is an error that names it."""
    known = {f"PADU_{field.name.upper()}": field for field in msgspec.structs.fields(Settings)}
    outside = {"PADU_HOME", "PADU_SHARED_DATA", "PADU_TEST_DATABASE_URL"}
    unknown = sorted(name for name in environ if name.startswith("PADU_") and name not in known and name not in outside)
    if unknown:
        raise PaduError(
            "settings.unknown",
            f"the environment names settings that do not exist: {', '.join(unknown)}",
            todo=f"remove them, or use one of {', '.join(sorted(known))}",
        )
    values: dict[str, object] = {field.name: environ[name] for name, field in known.items() if name in environ and field.name != "home"}
    values["home"] = default_home(environ, is_root=is_root)
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise PaduError("settings.unreadable", f"a PADU_* variable cannot be read: {error}", todo="correct its value") from error


def _decode(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError(kind)
