"""Either site, for what both must do."""

from __future__ import annotations

import pytest
from tests.web.browser import Browser


@pytest.fixture(params=["shop", "stage"])
def site(request: pytest.FixtureRequest) -> Browser:
    """Either side: what both must do is tested on both."""
    browser: Browser = request.getfixturevalue(request.param)
    return browser
