"""A living market made up from a seed."""

from __future__ import annotations

from padu.demo.exports import ExportSummary, write_exports

__all__ = ["ExportSummary", "write_exports"]
