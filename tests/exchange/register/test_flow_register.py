from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.exchange.register import ExchangeError, Flow, all_flows, check_message, flow_on, flows_on
from padu.exchange.register.load_register import read_flows
from padu.exchange.register.rules import check_register
from padu.exchange.register.types import Direction, Field, FieldKind
from padu.kernel.ids import new_id

NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
VALUES: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.UUID: st.uuids().map(str),
    FieldKind.TEXT: st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=500),
    FieldKind.WORDS: st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True), max_size=10),
    FieldKind.WHOLE: st.integers(0, 2**53 - 1),
    FieldKind.RUPIAH: st.integers(0, 2**53 - 1),
    FieldKind.TENTHS: st.integers(10, 50),
    FieldKind.FLAG: st.booleans(),
    FieldKind.DAY: st.dates().map(dt.date.isoformat),
    FieldKind.MOMENT: st.datetimes(min_value=dt.datetime(1000, 1, 1)).map(lambda at: at.isoformat() + "Z"),  # noqa: DTZ001 - the Z is its zone
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def value_of(field: Field) -> st.SearchStrategy[Any]:
    known = st.sampled_from(field.one_of) if field.one_of else VALUES[field.kind]
    return st.none() | known if field.may_be_empty else known


def messages(flow: Flow) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({field.name: value_of(field) for field in flow.fields})


def code_of(flow: Flow, message: dict[str, Any]) -> str:
    with pytest.raises(ExchangeError) as caught:
        check_message(flow, message)
    return caught.value.code


FLOWS = st.sampled_from(all_flows())


@given(st.data())
def test_a_message_that_says_what_the_register_names_passes(data: st.DataObject) -> None:
    flow = data.draw(FLOWS)
    check_message(flow, data.draw(messages(flow)))


@given(st.data())
def test_any_other_field_is_refused(data: st.DataObject) -> None:
    flow = data.draw(FLOWS)
    message = data.draw(messages(flow))
    other = data.draw(st.text(max_size=40).filter(lambda name: name not in flow.names))
    assert code_of(flow, {**message, other: data.draw(ANYTHING)}) == "exchange.field_not_registered"


@given(st.data())
def test_a_missing_field_is_refused(data: st.DataObject) -> None:
    flow = data.draw(FLOWS)
    message = data.draw(messages(flow))
    del message[data.draw(st.sampled_from(flow.names))]
    assert code_of(flow, message) == "exchange.field_missing"


@given(st.data())
def test_a_value_of_another_kind_is_refused_and_not_quoted(data: st.DataObject) -> None:
    flow = data.draw(FLOWS)
    message = data.draw(messages(flow))
    field = data.draw(st.sampled_from(flow.fields))
    wrong: dict[FieldKind, list[object]] = {
        FieldKind.TEXT: [5, True, "x" * 501, "nul \x00", "half \ud800", ["x"]],
        FieldKind.UUID: ["x", 5, "{018d0000-0000-7000-8000-000000000000}", "018D0000-0000-7000-8000-000000000000"],
        FieldKind.WORD: ["elsewhere", "", 5],
        FieldKind.WORDS: ["word", ["Not A Word"], [5], ["w"] * 11],
        FieldKind.WHOLE: [-1, 1.5, True, "1", 2**53],
        FieldKind.RUPIAH: [-1, 1.0, False, "Rp1", 2**53],
        FieldKind.TENTHS: [9, 51, 4.8, True],
        FieldKind.FLAG: [0, 1, "true"],
        FieldKind.DAY: ["2024-02-30", "2024-2-1", 20240201, "2024-02-01T00:00:00Z"],
        FieldKind.MOMENT: ["2024-02-01", "2024-02-01T03:00:00", "2024-02-01T03:00:00+07:00", "2024-02-30T03:00:00Z", 5],
    }
    value = data.draw(st.sampled_from(wrong[field.kind]))
    assert code_of(flow, {**message, field.name: value}) == "exchange.field_kind"


def test_empty_is_allowed_only_where_the_register_says_so() -> None:
    empty = [(flow.id, field.name) for flow in all_flows() for field in flow.fields if field.may_be_empty]
    assert empty == [("cards", "rating")]


def test_the_register_says_why_on_what_and_how_long_in_both_languages() -> None:
    for flow in all_flows():
        for words in (flow.title, flow.purpose, flow.basis, flow.retention, *(field.meaning for field in flow.fields)):
            assert words.id
            assert words.en
        assert flow.basis.law
        assert flow.basis.article
    assert {flow.id for flow in flows_on(NOW)} == {"cards", "card_withdrawals", "handoff", "attribution"}
    assert [flow.id for flow in all_flows() if flow.direction is Direction.SOCIAL_TO_MARKET] == ["handoff"]


def test_only_creators_are_persons_in_the_register_and_no_viewer_or_buyer_is() -> None:
    personal = {(flow.id, field.name, field.personal.whose) for flow in all_flows() for field in flow.fields if field.personal}
    assert personal == {("handoff", "creator_id", "creator"), ("attribution", "creator_id", "creator")}


def test_no_flow_counts_before_its_first_day() -> None:
    with pytest.raises(ExchangeError, match="no flow"):
        flow_on("cards", dt.datetime(2023, 9, 25, 16, 59, tzinfo=dt.UTC))
    assert flow_on("cards", dt.datetime(2023, 9, 25, 17, 0, tzinfo=dt.UTC)).version == 1
    with pytest.raises(ExchangeError) as caught:
        flow_on("likes", NOW)
    assert caught.value.code == "exchange.flow_not_registered"


def test_a_register_that_contradicts_itself_is_refused() -> None:
    first = flow_on("handoff", NOW)
    second = msgspec.structs.replace(first, version=2, valid_from=dt.date(2025, 1, 1))
    check_register([first, second])
    broken = [
        [first, first],
        [second],
        [first, msgspec.structs.replace(second, valid_from=first.valid_from)],
        [first, msgspec.structs.replace(second, direction=Direction.MARKET_TO_SOCIAL)],
        [msgspec.structs.replace(first, fields=())],
        [msgspec.structs.replace(first, fields=(first.fields[0], first.fields[0]))],
        [msgspec.structs.replace(first, id="Hand-Off")],
        [msgspec.structs.replace(first, fields=tuple(msgspec.structs.replace(field, one_of=()) for field in first.fields))],
    ]
    for flows in broken:
        with pytest.raises(ExchangeError) as caught:
            check_register(flows)
        assert caught.value.code == "exchange.register_broken"


def test_a_register_with_an_unknown_word_cannot_be_read() -> None:
    with pytest.raises(msgspec.ValidationError):
        read_flows(b"flows: [{id: cards, version: 1, colour: red}]")


def test_a_message_with_a_field_too_many_is_refused_whatever_else_it_says() -> None:
    flow = flow_on("card_withdrawals", NOW)
    message = {"listing_id": str(new_id()), "withdrawn_at": "2024-02-01T03:00:00Z"}
    check_message(flow, message)
    assert code_of(flow, {**message, "buyer_id": str(new_id())}) == "exchange.field_not_registered"
