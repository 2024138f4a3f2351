"""A small browser: cookies by host, redirects, links and forms as the pages write them, and the checks that a real one would make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NoReturn, Self
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from padu.demo.journey.read_page import Button, Control, Form, Link, ReadPage, read_page
from padu.demo.journey.types import JourneyError

_MOST_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Page:
    """A page that came, with the address it came from."""

    def __init__(self, url: str, answer: httpx.Response) -> None:
        self.url = url
        self.status = answer.status_code
        self.content = answer.content
        self.headers = answer.headers
        self._read: ReadPage | None = None

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.url).path

    @property
    def read(self) -> ReadPage:
        """Its links, forms and words."""
        if self._read is None:
            self._read = read_page(self.content.decode("utf-8", "replace"))
        return self._read

    def find_link(self, pattern: str, *, why: str) -> Link:
        """The first link whose address matches; an error that says why it was looked for."""
        found = next(iter(self.links(pattern)), None)
        return found if found is not None else self._miss(f"a link to {pattern}", why)

    def links(self, pattern: str) -> list[Link]:
        """All links whose path and query match from the beginning to the end."""
        return [link for link in self.read.links if re.fullmatch(pattern, _beyond_origin(urljoin(self.url, link.href)))]

    def find_form(self, pattern: str, *, why: str, having: Mapping[str, str] | None = None) -> Form:
        """The first form that sends to a matching path and holds these values; an error that says why it was looked for."""
        found = next((form for form in self.forms(pattern) if all(form.value_of(n) == v for n, v in (having or {}).items())), None)
        return found if found is not None else self._miss(f"a form that sends to {pattern}", why)

    def forms(self, pattern: str) -> list[Form]:
        """All forms that send to a matching path."""
        return [form for form in self.read.forms if re.fullmatch(pattern, urlsplit(urljoin(self.url, form.action or self.url)).path)]

    def says(self, pattern: str) -> re.Match[str] | None:
        """Whether its words match somewhere, whatever the case."""
        return re.search(pattern, self.read.words, re.IGNORECASE)

    def _miss(self, what: str, why: str) -> NoReturn:
        there = ", ".join(sorted({f"{form.method} {form.action or self.path}" for form in self.read.forms})) or "none"
        raise JourneyError(
            "demo.journey_missing",
            f"the page {self.url} ({self.status}, {self.read.title!r}) has no {what}, needed to {why}; its forms: {there}",
        )


class Browser:
    """One person's browser. `addresses` says where an origin's host really is, because names such as `shop.localhost` resolve nowhere."""

    def __init__(self, addresses: Mapping[str, tuple[str, int]], *, seconds: float = 30.0) -> None:
        self._client = httpx.Client(
            transport=_ToAddresses(addresses),
            timeout=seconds,
            follow_redirects=False,
            trust_env=False,
            headers={
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Language": "id-ID,id;q=0.9",
                "User-Agent": "PaduDemo/1",
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def open(self, url: str, *, came_from: Page | None = None) -> Page:
        """Go to an address, as if typed or, with the page that it came from, as a link. Raises `demo.journey_page` unless it is found."""
        return self._go("GET", url, came_from=came_from)

    def follow(self, page: Page, link: Link) -> Page:
        """Go where a link leads."""
        return self.open(urljoin(page.url, link.href), came_from=page)

    def submit(
        self,
        page: Page,
        form: Form,
        filled: Mapping[str, str] | None = None,
        *,
        press: str | Button | None = None,
        refusals: frozenset[int] = frozenset(),
    ) -> Page:
        """Fill in fields that the form has, keep what stands in the others, and send it.

        `press` is a button of the form or matches one's words, name or value; without it the first one is pressed. An answer whose status
        is among `refusals` is a page too. Raises
        `demo.journey_missing` for a field or button that is not there, `demo.journey_blocked` where the page forbids sending there.
        """
        pairs = _fill(page, form, filled or {})
        button = _press(page, form, press)
        if button is not None and button.name:
            pairs.append((button.name, button.value))
        target = urljoin(page.url, (button.action if button else None) or form.action or page.url)
        _check_policy(page, target)
        if form.method != "post":
            return self._go("GET", f"{target.split('?')[0]}?{urlencode(pairs)}", came_from=page)
        return self._go("POST", target, came_from=page, pairs=pairs, refusals=refusals)

    def _go(
        self,
        method: str,
        url: str,
        *,
        came_from: Page | None,
        pairs: Iterable[tuple[str, str]] = (),
        refusals: frozenset[int] = frozenset(),
    ) -> Page:
        sends = method == "POST"
        content = urlencode(list(pairs)).encode() if sends else None
        for _ in range(_MOST_REDIRECTS):
            headers = _way_headers(url, came_from, is_post=method == "POST")
            if content is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            try:
                answer = self._client.request(method, url, headers=headers, content=content)
            except httpx.HTTPError as error:
                raise JourneyError("demo.journey_page", f"{url} did not answer: {error}", todo="see whether the site runs") from error
            if answer.status_code not in _REDIRECTS:
                return _found(Page(url, answer), method, refusals)
            url = urljoin(url, answer.headers["location"])
            if came_from is not None and sends:
                _check_policy(came_from, url)  # browsers hold a form's redirects to the same rule
            if answer.status_code not in {307, 308}:
                method, content = "GET", None
        raise JourneyError("demo.journey_page", f"{url} sends on and on")


class _ToAddresses(httpx.BaseTransport):
    """Connects to the address of a host, and leaves the Host header as the page's address has it."""

    def __init__(self, addresses: Mapping[str, tuple[str, int]]) -> None:
        self._addresses = dict(addresses)
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        found = self._addresses.get(request.url.host)
        if found is not None:
            url = request.url.copy_with(host=found[0], port=found[1])
            request = httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def _beyond_origin(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _way_headers(url: str, came_from: Page | None, *, is_post: bool) -> dict[str, str]:
    """Referer and Origin as a browser's usual policy (strict-origin-when-cross-origin) has them."""
    if came_from is None:
        return {}
    same = _origin(came_from.url) == _origin(url)
    policy = came_from.headers.get("referrer-policy", "")
    headers = {"Origin": "null" if policy == "no-referrer" else _origin(came_from.url)} if is_post else {}
    if policy != "no-referrer" and (same or policy != "same-origin"):
        headers["Referer"] = came_from.url if same else f"{_origin(came_from.url)}/"
    return headers


def _check_policy(page: Page, target: str) -> None:
    """Whether the page's `form-action` lets a form, or what answers it, lead there."""
    policy = page.headers.get("content-security-policy", "")
    rule = next((part.split()[1:] for part in policy.split(";") if part.split()[:1] == ["form-action"]), None)
    if rule is None:
        return
    admitted = {_origin(page.url) if source == "'self'" else source.rstrip("/") for source in rule}
    if _origin(target) not in admitted:
        raise JourneyError(
            "demo.journey_blocked",
            f"the page {page.url} lets no form lead to {_origin(target)}: its form-action is {' '.join(rule)}",
        )


def _found(page: Page, method: str, refusals: frozenset[int]) -> Page:
    if page.status >= 400 and page.status not in refusals:
        said = page.read.words[:300]
        raise JourneyError("demo.journey_page", f"{method} {page.url} was answered {page.status} ({page.read.title}): {said}")
    return page


def _fill(page: Page, form: Form, filled: Mapping[str, str]) -> list[tuple[str, str]]:
    missing = sorted(set(filled) - form.names())
    if missing:
        raise JourneyError(
            "demo.journey_missing",
            f"the form to {form.action or page.path} on {page.url} has no field {', '.join(missing)}",
            todo=f"its fields: {', '.join(sorted(form.names()))}",
        )
    pairs: list[tuple[str, str]] = []
    for control in form.controls:
        value = _value_of(page, form, control, filled)
        if value is None:
            continue
        if control.is_required and not value:
            raise JourneyError("demo.journey_missing", f"the form to {form.action or page.path} on {page.url} wants {control.name} filled")
        pairs.append((control.name, value))
    return pairs


def _value_of(page: Page, form: Form, control: Control, filled: Mapping[str, str]) -> str | None:
    """What a field sends: what was filled in, else what stands there; None for what is not ticked."""
    wanted = filled.get(control.name)
    if wanted is None:
        return control.value if control.is_on else None
    if control.kind in {"checkbox", "radio"}:
        known = {each.value for each in form.controls if each.name == control.name}
        if wanted and wanted not in known:
            _refuse(page, control, wanted, known)
        return control.value if control.value == wanted else None
    if control.kind == "select" and wanted not in control.options:
        _refuse(page, control, wanted, control.options)
    return wanted


def _refuse(page: Page, control: Control, wanted: str, known: Iterable[str]) -> NoReturn:
    raise JourneyError("demo.journey_missing", f"{control.name} on {page.url} cannot be {wanted!r}, only {', '.join(sorted(known))}")


def _press(page: Page, form: Form, press: str | Button | None) -> Button | None:
    if press is None:
        return form.buttons[0] if form.buttons else None
    if isinstance(press, Button):
        return press
    for button in form.buttons:
        if re.search(press, button.words, re.IGNORECASE) or press in {button.name, button.value}:
            return button
    there = ", ".join(button.words for button in form.buttons) or "none"
    raise JourneyError(
        "demo.journey_missing", f"the form to {form.action or page.path} on {page.url} has no button {press!r}; its buttons: {there}"
    )
