"""Both sites as they are served, over migrated databases of the test's own, and a browser's manners: cookies kept, forms filled in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from padu.entry.sign_in_market import market_code_box
from padu.entry.web import create_market_app, create_social_app
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.market import identity
from padu.platform.settings import Settings
from padu.platform.unit_of_work import open_database

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

    async def form_token(self) -> str:
        """The token that the site's forms carry in this browser: the cookie's own."""
        await self.get("/masuk")
        return self.client.cookies["padu_csrf"]

    async def leave(self) -> Any:  # noqa: ANN401 - as above
        """Sign out, as the header's form does."""
        return await self.post("/keluar", {"_csrf_token": await self.form_token()})


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


@pytest.fixture
async def open_market_person(
    committed_market: Any,  # noqa: ANN401 - as above
    clock: FixedClock,
    tmp_path: Path,
) -> AsyncIterator[Callable[..., Awaitable[identity.OpenedAccount]]]:
    """Opens an account on the market that `shop` shows: `await open_market_person("operator", login="ops")`."""
    database = open_database(committed_market.app_url, clock)

    async def open_one(*roles: str, login: str, name: str = "Bu Sari", password: str = "kuda lumping biru") -> identity.OpenedAccount:  # noqa: S107 - made up
        account = identity.NewAccount(
            account_id=identity.AccountId(new_id()),
            login=login,
            display_name=name,
            password=password,
            roles=frozenset(map(identity.Role, roles)),
        )
        async with database.unit_of_work() as uow:
            return await identity.open_account(uow, market_code_box(tmp_path / "market"), account)

    yield open_one
    await database.close()


@pytest.fixture(params=["shop", "stage"])
def site(request: pytest.FixtureRequest) -> Browser:
    """Either side: what both must do is tested on both."""
    browser: Browser = request.getfixturevalue(request.param)
    return browser
