"""A browser's manners for tests: cookies kept, forms filled in with what the page put into them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from litestar.testing import AsyncTestClient


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
