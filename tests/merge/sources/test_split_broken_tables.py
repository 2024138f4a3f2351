from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.merge.sources.read_table import BlankRow, BrokenRow, Row, open_table
from padu.merge.sources.refusal import Refusal


def split(path: Path, content: bytes, *, required: tuple[str, ...] = ()) -> list[Row | BrokenRow | BlankRow]:
    path.write_bytes(content)
    with open_table(path, required=required) as table:
        return list(table.rows)


def test_a_quotation_mark_that_nobody_closes_costs_one_row(tmp_path: Path) -> None:
    content = b'id,text\n1,"fine"\n2,"never closed\n3,"fine, too"\n4,plain\n5,"two\nlines"\n'
    rows = split(tmp_path / "t.csv", content)
    assert [(row.number, row["id"]) for row in rows if isinstance(row, Row)] == [(2, "1"), (4, "3"), (5, "4"), (6, "5")]
    assert [(row.number, row.refusal.code) for row in rows if isinstance(row, BrokenRow)] == [(3, "row.unreadable")]


def test_a_mark_left_open_to_the_end_costs_one_row(tmp_path: Path) -> None:
    rows = split(tmp_path / "t.csv", b'id,text\n1,"open\n2,a\n3,b\n')
    assert [row.refusal.code for row in rows if isinstance(row, BrokenRow)] == ["row.unclosed_quote"]
    assert [row["id"] for row in rows if isinstance(row, Row)] == ["2", "3"]


def test_inch_marks_inside_plain_cells_are_text(tmp_path: Path) -> None:
    (row,) = split(tmp_path / "t.csv", b'id,text\n1,TV 24" LED\n')
    assert isinstance(row, Row)
    assert row["text"] == 'TV 24" LED'


def test_rows_of_another_width_are_refused_alone(tmp_path: Path) -> None:
    rows = split(tmp_path / "t.csv", b"id,text\n1,a,b\n2\n\n3,c\n")
    assert [type(row).__name__ for row in rows] == ["BrokenRow", "BrokenRow", "BlankRow", "Row"]
    assert [row.refusal.code for row in rows if isinstance(row, BrokenRow)] == ["row.wrong_width"] * 2


def test_bytes_that_are_not_utf8_are_named_by_row_and_field(tmp_path: Path) -> None:
    rows = split(tmp_path / "t.csv", b"id,text\n1,kop\xe9\n2,kopi\n")
    assert [(row.number, row.refusal.code, row.refusal.field, row.refusal.value) for row in rows if isinstance(row, BrokenRow)] == [
        (2, "encoding.not_utf8", "text", "kop\N{REPLACEMENT CHARACTER}")
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\n\n", "file.empty"),
        ("id,text\n1,a\n".encode("utf-16"), "encoding.not_utf8"),
        (b"id,t\xe9xt\n", "encoding.not_utf8"),
        (b"id,other\n1,a\n", "header.missing_column"),
        (b'id,"text\n', "header.unreadable"),
        (b"," * 2000, "file.bomb"),
    ],
)
def test_a_table_without_a_header_is_refused_whole(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        split(tmp_path / "t.csv", content, required=("id", "text"))
    assert refusal.value.code == code


def test_a_damaged_gzip_is_refused_before_its_first_row(tmp_path: Path) -> None:
    packed = gzip.compress(b"id,text\n" + b"".join(b"%d,%d\n" % (number, number * 7919) for number in range(20000)))
    with pytest.raises(Refusal, match="damaged"):
        split(tmp_path / "t.csv.gz", packed[: len(packed) // 2])


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12)


@given(st.lists(st.tuples(cells, cells, cells), max_size=20), st.sampled_from(",;\t"))
def test_whatever_a_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], delimiter: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "property.csv"
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([("a", "b", "c"), *rows])
    path.write_bytes(text.getvalue().encode())
    with open_table(path) as table:
        assert [tuple(row.cells) for row in table.rows if isinstance(row, Row)] == rows
