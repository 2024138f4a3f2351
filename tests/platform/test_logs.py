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
