"""`padu serve`: the sites, alone or beside a job."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass

import msgspec

from padu.entry.databases import open_databases
from padu.entry.read_merge import MergeTables
from padu.entry.web import serve_market
from padu.kernel.errors import PaduError
from padu.platform.settings import Settings

_START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Pages:
    """A site served by a process of its own."""

    process: subprocess.Popen[bytes]
    url: str

    def wait(self) -> None:
        """Until somebody presses Ctrl-C, or the process ends."""
        with contextlib.suppress(KeyboardInterrupt):
            self.process.wait()


@contextlib.contextmanager
def serve_beside(settings: Settings) -> Generator[Pages]:
    """Serve the market in another process for as long as the block runs."""
    _refuse_taken_port(settings)
    environment = {
        **os.environ,
        "PADU_HOME": str(settings.home),
        "PADU_MARKET_DATABASE_URL": settings.market_database_url or "",
        "PADU_SOCIAL_DATABASE_URL": settings.social_database_url or "",
        "PADU_MARKET_HOST": settings.market_host,
        "PADU_MARKET_PORT": str(settings.market_port),
    }
    # A group of its own: Ctrl-C reaches this process, which then ends the site in order.
    command = [sys.executable, "-m", "padu.entry.command_line", "serve", "market"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own program
    try:
        _wait_until_answering(settings, process)
        yield Pages(process, f"http://shop.localhost:{settings.market_port}")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.market_host, settings.market_port))
        except OSError as error:
            raise PaduError(
                "serve.port_taken",
                f"port {settings.market_port} on {settings.market_host} is taken by another program",
                todo="end that program, or choose another port: PADU_MARKET_PORT=8100",
            ) from error


def _wait_until_answering(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise PaduError("serve.ended", f"the site ended at once with exit code {process.returncode}", todo="see its message above")
        with contextlib.suppress(OSError), socket.create_connection((settings.market_host, settings.market_port), timeout=1):
            return
        time.sleep(0.1)
    raise PaduError("serve.silent", f"the site did not answer within {_START_SECONDS} s", todo="see its messages above")


def serve_until_stopped(settings: Settings) -> None:
    """Serve the market in this process until Ctrl-C or SIGTERM."""
    databases = open_databases(settings)
    ready = msgspec.structs.replace(settings, market_database_url=databases.market_url, social_database_url=databases.social_url)
    serve_market(ready, MergeTables())
