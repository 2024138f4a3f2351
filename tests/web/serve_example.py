"""Serves the market's pages on a filled database with an example merge: `python serve_example.py URL HOME PORT [STATE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from example_merge import ExampleMerges

from padu.entry.web import serve_market
from padu.platform.settings import Settings

if __name__ == "__main__":
    url, home, port, *state = sys.argv[1:]
    settings = Settings(home=Path(home), market_database_url=url, market_port=int(port))
    serve_market(settings, ExampleMerges(*state))
