"""Signing in, up and out over the real apps and databases of both sides."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.anyio
PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests


@pytest.fixture(params=["shop", "stage"])
def site(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - a conftest class
    return request.getfixturevalue(request.param)


async def test_signing_up_opens_a_session_and_leads_on(site: Any) -> None:  # noqa: ANN401 - as above
    answer = await site.submit("/daftar?lanjut=/cari%3Fq%3Dbatik", "/daftar", display_name="Bu Sari", login="sari@pasar.id", password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cari?q=batik"), answer.text
    session = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("padu_session="))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(session.split("; "))
    assert "Domain" not in session
    assert "Secure" not in session
