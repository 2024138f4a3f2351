"""Logs: one event a line, as JSON where no person watches, in words where one does; never a secret, never a buyer."""

from __future__ import annotations

import logging
import re
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

from padu.platform.settings import LogLevel

# PostgreSQL quotes there the row, or the key, that it refused.
_DETAIL = re.compile(r"^(\s*DETAIL: ).*$", re.MULTILINE)


def configure_logs(level: LogLevel, stream: TextIO | None = None) -> None:
    """Send every event of `level` and above to `stream` (standard error), stamped in UTC; of libraries, warnings and worse."""
    out = stream or cast("TextIO", sys.stderr)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Where an error came about, without what was in hand there: that may be somebody's password.
            structlog.processors.format_exc_info,
            _without_rows,
            structlog.dev.ConsoleRenderer() if out.isatty() else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, _FromLibraries):
            root.removeHandler(handler)
    root.addHandler(_FromLibraries(logging.WARNING))


class _FromLibraries(logging.Handler):
    """What libraries log goes the way of our own events: on one line, and without rows."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)


def _without_rows(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _DETAIL.sub(r"\1…", value)
    return event
