"""The build's files and the drawn pictures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from litestar import Response, Router, get
from litestar.datastructures import CacheControlHeader
from litestar.params import FromPath
from litestar.static_files import create_static_files_router  # pyright: ignore[reportUnknownVariableType] - an open generic of theirs

from padu.web.ui.draw import FALLBACK, SIZES, EmojiPack, picture_file
from padu.web.ui.errors import BadParameterError
from padu.web.ui.request import WebRequest
from padu.web.ui.templates import STATIC
from padu.web.ui.visitor import FOR_EVERYBODY

_CODEPOINT = re.compile(r"[0-9a-f]{2,6}(-[0-9a-f]{2,6}){0,9}")
_SEED = re.compile(r"[0-9]{1,9}")
_SIZE = re.compile(r"([0-9]{3})\.webp")
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@get("/pictures/{codepoint:str}/{seed:str}/{name:str}", sync_to_thread=True, name="picture", include_in_schema=False, opt=FOR_EVERYBODY)
def draw_picture(request: WebRequest, codepoint: FromPath[str], seed: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """An emoji on its backdrop: `codepoint` in hex, `seed` 0 to 999,999,999, `name` one of 200.webp, 400.webp, 800.webp."""
    size = _SIZE.fullmatch(name)
    if not _CODEPOINT.fullmatch(codepoint) or not _SEED.fullmatch(seed) or not size or int(size[1]) not in SIZES:
        raise BadParameterError("a picture's address is /pictures/{codepoint}/{seed}/{200|400|800}.webp")
    folder: Path = request.app.state.pictures_folder
    content = picture_file(folder, request.app.state.emoji, codepoint, int(seed), int(size[1]))
    return Response(content, media_type="image/webp", headers=_FOREVER)


@get("/emoji/{name:str}", sync_to_thread=True, name="emoji", include_in_schema=False, opt=FOR_EVERYBODY)
def bare_emoji(request: WebRequest, name: FromPath[str]) -> Response[Any]:
    """An emoji without backdrop, 256 pixels square."""
    codepoint = name.removesuffix(".webp")
    if not name.endswith(".webp") or not _CODEPOINT.fullmatch(codepoint):
        raise BadParameterError("an emoji's address is /emoji/{codepoint}.webp")
    pack: EmojiPack = request.app.state.emoji
    return Response(pack.read(pack.resolve(codepoint) or FALLBACK), media_type="image/webp", headers=_FOREVER)


def static_router() -> Router:
    """Hashed files of the build: they never change under a name."""
    return create_static_files_router(
        "/static/assets",
        directories=[STATIC / "assets"],
        name="static",
        opt=FOR_EVERYBODY,
        cache_control=CacheControlHeader(public=True, max_age=31_536_000, immutable=True),
    )
