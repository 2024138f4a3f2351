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
    market_public_url: str = "http://shop.localhost:8000"
    """The market's origin as browsers name it."""
    social_host: str = "127.0.0.1"
    """The address that the social side's pages listen on."""
    social_port: int = 8001
    """The port that the social side's pages listen on."""
    social_public_url: str = "http://social.localhost:8001"
    """The social side's origin as browsers name it."""
    market_exchange_url: str = "http://127.0.0.1:8000"
    """Where the social side reaches the market's side of the door."""
    market_verify_key: str = ""
    """The market's public key (base64), as the social side trusts it; empty takes the one under `home`."""
    social_verify_key: str = ""
    """The social side's public key (base64), as the market trusts it; empty takes the one under `home`."""
    payments_url: str = ""
    """The payment gateway's address, without a path; empty: nobody can pay."""
    payments_server_key: str = ""
    """The key that the payment gateway gave us; a secret."""
    couriers_url: str = ""
    """The couriers' gateway's address, without a path; empty: nothing can be sent."""
    couriers_api_key: str = ""
    """The key that the couriers' gateway gave us; a secret."""
    couriers_webhook_secret: str = ""
    """What the couriers' gateway sends in `X-Padu-Webhook-Secret`; a secret."""
    law_pack: str = "law/id"
    """The folder of the rule pack that findings rest on."""
    rule_profile: Literal["strict_frontend", "kemendag_backend"] = "strict_frontend"
    """How the rules are read where authorities differ."""
    pay_within_minutes: int = 1440
    """How long a buyer may take to pay; then the units go back."""
    ship_within_hours: int = 48
    """How long a seller may take to hand a paid order to the courier; then the buyer is refunded."""
    complete_after_hours: int = 48
    """How long after delivery an order completes by itself."""
    attribution_delay_hours: int = 24
    """How long the market waits before it tells creators' counts."""
    attribution_minimum: int = 5
    """The fewest orders that a count tells of; fewer wait for the next one."""
    demo: bool = False
    """Whether this is the demo, which may do what a real installation must not: sandboxes, made-up keys, counts without delay."""
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
