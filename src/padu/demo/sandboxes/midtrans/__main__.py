"""`python -m padu.demo.sandboxes.midtrans`: the gateway as a program of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

from padu.demo.sandboxes.midtrans import MidtransSandboxConfig, serve_midtrans_sandbox

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A payment gateway that speaks Midtrans' Core API.")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--server-key", required=True, help="the key its merchant uses; made up, opens nothing else")
    parser.add_argument("--notify", help="where notifications are posted")
    parser.add_argument("--folder", type=Path, help="where its file lies; without, it forgets at the end")
    given = parser.parse_args()
    serve_midtrans_sandbox(
        MidtransSandboxConfig(server_key=given.server_key, notification_url=given.notify, folder=given.folder, port=given.port)
    )
