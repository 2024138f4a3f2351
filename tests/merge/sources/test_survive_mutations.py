# ruff: noqa: ANN401 - builders come from conftest as fixtures, whose types a test cannot import
"""Whatever happens to a valid file, reading it never raises and every element is accounted for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from padu.merge.sources import read
from padu.merge.sources.types import Accepted, Platform, ReadOutcome, SourceFile

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)
values = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.text(max_size=5), scalars, max_size=3)
words = st.sampled_from(["", "0", "-1", "1,5", "1.000", "Rp5", "9" * 40, "\x00", "\ud800", "1e5", "{}", "NaN", "\u202e", "a" * 300])
relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def places(record: Any) -> list[tuple[Any, ...]]:
    """Every path inside a JSON value."""
    if isinstance(record, dict):
        return [(key, *rest) for key, value in record.items() for rest in [(), *places(value)]]
    if isinstance(record, list):
        return [(at, *rest) for at, value in enumerate(record) for rest in [(), *places(value)]]
    return []


def mutate(draw: st.DrawFn, record: Any) -> Any:
    """The record with one to three of its values replaced by anything, or removed."""
    for _ in range(draw(st.integers(1, 3))):
        paths = places(record)
        if not paths:
            return record
        *steps, last = draw(st.sampled_from(paths))
        target = record
        for step in steps:
            target = target[step]
        if draw(st.booleans()):
            target[last] = draw(values | words)
        else:
            del target[last]
    return record


def file_for(path: Path, reader: str, platform: Platform = Platform.TIKTOK_SHOP) -> SourceFile:
    return SourceFile(platform=platform, reader=reader, path=path, name=path.name, seller_id="7494867111555883514")


def rows_of(found: list[ReadOutcome]) -> int:
    return sum(outcome.rows for outcome in found)


@relaxed
@given(st.data())
def test_mutated_orders_are_all_accounted_for(made: Any, tmp_path: Path, data: st.DataObject) -> None:
    elements = [made.order(number) for number in range(3)]
    spoilt = data.draw(st.integers(0, 2))
    elements[spoilt] = data.draw(st.composite(mutate)(json.loads(json.dumps(elements[spoilt]))))
    path = tmp_path / "order.202309.orders.search.0001.json"
    page = {"orders": elements, "next_page_token": "", "total_count": 3}
    path.write_bytes(json.dumps({"code": 0, "data": page}).encode(errors="surrogatepass"))
    found = list(read(file_for(path, "tiktok_shop.orders")))
    assert rows_of(found) == 3
    assert sum(isinstance(outcome, Accepted) for outcome in found) >= 2


@relaxed
@given(st.data())
def test_mutated_products_are_all_accounted_for(made: Any, tmp_path: Path, data: st.DataObject) -> None:
    elements = [made.product(number) for number in range(3)]
    elements[1] = data.draw(st.composite(mutate)(json.loads(json.dumps(elements[1]))))
    path = tmp_path / "product.202309.products.jsonl"
    path.write_bytes(b"".join(made.envelope(element) + b"\n" for element in elements))
    found = list(read(file_for(path, "tiktok_shop.products")))
    assert rows_of(found) == 3
    assert sum(isinstance(outcome, Accepted) for outcome in found) >= 2


@relaxed
@given(st.binary(max_size=400), st.integers(0, 3000), st.integers(0, 60))
@example(b"\x00", 100, 5)
def test_bytes_spoilt_anywhere_never_raise(made: Any, tmp_path: Path, noise: bytes, at: int, removed: int) -> None:
    page = {"orders": [made.order()], "next_page_token": "", "total_count": 1}
    valid = json.dumps({"code": 0, "data": page}).encode()
    path = tmp_path / "order.202309.orders.search.0001.json"
    path.write_bytes(valid[:at] + noise + valid[at + removed :])
    assert rows_of(list(read(file_for(path, "tiktok_shop.orders")))) >= 1


@relaxed
@given(st.binary(max_size=60), st.integers(0, 4000), st.integers(0, 60))
def test_order_tables_spoilt_anywhere_never_raise(exports: Any, made: Any, noise: bytes, at: int, removed: int) -> None:
    rows = [made.order_row(**{"Order ID": str(579000000000000000 + number)}) for number in range(4)]
    path = exports.centre(*rows)
    valid = path.read_bytes()
    path.write_bytes(valid[:at] + noise + valid[at + removed :])
    found = list(read(file_for(path, "seller_centre.orders", Platform.TOKOPEDIA)))
    assert found
    assert all(outcome.rows >= 1 for outcome in found)


@settings(parent=relaxed, max_examples=80)
@given(st.data())
def test_workbooks_spoilt_anywhere_never_raise(exports: Any, made: Any, data: st.DataObject) -> None:
    path = exports.bulk(made.bulk_row())
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    assert list(read(file_for(path, "tokopedia.bulk", Platform.TOKOPEDIA)))


@relaxed
@given(
    st.dictionaries(
        st.sampled_from(["Harga (Rp)", "Jumlah Stok", "Nama Produk", "SKU Name", "Status", "Kondisi", "Berat (Gram)"]), values | words
    )
)
def test_any_cells_are_accounted_for(exports: Any, made: Any, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]) -> None:
    sound = made.bulk_row(**{"SKU Name": "BTK-0"})
    rows = [made.BULK_COLUMNS, list(sound.values()), list(made.bulk_row(**changes).values())]
    flat = [[cell if isinstance(cell, (str, int, float, bool)) else str(cell) for cell in row] for row in rows]
    monkeypatch.setattr("padu.merge.sources.tokopedia.bulk.open_sheet", lambda *_: iter(flat))
    found = list(read(file_for(exports.market / "bulk" / "x.xlsx", "tokopedia.bulk", Platform.TOKOPEDIA)))
    assert isinstance(found[0], Accepted)
    assert [outcome.at.row for outcome in found] == [2, 3]
