from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from padu.entry.web import create_market_app
from padu.platform.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 200), ("0.0.0.0", 404), ("10.0.0.5", 404)])  # noqa: S104 - the case in question
async def test_operators_pages_are_served_to_this_machine_only(
    committed_market: Any,  # noqa: ANN401 - a conftest class can't be imported
    load_beside: Any,  # noqa: ANN401 - as above
    tmp_path: Path,
    host: str,
    status: int,
) -> None:
    settings = Settings(home=tmp_path, market_database_url=committed_market.app_url, market_host=host)
    app = create_market_app(settings, load_beside("example_merge").ExampleMerges())
    async with AsyncTestClient(app) as client:
        assert (await client.get("/operations/merge")).status_code == status
        home = await client.get("/")
        assert home.status_code == 200
        assert ('href="/operations/merge"' in home.text) == (status == 200)
