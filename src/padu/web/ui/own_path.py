"""Where a reader may be sent on to: paths of this very site, and nothing that a browser could take for another's."""

from __future__ import annotations

import re

_LONGEST = 2000
# One slash, then printable ASCII without backslashes: browsers read `//`, `/\` and a slash behind dropped controls as another host.
_OWN = re.compile(r"/(?:[!-.0-\[\]-~][!-\[\]-~]*)?")
# Coming back to these would go round in circles.
_DOORS = ("/masuk", "/daftar", "/keluar")


def own_path(wished: str | None) -> str:
    """The wish where it is a path of ours, with its query; else the front page."""
    if not wished or len(wished) > _LONGEST or not _OWN.fullmatch(wished):
        return "/"
    path = re.split(r"[?#]", wished, maxsplit=1)[0]
    return "/" if any(path == door or path.startswith(f"{door}/") for door in _DOORS) else wished
