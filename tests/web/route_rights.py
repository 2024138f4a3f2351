"""Who may use which route, as a table; and the walk that holds an app to it: every route by every visitor, intruders change nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from litestar import Litestar
from litestar.testing import AsyncTestClient

# Whoever looks leaves these behind: sessions that were used, attempts that were counted.
_FOOTPRINTS = ("identity.session", "social.session", "platform.attempt")
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Right:
    """A route, and what it answers to whom.

    `role`: whom the page is for, empty for everybody; `mine`: the one visitor of that role whose row is asked for, empty where each has
    their own; `answer`: the statuses for whoever may; `others`: those for visitors of the role whose row it is not; `stranger`: those for
    other roles. `address` fills the path in; `form`: what a POST sends. `unread`: an answer that is no page of ours (a file for all).
    """

    method: str
    route: str
    answer: int | tuple[int, ...] = 200
    role: str = ""
    mine: str = ""
    others: int = 404
    stranger: int = 403
    address: str = ""
    form: Mapping[str, Any] = field(default_factory=dict[str, Any])
    unread: bool = False

    def expected(self, name: str, roles: frozenset[str]) -> tuple[int, ...]:
        """What a visitor gets."""
        if not self.role or (self.role in roles and self.mine in {"", name}):
            return (self.answer,) if isinstance(self.answer, int) else self.answer
        if not roles:
            return (303,)
        return (self.others,) if self.role in roles else (self.stranger,)


@dataclass(frozen=True, slots=True)
class Someone:
    """A kind of visitor: their name, the roles that this site knows them by (none: not signed in here), and their cookie."""

    name: str
    roles: frozenset[str]
    token: str = ""


def routes_of(app: Litestar) -> set[tuple[str, str]]:
    """Every (method, path) that the app answers, but for those that Litestar adds by itself."""
    handlers = ((route, handler) for route in app.routes for handler in route.route_handlers)
    return {(method, route.path) for route, handler in handlers for method in handler.http_methods if method != "OPTIONS"}


def state_of(owner_url: str) -> dict[str, str]:
    """A digest of every table's rows, without what looking leaves behind."""
    with psycopg.connect(owner_url) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "select format('%I.%I', schemaname, tablename) from pg_tables"
                " where schemaname not in ('pg_catalog', 'information_schema', 'procrastinate') order by 1"
            )
            if name not in _FOOTPRINTS
        ]
        digests = (f"select '{name}', md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {name} t" for name in tables)
        return dict(connection.execute(" union all ".join(digests).encode()).fetchall())


async def walk(
    client: AsyncTestClient[Any],
    rights: Sequence[Right],
    visitors: Sequence[Someone],
    *,
    owner_url: str,
    session_cookie: str = "padu_session",
) -> None:
    """Hold the app to the table: intruders first, who change nothing, then whoever may."""
    listed = [(right.method, right.route) for right in rights]
    app: Any = client.app
    assert set(listed) == routes_of(app), "a route without rights, or rights without a route"
    assert len(listed) == len(set(listed))
    for right in rights:
        let_in = [one for one in visitors if not right.role or (right.role in one.roles and right.mine in {"", one.name})]
        before = state_of(owner_url) if right.role and right.method == "POST" else {}
        for one in sorted(visitors, key=lambda one: one in let_in):
            if one in let_in and before:
                assert state_of(owner_url) == before, f"an intruder changed something by {right.method} {right.route}"
                before = {}
            answer = await _ask(client, right, one, session_cookie)
            said = f"{right.method} {right.address or right.route} as {one.name}: {answer.status_code} {answer.headers.get('location', '')}"
            assert answer.status_code in right.expected(one.name, one.roles), said
            if right.role and not one.roles:
                assert answer.headers["location"].startswith("/masuk"), said
            check_page(answer, said, is_private=bool(right.role) and not right.unread)


async def _ask(client: AsyncTestClient[Any], right: Right, one: Someone, session_cookie: str) -> Any:  # noqa: ANN401 - httpx's answer
    client.cookies.clear()
    if one.token:
        client.cookies.set(session_cookie, one.token)
    address, headers = right.address or right.route, {"Accept": "text/html"}
    if right.method != "POST":
        return await client.request(right.method, address, headers=headers, follow_redirects=False)
    await client.get("/masuk", headers=headers, follow_redirects=False)
    sent = {"_csrf_token": client.cookies["padu_csrf"], **right.form}
    return await client.post(address, data=sent, headers=headers, follow_redirects=False)


def check_page(answer: Any, said: str, *, is_private: bool) -> None:  # noqa: ANN401 - httpx's answer
    """What every answer carries, and that a page keeps to its own policy."""
    headers = answer.headers
    assert "default-src 'none'" in headers["content-security-policy"], said
    assert "unsafe" not in headers["content-security-policy"], said
    assert headers["x-content-type-options"] == "nosniff", said
    if is_private:
        assert "no-store" in headers.get("cache-control", "") or answer.request.method == "POST", said
        assert "public" not in headers.get("cache-control", ""), said
    if "csv" in headers.get("content-type", "") or "jsonl" in headers.get("content-type", ""):
        assert headers["content-disposition"].startswith("attachment; "), said
    if headers.get("content-type", "").startswith("text/html") and answer.text:
        assert not (found := _INLINE.search(answer.text)), f"{said}: {found and answer.text[found.start() : found.start() + 80]}"
