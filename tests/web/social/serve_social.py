"""Serves the social side's pages: `python serve_social.py URL HOME PORT`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from granian.constants import Interfaces
from granian.server import Server

from padu.entry.web import create_social_app
from padu.platform.settings import Settings

if __name__ == "__main__":
    url, home, port = sys.argv[1:]
    origin = f"http://127.0.0.1:{port}"
    settings = Settings(home=Path(home), social_database_url=url, social_port=int(port), social_public_url=origin)
    server = Server("serve_social", address="127.0.0.1", port=int(port), interface=Interfaces.ASGI, websockets=False)
    server.serve(target_loader=partial(create_social_app, settings), wrap_loader=False)
