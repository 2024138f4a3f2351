from __future__ import annotations

import io
import json

import pytest
import structlog

from padu.platform.logs import configure_logs


@pytest.fixture(autouse=True)
def _defaults_again():  # noqa: ANN202 - a fixture's generator
    yield
    structlog.reset_defaults()


def test_events_are_lines_of_json_and_only_those_of_the_level() -> None:
    stream = io.StringIO()
    configure_logs("warning", stream)
    structlog.get_logger().info("nobody asked")
    try:
        int("broken")
    except ValueError:
        structlog.get_logger().error("page failed", path="/", exc_info=True)
    (line,) = stream.getvalue().splitlines()
    event = json.loads(line)
    assert (event["event"], event["level"], event["path"]) == ("page failed", "error", "/")
    assert event["timestamp"].endswith("Z")
    assert "ValueError: invalid literal" in event["exception"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_neither_what_was_in_hand_nor_a_databases_row_is_logged(kind: type[io.StringIO]) -> None:
    stream = kind()
    configure_logs("warning", stream)

    secret = "kuda " + "lumping"

    def sign_in(password: str) -> None:
        said = 'new row violates check constraint "short"\nDETAIL:  Failing row contains (7, Jl. Melati 5, 40132).\nCONTEXT:  COPY address'
        raise ValueError(said if password else "")

    try:
        sign_in(secret)
    except ValueError as error:
        structlog.get_logger().error("page failed", error=str(error), exc_info=error)
    text = stream.getvalue()
    assert "ValueError" in text
    assert "violates check constraint" in text
    assert "COPY address" in text
    assert "Melati" not in text
    assert secret not in text
