"""What buyers wrote about a shop's listings, and the videos that show them."""

from __future__ import annotations

from random import Random

import msgspec

from padu.demo.world.chance import mint
from padu.demo.world.flaws import REVIEW_FLAWS, VIDEO_FLAWS, Flaw, flaw_of
from padu.demo.world.orders import Order
from padu.demo.world.read_tables import Tables
from padu.demo.world.sellers import Front
from padu.demo.world.shelves import DAY, NOW, MarketListing, SocialListing
from padu.demo.world.shop_names import town_of


class Review(msgspec.Struct, frozen=True):
    """A buyer's stars and words for a listing; `order_id` is empty where the order is too old to be exported."""

    review_id: str
    listing: SocialListing | MarketListing
    order_id: str
    rating: int
    body: str
    pictures: int
    created: int
    flaw: Flaw


class Video(msgspec.Struct, frozen=True):
    """A creator's video with what it brought; `gmv` in rupiah."""

    video_id: str
    creator: str
    creator_id: str
    title: str
    products: tuple[SocialListing, ...]
    published: int
    views: int
    likes: int
    comments: int
    shares: int
    clicks: int
    orders: int
    gmv: int
    flaw: Flaw


def write_reviews(  # noqa: PLR0913 - reviews rest on all of it
    rng: Random,
    tables: Tables,
    front: Front,
    listings: tuple[SocialListing | MarketListing, ...],
    orders: tuple[Order, ...],
    *,
    first: int,
) -> tuple[Review, ...]:
    """The shop's reviews in the order in which they were written; most give five stars."""
    done = [order for order in orders if order.status == "COMPLETED" and order.flaw is Flaw.NONE]
    reviews: list[Review] = []
    for at in range(front.reviews if listings else 0):
        order = done[at] if at < len(done) and rng.random() < 0.8 else None
        listing = order.lines[0].listing if order else rng.choice(listings)
        created = order.times.delivered + rng.randrange(3600, 3 * DAY) if order else NOW - rng.randrange(DAY, 500 * DAY)
        rating = rng.choices((5, 4, 3, 2, 1), (74, 14, 5, 3, 4))[0]
        flaw = flaw_of(first + at, REVIEW_FLAWS)
        reviews.append(
            Review(
                review_id=f"{'S' if isinstance(listing, SocialListing) else 'T'}R{first + at + 1:09d}",
                listing=listing,
                order_id=order.order_id if order else "",
                rating=rating,
                body=_body(rng, tables, listing, rating),
                pictures=rng.choice((1, 2, 3)) if rng.random() < 0.18 else 0,
                created=min(created, NOW - 60),
                flaw=Flaw.RATING_IMPOSSIBLE if flaw is Flaw.ID_REPEATED and at == 0 else flaw,
            )
        )
    return tuple(reviews)


def film_videos(rng: Random, tables: Tables, front: Front, listings: tuple[SocialListing, ...], first: int) -> tuple[Video, ...]:
    """Videos by the shop and by creators that show one to three of its listings."""
    creators = [
        f"{rng.choice(tables.names.women).split()[-1].lower()}.{rng.choice(('racun', 'spill', 'live'))}{rng.randrange(100)}"
        for _ in range(4)
    ]
    videos: list[Video] = []
    for at in range(front.videos if listings else 0):
        products = tuple(rng.sample(listings, min(len(listings), rng.choice((1, 1, 1, 2, 3)))))
        noun = products[0].product.noun.names[0]
        views = int(rng.lognormvariate(7, 1.6))
        clicks = int(views * rng.uniform(0.005, 0.06))
        orders = int(clicks * rng.uniform(0, 0.05))
        creator = rng.choice(creators)
        videos.append(
            Video(
                video_id=mint("7320", 19, first + at + 1),
                creator=creator,
                creator_id=mint("7001", 19, front.number * 10 + creators.index(creator) + 1),
                title=rng.choice(tables.talk.videos).format(noun=noun, shop=front.name, town=town_of(tables, front.city)),
                products=products,
                published=NOW - rng.randrange(DAY, 200 * DAY),
                views=views,
                likes=int(views * rng.uniform(0.02, 0.1)),
                comments=int(views * rng.uniform(0.001, 0.01)),
                shares=int(views * rng.uniform(0.0005, 0.01)),
                clicks=clicks,
                orders=orders,
                gmv=orders * products[0].skus[0].price,
                flaw=flaw_of(first + at, VIDEO_FLAWS),
            )
        )
    return tuple(videos)


def _body(rng: Random, tables: Tables, listing: SocialListing | MarketListing, rating: int) -> str:
    if rng.random() < 0.07:
        return ""
    phrases = tables.talk.reviews
    body = rng.choice(phrases[str(rating)]).format(noun=listing.product.noun.names[0], material=listing.product.material)
    late = rng.choice(phrases["late"]) if rating >= 4 else ""
    text = (body[:1].upper() + body[1:]) + late
    return text.lower() if rng.random() < 0.15 else text
