"""Where a request came from, for counting how often: the socket's other end, or whom a proxy of ours speaks for."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from padu.web.ui.request import WebRequest
from padu.web.ui.site import site_of

_FORWARDED = "x-forwarded-for"
# Whoever rents a server or has a line at home is given 64 bits or more of addresses of their own (RFC 6177).
_OWN_BITS = 64

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: WebRequest) -> str:
    """Whom to count this request for; an IPv6 address by its network, since one person has as many of those as they like."""
    socket = request.client.host if request.client else ""
    return count_as(socket, request.headers.getall(_FORWARDED, []), site_of(request).proxies)


def count_as(socket: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """The last address in the headers that no proxy of ours has; what stands before that one anybody can write, and is not believed."""
    found = _read(socket)
    if found is None:
        return socket
    told = [part for header in forwarded for part in header.split(",")]
    while told and _is_proxy(found, proxies):
        before = _read(told.pop())
        if before is None:
            break
        found = before
    return str(ipaddress.IPv6Network((found, _OWN_BITS), strict=False)) if isinstance(found, ipaddress.IPv6Address) else str(found)


def _is_proxy(address: _Address, proxies: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in proxies)


def _read(text: str) -> _Address | None:
    bare = text.strip().strip("[]").partition("%")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
