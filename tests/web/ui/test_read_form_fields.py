"""What a form says, as a struct."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
import pytest
from litestar import Litestar, post
from litestar.testing import AsyncTestClient

from padu.web.ui import BadParameterError, WebRequest, read_form

pytestmark = pytest.mark.anyio
ONE, TWO = UUID(int=1), UUID(int=2)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    shop_id: UUID
    quantity: Annotated[int, msgspec.Meta(ge=1, le=999)]
    note: Annotated[str, msgspec.Meta(max_length=10)] = ""
    chosen: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=3)] = ()
    is_gift: bool = False
    voucher: UUID | None = None


@post("/")
async def take(request: WebRequest) -> dict[str, Any]:
    try:
        return {"form": msgspec.to_builtins(await read_form(request, Basket))}
    except BadParameterError as error:
        return {"field": error.field, "what": error.what}


async def send(content: bytes | str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    async with AsyncTestClient(Litestar([take], openapi_config=None)) as client:
        return (await client.post("/", content=content, headers=headers or FORM)).json()


async def test_fields_are_read_as_their_types_and_others_let_be() -> None:
    sent = [
        ("shop_id", ONE),
        ("quantity", "3"),
        ("note", "ü&="),
        ("is_gift", "true"),
        ("chosen", ONE),
        ("chosen", TWO),
        ("_csrf_token", "x"),
    ]
    read = (await send(urlencode(sent)))["form"]
    assert read == {
        "shop_id": str(ONE),
        "quantity": 3,
        "note": "ü&=",
        "chosen": [str(ONE), str(TWO)],
        "is_gift": True,
        "voucher": None,
    }
    as_json = (await send(msgspec.json.encode({"shop_id": ONE, "quantity": 3}), {"Content-Type": "application/json"}))["form"]
    assert (as_json["quantity"], as_json["chosen"]) == (3, [])


async def test_an_empty_field_with_a_default_was_not_filled_in() -> None:
    read = (await send(f"shop_id={ONE}&quantity=1&voucher=&is_gift=&chosen="))["form"]
    assert (read["voucher"], read["is_gift"], read["chosen"]) == (None, False, [])


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (f"shop_id={ONE}", "quantity"),
        (f"shop_id={ONE}&quantity=", "quantity"),
        (f"shop_id={ONE}&quantity=0", "quantity"),
        (f"shop_id={ONE}&quantity=1.5", "quantity"),
        (f"shop_id={ONE}&quantity=1&quantity=2", "quantity"),
        ("shop_id=rahasia&quantity=1", "shop_id"),
        (f"shop_id={ONE}&quantity=1&note=" + "a" * 11, "note"),
        (f"shop_id={ONE}&quantity=1&note=a%00", "note"),
        (f"shop_id={ONE}&quantity=1&note=" + "a" * 20_001, "note"),
        (f"shop_id={ONE}&quantity=1" + f"&chosen={ONE}" * 4, "chosen"),
        (f"shop_id={ONE}&quantity=1&chosen=rahasia", "chosen"),
        ("shop_id=%ff&quantity=1", ""),
        ("a=1&" * 501, ""),
    ],
)
async def test_the_field_at_fault_is_named_and_what_was_sent_is_not(content: str, field: str) -> None:
    answer = await send(content)
    assert answer["field"] == field, answer
    assert "rahasia" not in answer["what"]


async def test_a_file_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("1")
    async with AsyncTestClient(Litestar([take], openapi_config=None)) as client:
        with (tmp_path / "x.txt").open("rb") as file:
            answer = (await client.post("/", data={"shop_id": str(ONE)}, files={"quantity": file})).json()
    assert answer["field"] == "quantity"
