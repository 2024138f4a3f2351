"""Logs: one event a line, as JSON where no person watches, in words where one does; never a secret, never a buyer."""

from __future__ import annotations

import logging
import sys
from typing import TextIO, cast

import structlog

from padu.platform.settings import LogLevel


def configure_logs(level: LogLevel, stream: TextIO | None = None) -> None:
    """Send every event of `level` and above to `stream` (standard error), stamped in UTC."""
    out = stream or cast("TextIO", sys.stderr)
    watched = out.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # A person reads a traceback as it is; a program wants it inside the line.
            *(() if watched else (structlog.processors.format_exc_info,)),
            structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
