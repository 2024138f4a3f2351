"""Runs a sandbox as the separate program it is, and listens to what it posts."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@dataclass(slots=True)
class Heard:
    body: bytes
    headers: dict[str, str]


@dataclass(slots=True)
class Listener:
    """Where notifications go. `refuse_next` of them are answered 500."""

    url: str
    heard: list[Heard] = field(default_factory=list[Heard])
    refuse_next: int = 0

    def about(self, text: str) -> list[Heard]:
        return [each for each in self.heard if text.encode() in each.body]

    def wait(self, text: str, count: int, *, seconds: float = 5.0) -> list[Heard]:
        """The notifications that hold `text`, once there are `count` of them."""
        wait_until(lambda: len(self.about(text)) >= count, seconds)
        return self.about(text)


def wait_until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener("")

    class Hear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            refused = listener.refuse_next > 0
            if refused:
                listener.refuse_next -= 1
            else:
                listener.heard.append(Heard(body, {name.lower(): value for name, value in self.headers.items()}))
            self.send_response(500 if refused else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hear) as server:
        listener.url = f"http://127.0.0.1:{server.server_address[1]}/told"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield listener
        finally:  # else its thread would outlive a test that failed, and the run with it
            server.shutdown()
            thread.join()


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox and where it posts."""

    url: str
    told: Listener

    def switch(self, **faults: object) -> None:
        httpx.post(f"{self.url}/sandbox/faults", json=faults).raise_for_status()

    def listed(self, subject: str) -> list[dict[str, Any]]:
        everything: list[dict[str, Any]] = httpx.get(f"{self.url}/sandbox/notifications").raise_for_status().json()
        return [each for each in everything if each["subject"] == subject]

    def control(self, path: str, body: object = None) -> httpx.Response:
        return httpx.post(f"{self.url}{path}", json=body or {})

    def call(self, method: str, path: str, **said: Any) -> httpx.Response:  # noqa: ANN401 - whatever httpx takes
        """Speak to it without the client that is under test."""
        return httpx.request(method, f"{self.url}{path}", **said)


@contextmanager
def running(module: str, told: Listener, *arguments: str) -> Iterator[Sandbox]:
    port = free_port()
    command = [sys.executable, "-m", module, "--port", str(port), "--notify", told.url, *arguments]
    with subprocess.Popen(command) as program:
        url = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            assert program.poll() is None, "the sandbox ended"
            try:
                return httpx.get(f"{url}/healthz").is_success
            except httpx.TransportError:
                return False

        try:
            wait_until(answers, 30)
            yield Sandbox(url, told)
        finally:
            program.terminate()
            program.wait(20)
