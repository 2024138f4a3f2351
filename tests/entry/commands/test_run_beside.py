"""Programs that run beside the demo are told their keys where nobody else on the machine reads them."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from padu.entry.command_line import app
from padu.entry.commands.run_beside import environment_of, sandboxes_of
from padu.platform.settings import Settings

KEYS = {"payments_server_key": "-kunci satu", "couriers_api_key": "kunci-dua", "couriers_webhook_secret": "kunci-tiga"}


def test_no_key_stands_on_a_command_line_and_each_sandbox_gets_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, payments_url="http://127.0.0.1:1", couriers_url="http://127.0.0.1:2", **KEYS)
    programs = sandboxes_of(settings, tmp_path)
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    got: dict[str, Any] = {}
    for program in programs:
        assert not [word for word in program.arguments if any(key in word for key in KEYS.values())]
        command, bound, _ = app.parse_args(list(program.arguments))
        got |= dict(bound.arguments)
        assert set(bound.arguments) <= set(inspect.signature(command).parameters)
    assert (got["server_key"], got["api_key"], got["webhook_secret"]) == tuple(KEYS.values())
