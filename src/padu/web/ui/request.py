"""The request as every handler of ours sees it."""

from __future__ import annotations

from typing import Any

from litestar import Request

WebRequest = Request[Any, Any, Any]
