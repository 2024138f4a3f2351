"""Serves the market's pages on a filled database with an example merge: `python serve_example.py URL HOME PORT [STATE]`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from example_merge import ExampleMerges

from padu.entry.commands.serve import serve_app
from padu.entry.web import create_market_app
from padu.platform.settings import Settings

if __name__ == "__main__":
    url, home, port, *state = sys.argv[1:]
    settings = Settings(home=Path(home), market_database_url=url, market_port=int(port))
    serve_app(partial(create_market_app, settings, ExampleMerges(*state)), settings.market_host, settings.market_port)
