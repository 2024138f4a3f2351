"""Errors that a person can act on, each with a stable code."""

from __future__ import annotations


class PaduError(Exception):
    """An error with a stable code, what happened, where, and what to do next.

    `code` never changes once released (scripts and translations rest on it); `what`, `where` and `todo` are
    English sentences or names for logs and terminals.
    """

    def __init__(self, code: str, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.where = where
        self.todo = todo

    def __str__(self) -> str:
        parts = [f"[{self.code}] {self.what}"]
        if self.where:
            parts.append(f"where: {self.where}")
        if self.todo:
            parts.append(f"to do: {self.todo}")
        return "\n  ".join(parts)
