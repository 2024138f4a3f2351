"""Nothing of a large file is read before it is known that whoever sends it may."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

pytestmark = pytest.mark.anyio
START = b'--x\r\nContent-Disposition: form-data; name="video"; filename="a"\r\n\r\n'


async def send_slowly(stage: Any, *, cookies: dict[str, str], token: str = "") -> tuple[int, str, int]:
    """The status, where it leads, and how many pieces of the body were read before that was said."""
    read, said = 0, {"status": 0, "location": ""}
    headers = {"host": "social.localhost:8001", "accept": "text/html", "content-type": "multipart/form-data; boundary=x"}
    headers |= {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), **({"x-csrftoken": token} if token else {})}

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": START if read == 1 else b"y" * 1024, "more_body": read < 50}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            said["status"] = message["status"]
            said["location"] = dict(message["headers"]).get(b"location", b"").decode()

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/studio/unggah",
        "raw_path": b"/studio/unggah",
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("social.localhost", 8001),
        "client": ("203.0.113.9", 1),
        "state": {},
    }
    await stage.app(scope, receive, send)
    return said["status"], said["location"], read


async def test_only_a_creators_file_is_read(stage: Any) -> None:
    token = await stage.token()
    csrf = {"padu_csrf": token}
    for cookies in ({}, {"padu_csrf": "ab" * 64}):
        assert await send_slowly(stage, cookies=cookies, token=token) == (403, "", 0)
    for header in ("", token):
        assert await send_slowly(stage, cookies=csrf, token=header) == (303, "/masuk", 0)
        assert await send_slowly(stage, cookies={**csrf, "padu_session": "x" * 43}, token=header) == (303, "/masuk", 0)
    assert await send_slowly(stage, cookies=csrf, token="wrong") == (403, "", 0)  # noqa: S106 - a form's token
    await stage.open_account("sari")
    await stage.sign_in("sari")
    assert await send_slowly(stage, cookies=dict(stage.client.cookies) | csrf) == (303, "/studio", 0)
    await stage.open_creator("wira")
    await stage.sign_in("wira")
    await stage.token()
    status, _, read = await send_slowly(stage, cookies=dict(stage.client.cookies), token=stage.client.cookies["padu_csrf"])
    assert status in {400, 422}
    assert read > 1


async def test_files_that_were_begun_count_whatever_became_of_them(stage: Any, clock: Any) -> None:
    await stage.open_creator("wira")
    await stage.sign_in("wira")
    for _ in range(60):
        assert (await stage.send_file(b"")).status_code == 422
    refused = await stage.send_file(stage.clip)
    assert refused.status_code == 429
    assert "Sudah banyak video" in refused.text
    cookies, token = dict(stage.client.cookies), await stage.token()
    assert await send_slowly(stage, cookies=cookies, token=token) == (429, "", 0)
    told = await stage.send_file(stage.clip, Accept="application/json")
    assert (told.status_code, told.json()["refused"]) == (429, "too_many_uploads")
    clock.advance(dt.timedelta(hours=1))
    assert (await stage.send_file(stage.clip)).status_code == 303
