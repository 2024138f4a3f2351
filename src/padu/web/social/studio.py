"""The studio's first page: one's videos and how far they are; and becoming a creator."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post

from padu.kernel.ids import new_id
from padu.social import creators, videos
from padu.social.accounts import AccountId
from padu.social.creators import Creator, CreatorId, CreatorsError, NewCreator, Profile
from padu.web.social.own_studio import onward, own_creator, why
from padu.web.social.pieces import face_of, own_line
from padu.web.social.profile import GridQuery
from padu.web.social.views import Draft, StudioView
from padu.web.ui import WebRequest, read_form, read_query, reading, require_visitor, respond, writing

_VIDEOS = 24
Text = Annotated[str, msgspec.Meta(max_length=1000)]


class ProfileForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a creator says of themselves."""

    handle: Text = ""
    display_name: Text = ""
    bio: Text = ""


@get("/studio", name="studio")
async def show_studio(request: WebRequest) -> Response[Any]:
    """One's own videos with state and progress; whoever is no creator yet is asked to become one."""
    visitor = await require_visitor(request)
    before = read_query(request, GridQuery).setelah
    async with reading(request) as uow:
        creator = await creators.creator_of(uow, visitor.account_id)
        if creator is None:
            return respond(request, "social/become.html", StudioView(face=None, draft=Draft(display_name=visitor.display_name)))
        page = await videos.videos_of(uow, creator.creator_id, only_ready=False, before=before, limit=_VIDEOS + 1)
    shown = page[:_VIDEOS]
    view = StudioView(
        face=face_of(creator),
        draft=_draft(creator),
        videos=tuple(map(own_line, shown)),
        next=str(shown[-1].video_id) if len(page) > _VIDEOS else None,
        at_work=any(video.state in {videos.VideoState.UPLOADED, videos.VideoState.TRANSCODING} for video in shown),
    )
    return respond(request, "social/studio.html", view)


@post("/studio/mulai", status_code=303)
async def start(request: WebRequest) -> Response[Any]:
    """Become a creator; 303 to the studio, 422 with the form where it was refused."""
    visitor = await require_visitor(request)
    form = await read_form(request, ProfileForm)
    profile = Profile(handle=form.handle, display_name=form.display_name, bio=form.bio)
    new = NewCreator(creator_id=CreatorId(new_id()), account_id=AccountId(visitor.account_id), profile=profile)
    try:
        async with writing(request) as uow:
            await creators.become_creator(uow, new)
    except CreatorsError as error:
        view = StudioView(face=None, draft=msgspec.convert(form, Draft, from_attributes=True), refused=why(error))
        return respond(request, "social/become.html", view, status_code=422)
    return onward("/studio")


@get("/studio/profil", name="edit_profile")
async def show_profile_form(request: WebRequest) -> Response[Any]:
    """The form for what one says of oneself."""
    visitor = await require_visitor(request)
    async with reading(request) as uow:
        creator = await own_creator(uow, visitor)
    return respond(request, "social/edit_profile.html", StudioView(face=face_of(creator), draft=_draft(creator)))


@post("/studio/profil", status_code=303)
async def change_profile(request: WebRequest) -> Response[Any]:
    """Write it; 303 to the studio, 422 with the form where it was refused."""
    visitor = await require_visitor(request)
    form = await read_form(request, ProfileForm)
    async with reading(request) as uow:
        creator = await own_creator(uow, visitor)
    try:
        async with writing(request) as uow:
            profile = Profile(handle=form.handle, display_name=form.display_name, bio=form.bio)
            await creators.change_profile(uow, creator.creator_id, profile)
    except CreatorsError as error:
        view = StudioView(face=face_of(creator), draft=msgspec.convert(form, Draft, from_attributes=True), refused=why(error))
        return respond(request, "social/edit_profile.html", view, status_code=422)
    return onward("/studio")


def _draft(creator: Creator) -> Draft:
    return Draft(handle=creator.handle, display_name=creator.display_name, bio=creator.bio)
