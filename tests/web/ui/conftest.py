"""Both sites as they are served, over migrated databases of the test's own, and a browser's manners: cookies kept, forms filled in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from padu.entry.web import create_market_app, create_social_app
from padu.kernel.clock import FixedClock
from padu.platform.settings import Settings

SHOP, SOCIAL = "http://shop.localhost:8000", "http://social.localhost:8001"


@dataclass
class Browser:
    """A client that fills in forms as a browser does: hidden fields of the page's form come along."""

    client: AsyncTestClient[Any]

    async def get(self, path: str, **headers: str) -> Any:  # noqa: ANN401 - httpx's answer
        return await self.client.get(path, headers={"Accept": "text/html", **headers}, follow_redirects=False)

    async def post(self, path: str, data: dict[str, Any], **headers: str) -> Any:  # noqa: ANN401 - as above
        return await self.client.post(path, data=data, headers={"Accept": "text/html", **headers}, follow_redirects=False)

    async def submit(self, page: str, action: str, **typed: str) -> Any:  # noqa: ANN401 - as above
        """Open the page, fill in its form, send it."""
        text = (await self.get(page)).text
        form = next(form for form in re.findall(r"<form.*?</form>", text, re.DOTALL) if f'action="{action}"' in form)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        return await self.post(action, {**hidden, **typed})


@pytest.fixture
async def shop(committed_market: Any, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Browser]:  # noqa: ANN401 - a conftest class
    settings = Settings(home=tmp_path / "market", market_database_url=committed_market.app_url)
    async with AsyncTestClient(create_market_app(settings, None, clock=clock), base_url=SHOP, raise_server_exceptions=False) as client:
        yield Browser(client)


@pytest.fixture
async def stage(committed_social: Any, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Browser]:  # noqa: ANN401 - as above
    settings = Settings(home=tmp_path / "social", social_database_url=committed_social.app_url)
    async with AsyncTestClient(create_social_app(settings, clock=clock), base_url=SOCIAL, raise_server_exceptions=False) as client:
        yield Browser(client)
