"""Nothing in an exported file is run as a formula, by whichever separator a spreadsheet takes it apart."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from padu.kernel.money import Money
from padu.web.ui.csv_export import csv_line, write_cell

SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@given(st.lists(st.text(alphabet="a=+-@;,\t\r\n\"' \uff1d", max_size=8), min_size=1, max_size=4))
@example(["x", "Kaos;=HYPERLINK(1)"])
@example(["x", 'a,b;=cmd|"/c calc"!A0'])
@example(["x", "a\n=1+1"])
@example(["", ';"='])
def test_no_cell_begins_as_a_formula(texts: list[str]) -> None:
    line = csv_line([write_cell(text) for text in texts])
    for separator in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(line, newline=""), delimiter=separator):
            assert not [cell for cell in row if cell.startswith(SIGNS)], (separator, line)


@pytest.mark.parametrize("text", ["Kaos - merah", "a;b", "x=1", "sari@contoh.id", '{"a":-1,"b":"=x"}', "62812-34"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert write_cell(text) == text


def test_numbers_and_times_stay_what_they_are() -> None:
    assert [write_cell(one) for one in (-5, Money(-7), None, dt.date(2026, 1, 2))] == ["-5", "-7", "", "2026-01-02"]
    assert write_cell(dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)) == "2026-01-02T03:04:00.000000Z"
