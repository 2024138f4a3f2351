"""The viewer's and the creator's pages on the social side: feed, video, profile, studio. Nothing here asks for money."""

from litestar import Router

from padu.web.social.earnings import show_earnings
from padu.web.social.edit_video import delete, describe, show_own_video
from padu.web.social.feed import count_view, press_heart, show_feed, show_video
from padu.web.social.media import give_media
from padu.web.social.own_studio import NoCreatorYetError, lead_to_studio
from padu.web.social.profile import show_profile
from padu.web.social.showcase import add, move_up, show_showcase, take_away
from padu.web.social.studio import change_profile, show_profile_form, show_studio, start
from padu.web.social.upload import show_upload, upload


def social_router() -> Router:
    """All pages of the social side but the door's. They need `media_folder` and the attribution settings in the app's state."""
    viewer = [show_feed, show_video, press_heart, count_view, show_profile, give_media]
    creator = [show_studio, start, show_profile_form, change_profile, show_upload, upload, show_own_video, describe, delete]
    showcase = [show_showcase, add, take_away, move_up, show_earnings]
    return Router(path="/", route_handlers=[*viewer, *creator, *showcase], exception_handlers={NoCreatorYetError: lead_to_studio})


__all__ = ["social_router"]
