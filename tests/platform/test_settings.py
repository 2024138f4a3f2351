from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from padu.kernel.errors import PaduError
from padu.platform.settings import Settings, default_home, read_settings, refuse_unsafe


@pytest.mark.parametrize(
    ("environ", "is_root", "home"),
    [
        ({"PADU_HOME": "/srv/padu", "HOME": "/people/sri"}, False, "/srv/padu"),
        ({"HOME": "/admin", "XDG_DATA_HOME": "/admin/data"}, True, "/var/lib/padu"),
        ({"HOME": "/people/sri", "XDG_DATA_HOME": "/data"}, False, "/data/padu"),
        ({"HOME": "/people/sri"}, False, "/people/sri/.local/share/padu"),
    ],
)
def test_the_home_of_each_kind_of_user(environ: dict[str, str], is_root: bool, home: str) -> None:  # noqa: FBT001 - a parameter of the table
    assert default_home(environ, is_root=is_root) == Path(home)


def test_settings_come_from_the_environment_and_cannot_change() -> None:
    settings = read_settings({"PADU_HOME": "/srv/padu", "PADU_MARKET_PORT": "8100", "PADU_LOG_LEVEL": "info"}, is_root=False)
    assert settings == Settings(home=Path("/srv/padu"), market_port=8100, log_level="info")
    with pytest.raises(AttributeError):
        settings.market_port = 1  # pyright: ignore[reportAttributeAccessIssue] - on purpose


def test_a_misspelt_setting_is_named_rather_than_passed_over() -> None:
    with pytest.raises(PaduError, match="PADU_MARKET_PROT") as caught:
        read_settings({"PADU_HOME": "/srv/padu", "PADU_MARKET_PROT": "1"}, is_root=False)
    assert caught.value.code == "settings.unknown"


def test_an_unreadable_setting_is_an_error() -> None:
    with pytest.raises(PaduError, match="cannot be read") as caught:
        read_settings({"PADU_HOME": "/srv/padu", "PADU_MARKET_PORT": "eighty"}, is_root=False)
    assert caught.value.code == "settings.unreadable"


REAL = Settings(
    home=Path("/srv/padu"),
    market_host="0.0.0.0",  # noqa: S104 - behind a proxy
    market_public_url="https://shop.example",
    social_public_url="https://video.example",
    trusted_proxies="10.0.0.0/24, 127.0.0.1",
    market_exchange_url="https://door.shop.example",
    payments_url="https://api.midtrans.com",
    payments_server_key="Mid-server-Zk81LqpW0cXf5hTrYb27",
    couriers_url="https://api.biteship.com",
    couriers_api_key="biteship_live.eyJhbGciOiJIUzI1NiIsInR5cCI6",
    couriers_webhook_secret="q8Jv2mNw5xRt7yBk1dGh3sLp",  # noqa: S106 - made up for tests
)


def test_a_real_installation_and_the_demo_may_serve() -> None:
    refuse_unsafe(REAL)
    refuse_unsafe(Settings(home=Path("/srv/padu"), demo=True, attribution_delay_hours=0, attribution_minimum=1))
    without_gateways = {"payments_url": "", "payments_server_key": "", "couriers_url": "", "couriers_webhook_secret": ""}
    refuse_unsafe(msgspec.structs.replace(REAL, **without_gateways))
    for here in ("http://127.0.0.1:8000", "http://[::1]:8000", "http://shop.localhost:8000"):
        refuse_unsafe(msgspec.structs.replace(REAL, market_exchange_url=here))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("market_public_url", "http://shop.localhost:8000"),
        ("market_public_url", "https://shop.example/"),
        ("market_public_url", "https://shop.example; script-src *"),
        ("market_public_url", "https://Shop.example"),
        ("market_public_url", "https://shop.example\n"),
        ("social_public_url", "http://video.example"),
        ("social_public_url", "https://shop.example:8443"),
        ("trusted_proxies", ""),
        ("trusted_proxies", "proxy.example"),
        ("trusted_proxies", "0.0.0.0/0"),
        ("trusted_proxies", "127.0.0.1, ::/0"),
        ("market_exchange_url", "http://door.shop.example"),
        ("payments_url", "http://api.midtrans.com"),
        ("payments_server_key", ""),
        ("payments_server_key", "SB-Mid-server-Zk81LqpW0cXf5hTrYb27"),
        ("couriers_url", "http://127.0.0.1:8011"),
        ("couriers_api_key", "biteship_test.eyJhbGciOiJIUzI1NiIsInR5cCI6"),
        ("couriers_api_key", "change-me-change-me-change-me"),
        ("couriers_webhook_secret", ""),
        ("couriers_webhook_secret", "x" * 40),
        ("couriers_webhook_secret", "q8Jv2mNw5xRt7yBk1dGh3sL"),
        ("attribution_delay_hours", 0),
        ("attribution_minimum", 2),
    ],
)
def test_what_is_not_safe_is_named_with_what_to_do_and_no_secret_is_told(name: str, value: object) -> None:
    with pytest.raises(PaduError) as caught:
        refuse_unsafe(msgspec.structs.replace(REAL, **{name: value}))
    assert caught.value.code == "settings.unsafe"
    assert f"PADU_{name.upper()}" in caught.value.what
    assert f"PADU_{name.upper()}: " in caught.value.todo
    if "key" in name or "secret" in name:
        assert not value or str(value) not in str(caught.value)


def test_everything_unsafe_is_named_at_once() -> None:
    with pytest.raises(PaduError) as caught:
        refuse_unsafe(Settings(home=Path("/srv/padu"), attribution_minimum=1))
    for name in ("PADU_MARKET_PUBLIC_URL", "PADU_SOCIAL_PUBLIC_URL", "PADU_ATTRIBUTION_MINIMUM"):
        assert name in caught.value.what


def test_the_demo_too_keeps_its_two_sites_apart() -> None:
    with pytest.raises(PaduError, match="SOCIAL_PUBLIC_URL"):
        refuse_unsafe(msgspec.structs.replace(REAL, demo=True, social_public_url="http://shop.example:8001"))


def test_settings_print_without_their_secrets() -> None:
    url = "postgresql://padu:hunter2@db.example/padu"
    text = repr(msgspec.structs.replace(REAL, market_database_url=url, admin_database_url=url))
    for secret in ("hunter2", REAL.payments_server_key, REAL.couriers_api_key, REAL.couriers_webhook_secret):
        assert secret not in text
    assert "market_port=8000" in text
    assert "social_database_url=None" in text
