"""Who sells: sellers spread over the cities by population, on one platform or on both."""

from __future__ import annotations

from random import Random

import msgspec

from padu.demo.world.chance import apportion, chance, mint
from padu.demo.world.read_tables import City, Tables
from padu.demo.world.shop_names import Sign, domain_of, make_sign, near_name, write_market_name, write_social_name

_ON_BOTH = 0.45
_NEAR_NAMED = 0.06
_SPECIALITY = 0.55


class Front(msgspec.Struct, frozen=True):
    """A seller as one platform knows it. `source_id` is the platform's id; `phone` is empty where none is given."""

    source_id: str
    number: int
    name: str
    city: City
    district: str
    street: str
    postal_code: str
    phone: str
    listings: int
    orders: int
    reviews: int
    videos: int


class Seller(msgspec.Struct, frozen=True):
    """A real seller, whichever platforms it stands on. `shared` of its social listings are also on the marketplace.

    `first_*` number its records among all records of their kind on a platform.
    """

    index: int
    sign: Sign
    categories: tuple[str, ...]
    cross_border: bool
    social: Front | None
    market: Front | None
    shared: int
    first_social_listing: int = 0
    first_market_listing: int = 0
    first_social_order: int = 0
    first_market_order: int = 0


class Sizes(msgspec.Struct, frozen=True):
    """How much there is of everything."""

    social_sellers: int
    market_sellers: int
    social_listings: int
    market_listings: int
    social_orders: int
    market_orders: int
    social_reviews: int
    market_reviews: int
    videos: int

    @classmethod
    def at_scale(cls, scale: float) -> Sizes:
        """Counts at a scale; 1.0 is the demo's usual size."""

        def sized(usual: int, least: int) -> int:
            return max(least, round(usual * scale))

        return cls(
            social_sellers=sized(420, 8),
            market_sellers=sized(640, 10),
            social_listings=sized(6300, 120),
            market_listings=sized(9500, 180),
            social_orders=sized(1580, 30),
            market_orders=sized(1660, 30),
            social_reviews=sized(3300, 60),
            market_reviews=sized(3700, 60),
            videos=sized(1050, 20),
        )


class _Person(msgspec.Struct, frozen=True):
    sign: Sign
    city: City
    categories: tuple[str, ...]
    weight: float


def make_sellers(seed: int, sizes: Sizes, tables: Tables) -> list[Seller]:
    """All sellers: first those on both platforms, then the social app's own, then the marketplace's own."""
    rng = chance(seed, "sellers")
    both = round(sizes.social_sellers * _ON_BOTH)
    people = _make_people(rng, tables, sizes.social_sellers + sizes.market_sellers - both)
    on_social = list(range(sizes.social_sellers))
    on_market = [*range(both), *range(sizes.social_sellers, len(people))]
    social = _social_fronts(rng, tables, sizes, {at: people[at] for at in on_social})
    shared = {at: round(social[at].listings * rng.uniform(0.60, 0.75)) for at in range(both)}
    market = _market_fronts(rng, tables, sizes, {at: people[at] for at in on_market}, social=social, shared=shared)
    return _number(
        [
            Seller(
                index=at,
                sign=person.sign,
                categories=person.categories,
                cross_border=at >= both and at % 60 == 7,
                social=social.get(at),
                market=market.get(at),
                shared=shared.get(at, 0),
            )
            for at, person in enumerate(people)
        ]
    )


def _make_people(rng: Random, tables: Tables, count: int) -> list[_Person]:
    weights = [city.population for city in tables.cities]
    slugs = [slug for slug in tables.trades if slug != "lainnya"] * 3 + ["lainnya"]
    people: list[_Person] = []
    for _ in range(count):
        if people and rng.random() < _NEAR_NAMED:
            model = rng.choice(people)
            people.append(_Person(near_name(rng, tables, model.sign), model.city, model.categories, rng.lognormvariate(0, 0.6)))
            continue
        city = rng.choices(tables.cities, weights)[0]
        known_for = tables.names.specialities.get(city.city)
        category = known_for if known_for and rng.random() < _SPECIALITY else rng.choice(slugs)
        second = (rng.choice(slugs),) if rng.random() < 0.25 else ()
        categories = tuple(dict.fromkeys((category, *second)))
        people.append(_Person(make_sign(rng, tables, category), city, categories, rng.lognormvariate(0, 0.6)))
    return people


