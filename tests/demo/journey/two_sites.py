"""Two little sites on one machine, told apart by their Host header, with the habits that ours have: cookies, tokens, redirects."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote


@dataclass(slots=True)
class Asked:
    method: str
    host: str
    path: str
    form: dict[str, str]
    cookies: dict[str, str]
    headers: dict[str, str]


@dataclass(slots=True)
class TwoSites:
    """What was asked of both; `policy` is sent as the social side's Content-Security-Policy."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list[Asked])
    policy: str = ""

    @property
    def shop(self) -> str:
        return f"http://shop.localhost:{self.port}"

    @property
    def social(self) -> str:
        return f"http://social.localhost:{self.port}"

    @property
    def addresses(self) -> dict[str, tuple[str, int]]:
        return dict.fromkeys(("shop.localhost", "social.localhost"), ("127.0.0.1", self.port))


class Answer(BaseHTTPRequestHandler):
    sites: TwoSites

    def do_GET(self) -> None:
        asked = self._note({})
        if asked.path == "/":
            token = asked.cookies.get("csrf", f"token-of-{asked.host.split('.')[0]}")
            self._page(
                f"<title>Depan</title><a href='/v/1'>Video</a><form method=post action=/masuk>"
                f"<input type=hidden name=_csrf_token value='{token}'><input name=nama><button>Masuk</button></form>"
                f"<form method=get action=/cari><input name=q value=''></form><form method=post action=/seberang></form>",
                {"Set-Cookie": f"csrf={token}; HttpOnly"},
            )
        elif asked.path.startswith("/lompat"):
            self._send(303, "", {"Location": "/lompat"})
        elif asked.path == "/hilang":
            self._page("<title>Tidak ada</title><p>Halaman ini tidak ada.", {}, 404)
        else:
            self._page(f"<title>{asked.path}</title><p>Halo {unquote(asked.cookies.get('nama', 'tamu'))}", {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        asked = self._note(dict(parse_qsl(body, keep_blank_values=True)))
        if asked.path == "/seberang":
            self._send(303, "", {"Location": f"{self.sites.shop}/serah-terima?t=abc"})
        elif asked.form.get("_csrf_token") != asked.cookies.get("csrf"):
            self._page("<title>Ditolak</title><p>Formulir ini kedaluwarsa", {}, 403)
        else:
            self._send(303, "", {"Location": "/akun", "Set-Cookie": f"nama={quote(asked.form['nama'])}; HttpOnly"})

    def _note(self, form: dict[str, str]) -> Asked:
        cookies = {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("Cookie", "")).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.headers["Host"], self.path, form, cookies, headers)
        self.sites.asked.append(asked)
        return asked

    def _page(self, html: str, more: dict[str, str], status: int = 200) -> None:
        policy = {"Content-Security-Policy": self.sites.policy} if self.sites.policy and self.headers["Host"].startswith("social") else {}
        self._send(status, html, {"Content-Type": "text/html; charset=utf-8", **policy, **more})

    def _send(self, status: int, body: str, headers: dict[str, str]) -> None:
        content = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@contextmanager
def two_sites() -> Iterator[TwoSites]:
    sites = TwoSites()

    answer = type("AnswerHere", (Answer,), {"sites": sites})
    with ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        sites.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield sites
        finally:  # else its thread would outlive a test that failed, and the run with it
            server.shutdown()
            thread.join()
