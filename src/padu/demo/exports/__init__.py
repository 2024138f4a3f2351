"""Writes a made-up market as the two platforms export theirs, with its truth beside it."""

from __future__ import annotations

from padu.demo.exports.summary import BrokenRecord, ExportSummary, KindCount
from padu.demo.exports.write_exports import ignore, read_manifest, write_exports

__all__ = ["BrokenRecord", "ExportSummary", "KindCount", "ignore", "read_manifest", "write_exports"]
