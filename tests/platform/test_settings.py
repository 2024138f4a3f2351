from __future__ import annotations

from pathlib import Path

import pytest

from padu.kernel.errors import PaduError
from padu.platform.settings import Settings, default_home, read_settings


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
