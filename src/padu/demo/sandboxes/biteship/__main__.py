"""`python -m padu.demo.sandboxes.biteship`: the couriers as a program of their own."""

from __future__ import annotations

import argparse
from pathlib import Path

from padu.demo.sandboxes.biteship import BiteshipSandboxConfig, serve_biteship_sandbox

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Couriers that speak Biteship's API.")
    parser.add_argument("--port", type=int, default=8011)
    parser.add_argument("--api-key", required=True, help="the key their customer uses; made up, opens nothing else")
    parser.add_argument("--notify", help="where webhooks are posted")
    parser.add_argument("--webhook-secret", default="", help="what webhooks carry in the header X-Biteship-Signature")
    parser.add_argument("--folder", type=Path, help="where their file lies; without, they forget at the end")
    given = parser.parse_args()
    serve_biteship_sandbox(
        BiteshipSandboxConfig(
            api_key=given.api_key,
            webhook_url=given.notify,
            webhook_secret=given.webhook_secret,
            folder=given.folder,
            port=given.port,
        )
    )
