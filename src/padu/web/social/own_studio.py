"""Whose studio this is: every page of the studio asks here, and shows that creator's things only."""

from __future__ import annotations

from typing import Any

from litestar import Response

from padu.kernel.errors import PaduError
from padu.platform.unit_of_work import UnitOfWork
from padu.social import creators
from padu.social.creators import Creator
from padu.web.ui import Visitor, WebRequest, require_visitor


class NoCreatorYetError(PaduError):
    """The page is for creators, and whoever is signed in is none yet."""

    def __init__(self) -> None:
        super().__init__("page.no_creator_yet", "this page is for creators", todo="become one at /studio")


async def own_creator(uow: UnitOfWork, visitor: Visitor) -> Creator:
    """The creator that the visitor is. Raises `NoCreatorYetError`, which leads to where one becomes one."""
    creator = await creators.creator_of(uow, visitor.account_id)
    if creator is None:
        raise NoCreatorYetError
    return creator


def lead_to_studio(request: WebRequest, error: NoCreatorYetError) -> Response[Any]:
    """The answer to whoever is no creator yet."""
    del request, error
    return onward("/studio")


def onward(path: str) -> Response[Any]:
    """See there (303): what a form leads to."""
    return Response("", status_code=303, headers={"Location": path, "Cache-Control": "no-store"})


def why(error: PaduError) -> str:
    """The word that the locales explain."""
    return error.code.rpartition(".")[2]


__all__ = ["NoCreatorYetError", "lead_to_studio", "onward", "own_creator", "require_visitor", "why"]
