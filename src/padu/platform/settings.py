"""One frozen settings object, built once in `entry` from `PADU_*` environment variables."""

from __future__ import annotations

import ipaddress
import os
import pwd
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

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
    trusted_proxies: str = ""
    """Addresses or networks, with commas between, of the proxies that HTTPS ends at: of nobody else is `X-Forwarded-For` believed."""
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
    """What the couriers' gateway sends in `X-Biteship-Signature`; a secret."""
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
    """The fewest buyers that a count tells of; fewer wait for the next one."""
    demo: bool = False
    """Whether this is the demo, which may do what a real installation must not: sandboxes, made-up keys, counts without delay."""
    log_level: LogLevel = "warning"
    """How much the servers log: debug, info, warning or error."""

    def __repr__(self) -> str:
        """Without keys and passwords: settings end up in logs."""
        fields = ((field.name, getattr(self, field.name)) for field in msgspec.structs.fields(self))
        shown = (f"{name}={'…' if name in _SECRET and value else repr(value)}" for name, value in fields)
        return f"Settings({', '.join(shown)})"


_DATABASES = ("market_database_url", "social_database_url", "admin_database_url")  # a password may stand in them
_SECRET = frozenset({*_DATABASES, "payments_server_key", "couriers_api_key", "couriers_webhook_secret"})


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


# What gateways' own try-out accounts begin with, and what people write where a key should stand.
_MADE_UP = re.compile(
    r"^(SB-|biteship_test\.)|demo|dummy|example|contoh|sandbox|change.?me|secret|rahasia|password|^(.)\2*$", re.IGNORECASE
)
_SHORTEST_SECRET = 24
_LOWEST_MINIMUM = 3


def refuse_unsafe(settings: Settings) -> None:
    """Refuse what a real installation must not do: everything at once, each setting with what to do.

    Only the demo may go without HTTPS, use sandboxes and made-up keys, and tell counts that are too fresh or too small. Raises
    `PaduError` `settings.unsafe`.
    """
    faults = [*_misnamed_sites(settings)]
    if not settings.demo:
        faults += [*_open_sites(settings), *_unfit_gateways(settings), *_hasty_counts(settings)]
    if faults:
        raise PaduError(
            "settings.unsafe",
            f"these settings are not safe to serve with: {', '.join(dict.fromkeys(variable(name) for name, _ in faults))}",
            todo="; ".join(f"{variable(name)}: {todo}" for name, todo in faults),
        )


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"PADU_{name.upper()}"


def proxy_networks(settings: Settings) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """The networks of `trusted_proxies`. Raises `ValueError` where one is none."""
    return tuple(ipaddress.ip_network(part.strip()) for part in settings.trusted_proxies.split(",") if part.strip())


def _misnamed_sites(settings: Settings) -> Iterator[tuple[str, str]]:
    """Sites whose cookies, forms and headers could not rest on their address."""
    for name in ("market_public_url", "social_public_url"):
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", getattr(settings, name)):
            yield name, "give the origin that browsers see, in small letters, such as https://shop.example, without a slash behind it"
    if urlsplit(settings.market_public_url).hostname == urlsplit(settings.social_public_url).hostname:
        yield "social_public_url", "give the two sites two host names: browsers share cookies between the ports of one"


def _open_sites(settings: Settings) -> Iterator[tuple[str, str]]:
    """Whatever could be read on its way."""
    for name in ("market_public_url", "social_public_url"):
        if urlsplit(str(getattr(settings, name))).scheme != "https":
            yield name, "serve it over HTTPS and give that address; only the demo (PADU_DEMO=true), on this machine, may go without"
    if not _are_proxies(settings):
        # Else all visitors were one, and whoever mistypes a password a hundred times locks the others out.
        yield "trusted_proxies", "name the proxy that HTTPS ends at by its address, such as 127.0.0.1, or its network, such as 10.0.0.0/24"
    door = urlsplit(settings.market_exchange_url)
    if door.scheme != "https" and not _is_this_machine(door.hostname):
        yield "market_exchange_url", "reach the other side over HTTPS, or on this machine"


def _unfit_gateways(settings: Settings) -> Iterator[tuple[str, str]]:
    """Gateways that anybody could stand in for. One that is not set is not used."""
    gateways = {"payments_url": ("payments_server_key",), "couriers_url": ("couriers_api_key", "couriers_webhook_secret")}
    for address, keys in gateways.items():
        if not getattr(settings, address):
            continue
        if urlsplit(str(getattr(settings, address))).scheme != "https":
            yield address, "give the gateway's own address, over HTTPS"
        for name in keys:
            key = str(getattr(settings, name))
            if len(key) < _SHORTEST_SECRET or _MADE_UP.search(key):
                yield name, f"give the real one, of {_SHORTEST_SECRET} characters or more; it is empty, short or made up"


def _hasty_counts(settings: Settings) -> Iterator[tuple[str, str]]:
    """Counts that would tell who bought."""
    if settings.attribution_delay_hours < 1:
        yield "attribution_delay_hours", "wait an hour or more, so that no count can be laid beside one person's visit"
    if settings.attribution_minimum < _LOWEST_MINIMUM:
        yield "attribution_minimum", f"tell no counts of fewer than {_LOWEST_MINIMUM} buyers"


def _are_proxies(settings: Settings) -> bool:
    try:
        return any(proxy_networks(settings)) and all(network.prefixlen > 0 for network in proxy_networks(settings))
    except ValueError:
        return False


def _is_this_machine(host: str | None) -> bool:
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
