from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from padu.entry.commands.merge_run import parse_mapping, run
from padu.kernel.errors import PaduError


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_two_files_of_different_kinds_are_merged_with_columns_as_told(tmp_path: Path) -> None:
    left = write(tmp_path / "left.csv", "kode,barang,harga\n1,Kopi Gayo Arabika 250gr,90000\n2,Teh Poci Melati,12000\n3,,5000\n")
    right = write(tmp_path / "right.jsonl", '{"id": "x", "judul": "kopi arabika gayo 250 gram", "price": 91000}\n')
    screen = io.StringIO()
    code = run(left, right, mapping="left.title=barang, right.title=judul", out=tmp_path / "out", console=Console(file=screen, width=200))
    assert code == 0
    assert "left: left.csv" in screen.getvalue()
    counts = json.loads((tmp_path / "out" / "report.json").read_text())["counts"]
    assert counts["left"] == {"create": 1, "merge": 1, "ask": 0, "quarantined": 1, "rows": 3}
    assert counts["right"] == {"keep": 1, "quarantined": 0, "rows": 1}


def test_a_lower_accept_alone_is_no_error(tmp_path: Path) -> None:
    left = write(tmp_path / "left.csv", "id,title\n1,Kopi Gayo\n")
    right = write(tmp_path / "right.csv", "id,title\n1,Teh Poci\n")
    assert run(left, right, out=tmp_path / "out", accept=0.3, console=Console(file=io.StringIO())) == 0
    assert json.loads((tmp_path / "out" / "report.json").read_text())["review"] == 0.3


def test_a_mapping_is_read_by_side_and_field() -> None:
    assert parse_mapping("left.title=nama barang,right.price=harga") == {"left": {"title": "nama barang"}, "right": {"price": "harga"}}
    assert parse_mapping("") == {"left": {}, "right": {}}


@pytest.mark.parametrize("text", ["title=name", "left.title", "middle.title=name", "left.=name", "left.title="])
def test_a_mapping_that_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(PaduError) as error:
        parse_mapping(text)
    assert error.value.code == "merge.bad_map"
