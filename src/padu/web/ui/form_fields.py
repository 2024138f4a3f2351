"""A form's fields as they were sent. Parsed here and not by Litestar, which would keep forms, passwords included, in a cache."""

from __future__ import annotations

from typing import cast
from urllib.parse import parse_qsl

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType

from padu.web.ui.request import WebRequest

_FIELDS = 500


async def form_fields(request: WebRequest) -> dict[str, list[str | UploadFile]]:
    """Every field with its values in order; nothing for a body that is no form. Raises `ValueError` for one that is unreadable."""
    kind, _ = request.content_type
    fields: dict[str, list[str | UploadFile]] = {}
    if kind == RequestEncodingType.URL_ENCODED:
        text = (await request.body()).decode("ascii")
        for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=False, max_num_fields=_FIELDS, errors="strict"):
            fields.setdefault(name, []).append(value)
    elif kind == RequestEncodingType.MULTI_PART:
        form = await request.form()
        for name, value in form.multi_items():
            fields.setdefault(name, []).append(cast("str | UploadFile", value))
    return fields
