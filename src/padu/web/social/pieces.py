"""Makes the lines that several pages show: cards, faces, clips, thumbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from padu.exchange import cards as exchange_cards
from padu.exchange.cards import Card
from padu.platform.unit_of_work import UnitOfWork
from padu.social import creators, videos
from padu.social.creators import Creator
from padu.social.videos import Video
from padu.web.social.views import CardLine, Clip, Face, OwnVideo, Thumb
from padu.web.ui import Visitor, picture_of


def media_path(video_id: UUID, name: str) -> str:
    """Where a file of a video is."""
    return f"/media/{video_id}/{name}"


def face_of(creator: Creator) -> Face:
    """A creator beside a video."""
    return Face(path=f"/@{creator.handle}", handle=creator.handle, name=creator.display_name)


def card_line(card: Card, *, video_id: UUID | None = None) -> CardLine:
    """A card; where it stands with a video, with the way to the market."""
    return CardLine(
        listing_id=card.listing_id,
        path=f"/ke-toko/{video_id}/{card.listing_id}" if video_id else "",
        title=card.title,
        price=card.price,
        picture=picture_of(card.picture, emoji=card.emoji, name=card.listing_id.hex),
        shop=card.shop,
        city=card.city,
        rating=card.rating,
        sold=card.sold,
        in_stock=card.in_stock,
    )


async def lent_lines(uow: UnitOfWork, listing_ids: Sequence[UUID]) -> tuple[CardLine, ...]:
    """Those of these listings that the market lends at present, in the order given."""
    lent = await exchange_cards.lent_cards(uow, listing_ids)
    return tuple(card_line(lent[one]) for one in listing_ids if one in lent)


async def clips_of(uow: UnitOfWork, shown: Sequence[Video], visitor: Visitor | None, reasons: Mapping[UUID, str]) -> tuple[Clip, ...]:
    """Videos that can be watched, with their creators, cards, and whether the visitor likes them."""
    ids = [video.video_id for video in shown]
    faces = await creators.creators_by_id(uow, [video.creator_id for video in shown])
    lent = await exchange_cards.lent_cards(uow, {one for video in shown for one in video.listing_ids})
    liked = await videos.liked_by(uow, visitor.account_id, ids) if visitor else set[videos.VideoId]()
    return tuple(
        Clip(
            video_id=video.video_id,
            path=f"/v/{video.video_id}",
            caption=video.caption,
            face=face_of(faces[video.creator_id]),
            reason=reasons.get(video.video_id, ""),
            likes=video.likes,
            liked=video.video_id in liked,
            views=video.views,
            width=video.width or 720,
            height=video.height or 1280,
            playlist=media_path(video.video_id, videos.MASTER),
            small=media_path(video.video_id, videos.SMALL),
            poster=media_path(video.video_id, videos.POSTER),
            cards=tuple(card_line(lent[one], video_id=video.video_id) for one in video.listing_ids if one in lent),
        )
        for video in shown
    )


def thumbs_of(shown: Iterable[Video]) -> tuple[Thumb, ...]:
    """Videos that can be watched, in a grid."""
    return tuple(
        Thumb(
            path=f"/v/{video.video_id}",
            poster=media_path(video.video_id, videos.POSTER),
            caption=video.caption,
            views=video.views,
            seconds=(video.duration_ms or 0) / 1000,
        )
        for video in shown
    )


def own_line(video: Video) -> OwnVideo:
    """A creator's own video."""
    is_ready = video.state is videos.VideoState.READY
    return OwnVideo(
        video_id=video.video_id,
        edit_path=f"/studio/video/{video.video_id}",
        path=f"/v/{video.video_id}" if is_ready else "",
        poster=media_path(video.video_id, videos.POSTER) if is_ready else "",
        caption=video.caption,
        state=video.state,
        percent=video.percent,
        fault=video.fault,
        uploaded_at=video.uploaded_at,
        views=video.views,
        likes=video.likes,
        cards=len(video.listing_ids),
    )
