"""What the social side's pages show: typed values; words and formats are the templates' affair."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import msgspec

from padu.kernel.money import Money
from padu.web.ui import Picture


class CardLine(msgspec.Struct, frozen=True, kw_only=True):
    """A card of the market's. `path` leads to the sheet that says what going there passes on; empty where there is no way from here."""

    listing_id: UUID
    path: str
    title: str
    price: Money
    picture: Picture
    shop: str
    city: str
    rating: float | None
    sold: int
    in_stock: bool


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """A creator beside a video."""

    path: str
    handle: str
    name: str


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    """A video that can be watched. `reason`: why it stands here (`new`, `liked`), empty where nobody chose; sizes in pixels."""

    video_id: UUID
    path: str
    caption: str
    face: Face
    reason: str
    likes: int
    liked: bool
    views: int
    width: int
    height: int
    playlist: str
    small: str
    poster: str
    cards: tuple[CardLine, ...]


class FeedView(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the feed and the cursor of the next, None on the last."""

    clips: tuple[Clip, ...]
    next: str | None


class Thumb(msgspec.Struct, frozen=True, kw_only=True):
    """A video in a grid."""

    path: str
    poster: str
    caption: str
    views: int
    seconds: float


class WatchView(msgspec.Struct, frozen=True, kw_only=True):
    """One video, and others by the same creator."""

    clip: Clip
    others: tuple[Thumb, ...]


class ProfileView(msgspec.Struct, frozen=True, kw_only=True):
    """A creator's page."""

    face: Face
    bio: str
    since: dt.datetime
    is_own: bool
    cards: tuple[CardLine, ...]
    videos: tuple[Thumb, ...]
    next: str | None


class LikeView(msgspec.Struct, frozen=True, kw_only=True):
    """What a video's likes are after somebody pressed the heart."""

    liked: bool
    likes: int


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed into a profile's form."""

    handle: str = ""
    display_name: str = ""
    bio: str = ""


class OwnVideo(msgspec.Struct, frozen=True, kw_only=True):
    """A creator's own video. `fault`: why it failed, in a word; empty where it did not."""

    video_id: UUID
    edit_path: str
    path: str
    poster: str
    caption: str
    state: str
    percent: int
    fault: str
    uploaded_at: dt.datetime
    views: int
    likes: int
    cards: int


class StudioView(msgspec.Struct, frozen=True, kw_only=True):
    """The studio's first page; `face` is None for whoever is no creator yet. `at_work`: whether something is being transcoded."""

    face: Face | None
    draft: Draft
    refused: str = ""
    videos: tuple[OwnVideo, ...] = ()
    next: str | None = None
    at_work: bool = False


class UploadView(msgspec.Struct, frozen=True, kw_only=True):
    """The upload form; `refused`: why not, in a word."""

    most_bytes: int
    most_seconds: int
    caption: str = ""
    refused: str = ""


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """An upload that arrived, and where it goes on."""

    location: str


class EditView(msgspec.Struct, frozen=True, kw_only=True):
    """A creator's own video with the cards it shows and those to choose from."""

    video: OwnVideo
    most_cards: int
    chosen: tuple[CardLine, ...]
    choices: tuple[CardLine, ...]
    words: str
    refused: str = ""


class ShowcaseView(msgspec.Struct, frozen=True, kw_only=True):
    """What a creator shows, and what a search found. `lost`: how many of the shown are not lent at present."""

    face: Face
    shown: tuple[CardLine, ...]
    lost: int
    words: str
    found: tuple[CardLine, ...]
    refused: str = ""


class EarningLine(msgspec.Struct, frozen=True, kw_only=True):
    """A count that the market published; `title` is empty where the card is not lent any more. `day`: noon of it, UTC."""

    title: str
    day: dt.datetime
    orders: int
    units: int
    commission: Money
    published_at: dt.datetime


class EarningsView(msgspec.Struct, frozen=True, kw_only=True):
    """A creator's earnings, as far as the market has told of them."""

    face: Face
    orders: int
    units: int
    commission: Money
    lines: tuple[EarningLine, ...]
    delay_hours: int
    minimum: int
