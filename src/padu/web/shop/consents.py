"""What a shopper consented to, each with its receipt, and how to take it back."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from padu.exchange import consent
from padu.exchange.consent import ConsentError, Receipt
from padu.web.ui import NotHereError, WebRequest, language_of, reading, require_visitor, respond, writing

_SHOPPER = "shopper"
_NOT_STORED = {"Cache-Control": "no-store"}


class ReceiptLine(msgspec.Struct, frozen=True, kw_only=True):
    """A consent: `title` in the reader's language, `wording` in the one that the person saw it in, `digest` in hex to compare it by."""

    receipt_id: UUID
    title: str
    wording: str
    language: str
    basis: str
    flow: str
    flow_version: int
    digest: str
    given_at: dt.datetime
    withdrawn_at: dt.datetime | None


class ConsentsView(msgspec.Struct, frozen=True):
    """All consents of whoever is signed in, newest first."""

    receipts: tuple[ReceiptLine, ...]


@get("/akun/izin", name="consents")
async def show_consents(request: WebRequest) -> Response[Any]:
    """What was consented to, also what was taken back."""
    visitor = await require_visitor(request, _SHOPPER)
    async with reading(request) as uow:
        receipts = await consent.receipts_of(uow, visitor.account_id)
    language = language_of(request)
    view = ConsentsView(tuple(_line(receipt, language) for receipt in receipts))
    return respond(request, "shop/consents.html", view, headers=_NOT_STORED)


@post("/akun/izin/{receipt_id:uuid}/cabut", name="withdraw_consent", status_code=303)
async def withdraw_consent(request: WebRequest, receipt_id: FromPath[UUID]) -> Response[Any]:
    """Take a consent back; it counts from now on."""
    visitor = await require_visitor(request, _SHOPPER)
    try:
        async with writing(request) as uow:
            await consent.withdraw(uow, visitor.account_id, receipt_id)
    except ConsentError as error:
        raise NotHereError(error.what) from error
    return Response("", status_code=303, headers={"Location": "/akun/izin", **_NOT_STORED})


def _line(receipt: Receipt, language: str) -> ReceiptLine:
    purpose = consent.purpose_of(receipt.purpose)
    return ReceiptLine(
        receipt_id=receipt.receipt_id,
        title=purpose.title.in_language(language),
        wording=purpose.wording.in_language(receipt.notice_language),
        language=receipt.notice_language,
        basis=receipt.lawful_basis,
        flow=receipt.flow,
        flow_version=receipt.flow_version,
        digest=receipt.notice_digest.hex(),
        given_at=receipt.given_at,
        withdrawn_at=receipt.withdrawn_at,
    )
