"""Writes a social shop's reviews and videos: files of the seller's, for the API has no review endpoint."""

from __future__ import annotations

from padu.demo.exports.summary import BrokenRecord, ExportFolder
from padu.demo.exports.tables import SOCIAL_REVIEWS, csv_text, headers, wib
from padu.demo.exports.tiktok_shops import ROOT
from padu.demo.world import CODES, Flaw, Review, Shop, Video
from padu.demo.world.chance import mint

_SMALL = 6


class ReviewFiles:
    """Writes reviews shop by shop; the first small file is saved as Latin-1, as an old spreadsheet program does."""

    def __init__(self) -> None:
        self._misspelt = False

    def write(self, folder: ExportFolder, shop: Shop) -> None:
        """`reviews.csv` of one shop."""
        front = shop.seller.social
        if front is None or not shop.social_reviews:
            return
        name = f"{ROOT}/{front.source_id}/reviews.csv"
        reviews = shop.social_reviews
        folder.tally.count("tiktok_shop", "review", len(reviews))
        latin = not self._misspelt and 0 < len(reviews) < _SMALL and not any(review.flaw for review in reviews)
        if latin:
            self._misspelt = True
            spoilt = [_row(review, f"{review.body} Sekelas café!", review.review_id) for review in reviews]
            folder.write(name, csv_text(SOCIAL_REVIEWS, spoilt).encode("latin-1"))
            for at in range(len(reviews)):
                folder.tally.spoil("tiktok_shop", BrokenRecord(name, at + 2, "review", "", "encoding.not_utf8"))
            return
        rows: list[tuple[object, ...]] = []
        for at, review in enumerate(reviews):
            review_id = reviews[at - 1].review_id if review.flaw is Flaw.ID_REPEATED else review.review_id
            rows.append(_row(review, review.body, review_id))
            if review.flaw is not Flaw.NONE:
                folder.tally.spoil("tiktok_shop", BrokenRecord(name, at + 2, "review", review_id, CODES[review.flaw]))
        folder.write(name, csv_text(SOCIAL_REVIEWS, rows).encode())


def _row(review: Review, body: str, review_id: str) -> tuple[object, ...]:
    listing_id = review.listing.listing_id
    if review.flaw is Flaw.REFERENCE_UNKNOWN:
        listing_id = mint("1799", 19, int(review.review_id[2:]))
    rating = 7 if review.flaw is Flaw.RATING_IMPOSSIBLE else review.rating
    return (review_id, listing_id, review.order_id, rating, body, review.pictures, review.created)


def write_videos(folder: ExportFolder, shop: Shop) -> None:
    """The seller centre's video analytics of one shop, 30 columns."""
    front = shop.seller.social
    if front is None or not shop.videos:
        return
    name = f"{ROOT}/{front.source_id}/videos.csv"
    for at, video in enumerate(shop.videos):
        if video.flaw is not Flaw.NONE:
            source_id = "" if video.flaw is Flaw.ID_MISSING else video.video_id
            folder.tally.spoil("tiktok_shop", BrokenRecord(name, at + 2, "video", source_id, CODES[video.flaw]))
    folder.write(name, csv_text(headers().videos, map(_video_row, shop.videos)).encode())
    folder.tally.count("tiktok_shop", "video", len(shop.videos))


def _video_row(video: Video) -> tuple[object, ...]:
    direct = video.orders * 2 // 3
    return (
        video.creator,
        video.creator_id,
        video.title,
        "" if video.flaw is Flaw.ID_MISSING else video.video_id,
        "32/13/2024 10:00:00" if video.flaw is Flaw.DATE_IMPOSSIBLE else wib(video.published),
        "; ".join(listing.title for listing in video.products),
        video.views,
        video.likes,
        video.comments,
        video.shares,
        video.likes // 40,
        video.clicks // 20,
        video.clicks * 3,
        video.clicks,
        video.orders,
        video.orders,
        direct,
        video.orders - direct,
        video.orders,
        direct,
        video.orders - direct,
        video.gmv * 2 // 3,
        video.gmv,
        video.gmv - video.gmv * 2 // 3,
        video.gmv * 1000 // max(1, video.views),
        f"{100 * video.clicks / max(1, video.views):.2f}%",
        "0.40%",
        f"{20 + video.views % 50}.00%",
        f"{100 * video.orders / max(1, video.clicks):.2f}%",
        "",
    )
