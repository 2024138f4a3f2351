from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from padu.platform.logs import configure_logs


@pytest.fixture(autouse=True)
def _defaults_again():  # noqa: ANN202 - a fixture's generator
    before = logging.getLogger().handlers[:]
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = before


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


def test_libraries_warn_on_one_line_and_without_rows() -> None:
    stream = io.StringIO()
    configure_logs("warning", stream)
    configure_logs("warning", stream)
    library = logging.getLogger("some.library")
    library.info("GET https://example.test/?token=open-sesame")

    def refuse(row: str) -> None:
        raise ValueError(f"violates\nDETAIL:  Failing row contains ({row}).")

    try:
        refuse("Jl. Me" + "lati 5")
    except ValueError:
        library.exception("a job failed")
    (line,) = stream.getvalue().splitlines()
    event = json.loads(line)
    assert (event["event"], event["level"], event["logger"]) == ("a job failed", "error", "some.library")
    assert "ValueError: violates" in event["exception"]
    assert "Melati" not in line


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
