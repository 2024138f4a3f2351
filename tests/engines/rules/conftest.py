from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Written = dict[str, Any]

WORDS = {"id": "satu", "en": "one"}
SOUND: Written = {
    "pack.yaml": {"id": "xx", "title": WORDS, "questions": {"may.sell": "May it be sold?"}, "profiles": {"plain": "The only one."}},
    "sources.yaml": {"sources": [{"id": "gazette", "title": "Gazette", "url": "https://law.example/1", "read_on": "2026-01-01"}]},
    "facts.yaml": {
        "facts": [
            {"id": "price", "kind": "number", "what": "price of one", "unit": "rupiah"},
            {"id": "colour", "kind": "text", "what": "its colour", "one_of": ["red", "blue"]},
        ]
    },
    "parameters/one.yaml": {
        "parameters": [
            {
                "id": "FLOOR",
                "kind": "number",
                "what": "lowest price",
                "unit": "rupiah",
                "confidence": "A",
                "values": [
                    {"from": "2020-01-01", "to": "2020-12-31", "value": 10, "reference": "Act 1 art. 2", "sources": ["gazette"]},
                    {"from": "2021-01-01", "value": "12.5", "reference": "Act 2 art. 2", "sources": ["gazette"]},
                ],
            }
        ]
    },
    "rules/one.yaml": {
        "rules": [
            {
                "id": "R-1",
                "title": WORDS,
                "law": "Act 1",
                "authority": "Ministry",
                "article": "2",
                "binds": ["SELLER"],
                "from": "2020-01-01",
                "confidence": "A",
                "last_verified": "2026-01-02",
                "sources": ["gazette"],
                "answers": ["may.sell"],
                "when": {"fact": "price", "lt": {"parameter": "FLOOR"}},
                "outcome": "block",
                "message": {"id": "terlalu murah", "en": "too cheap"},
            }
        ]
    },
}


@pytest.fixture
def write_pack(tmp_path: Path) -> Callable[[Callable[[Written], None]], Path]:
    """Writes a sound pack after a change, and says where."""

    def write(change: Callable[[Written], None]) -> Path:
        pack = copy.deepcopy(SOUND)
        change(pack)
        for name, content in pack.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            text = content if isinstance(content, str) else yaml.safe_dump(content)
            path.write_text(text, "utf-8")
        return tmp_path

    return write