def _social_fronts(rng: Random, tables: Tables, sizes: Sizes, people: dict[int, _Person]) -> dict[int, Front]:
    weights = [person.weight for person in people.values()]
    listings = apportion(sizes.social_listings, weights, least=3)
    orders = apportion(sizes.social_orders, [weight**2.2 for weight in weights])
    reviews = apportion(sizes.social_reviews, [weight**1.5 for weight in weights])
    videos = apportion(sizes.videos, [weight**1.3 for weight in weights])
    fronts: dict[int, Front] = {}
    for number, (at, person) in enumerate(people.items()):
        city = person.city
        fronts[at] = Front(
            source_id=mint("7494", 19, at + 1),
            number=number,
            name=write_social_name(rng, tables, person.sign, city),
            city=city,
            district=rng.choice(city.districts),
            street=f"{rng.choice(tables.names.streets)} No. {rng.randrange(1, 180)}",
            postal_code=f"{city.postal_prefix}{rng.randrange(10, 90)}",
            phone=f"628{rng.randrange(1, 9)}{rng.randrange(10**8, 10**9)}" if rng.random() < 0.85 else "",
            listings=listings[number],
            orders=orders[number],
            reviews=reviews[number],
            videos=videos[number],
        )
    return fronts


def _market_fronts(  # noqa: PLR0913 - what a seller is called there depends on all of it
    rng: Random, tables: Tables, sizes: Sizes, people: dict[int, _Person], *, social: dict[int, Front], shared: dict[int, int]
) -> dict[int, Front]:
    weights = [person.weight for person in people.values()]
    listings = apportion(sizes.market_listings, weights, least=3)
    orders = apportion(sizes.market_orders, [weight**2.2 for weight in weights])
    reviews = apportion(sizes.market_reviews, [weight**1.5 for weight in weights])
    taken: set[str] = set()
    fronts: dict[int, Front] = {}
    for number, (at, person) in enumerate(people.items()):
        other = social.get(at)
        city = person.city if other is None or rng.random() < 0.93 else rng.choice(tables.cities)
        same_place = other is not None and other.city == city and rng.random() < 0.6
        name = write_market_name(rng, tables, person.sign, city)
        domain = _free_domain(domain_of(name), taken)
        own_phone = f"628{rng.randrange(1, 9)}{rng.randrange(10**8, 10**9)}" if rng.random() < 0.75 else ""
        fronts[at] = Front(
            source_id=domain,
            number=number,
            name=name,
            city=city,
            district=other.district if other and same_place else rng.choice(city.districts),
            street=f"{rng.choice(tables.names.streets)} No. {rng.randrange(1, 180)}",
            postal_code=other.postal_code if other and same_place else f"{city.postal_prefix}{rng.randrange(10, 90)}",
            phone=other.phone if other and rng.random() < 0.55 else own_phone,
            listings=max(listings[number], shared.get(at, 0) + 1),
            orders=orders[number],
            reviews=reviews[number],
            videos=0,
        )
    return fronts


def _free_domain(wanted: str, taken: set[str]) -> str:
    domain, turn = wanted, 2
    while domain in taken:
        domain, turn = f"{wanted}-{turn}", turn + 1
    taken.add(domain)
    return domain


def _number(sellers: list[Seller]) -> list[Seller]:
    social_listing = market_listing = social_order = market_order = 0
    numbered: list[Seller] = []
    for seller in sellers:
        numbered.append(
            msgspec.structs.replace(
                seller,
                first_social_listing=social_listing,
                first_market_listing=market_listing,
                first_social_order=social_order,
                first_market_order=market_order,
            )
        )
        if seller.social:
            social_listing += seller.social.listings
            social_order += seller.social.orders
        if seller.market:
            market_listing += seller.market.listings
            market_order += seller.market.orders
    return numbered
