from __future__ import annotations

from collections import Counter

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from padu.demo.world import Flaw, make_world, read_tables
from padu.demo.world.chance import apportion, chance, mint
from padu.demo.world.sellers import Sizes
from padu.demo.world.shop_names import make_sign, near_name
from padu.merge.sources import categories


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=50), st.integers(0, 5))
def test_shares_are_whole_and_sum_to_the_total(total: int, weights: list[float], least: int) -> None:
    shares = apportion(total, weights, least=least)
    assert sum(shares) == max(total, least * len(weights))
    assert min(shares) >= least


@given(st.sets(st.integers(0, 10**9), min_size=2, max_size=40))
def test_minted_ids_never_meet(numbers: set[int]) -> None:
    ids = {mint("1729", 19, number) for number in numbers}
    assert len(ids) == len(numbers)
    assert all(len(text) == 19 and text.startswith("1729") for text in ids)


def test_the_world_is_a_function_of_its_seed() -> None:
    def first_shops(seed: int) -> bytes:
        return msgspec.json.encode([shop for shop, _ in zip(make_world(seed, 0.05).shops(), range(4), strict=False)])

    assert first_shops(5) == first_shops(5)
    assert first_shops(5) != first_shops(6)


def test_every_category_of_the_shared_tree_has_a_grammar() -> None:
    assert set(read_tables().trades) == {category.slug for category in categories.load()}


def test_sellers_live_where_people_live() -> None:
    cities = read_tables().cities
    world = make_world(2024, 1)
    homes = Counter(seller.social.city.code for seller in world.sellers if seller.social)
    largest = {city.code for city in sorted(cities, key=lambda city: -city.population)[:55]}
    assert sum(count for code, count in homes.items() if code in largest) > 0.6 * homes.total()
    assert len(homes) > 80


def test_a_near_name_is_another_name() -> None:
    tables = read_tables()
    for seed in range(60):
        rng = chance("names", seed)
        sign = make_sign(rng, tables, "kopi-teh")
        other = near_name(rng, tables, sign)
        assert other.core != sign.core
        assert other.core[:-1] == sign.core[:-1]


def test_a_seller_never_offers_one_product_twice_and_shares_stock_mostly() -> None:
    agreed = differed = 0
    for shop in make_world(9, 0.3).shops():
        for listings in (shop.shelf.social, shop.shelf.market):
            identities = [listing.product.identity for listing in listings]
            assert len(set(identities)) == len(identities)
        for left, right in shop.true_pairs():
            assert left.product.identity == right.product.identity
            same = sum(sku.units for sku in left.skus) == right.units
            agreed, differed = agreed + same, differed + (not same)
    assert agreed > 3 * differed > 0


def test_a_seller_weighs_most_things_alike_and_none_lighter_than_they_are() -> None:
    grams = [(left.product.grams, right.product.grams) for shop in make_world(9, 0.3).shops() for left, right in shop.true_pairs()]
    alike = sum(first == second for first, second in grams)
    assert 0.55 < alike / len(grams) < 0.8
    assert all(first <= second < first + 1000 for first, second in grams)


def test_prices_of_one_product_differ_by_at_most_about_fifteen_percent() -> None:
    for shop in make_world(9, 0.3).shops():
        for left, right in shop.true_pairs():
            cheap, dear = sorted((left.skus[0].price, right.price))
            assert dear - cheap <= 0.15 * dear + 1000


def test_orders_reviews_and_videos_speak_of_sound_listings_only() -> None:
    for shop in make_world(4, 0.3).shops():
        for order in (*shop.social_orders, *shop.market_orders):
            assert all(line.listing.flaw is Flaw.NONE for line in order.lines)
        assert all(review.listing.flaw is Flaw.NONE for review in (*shop.social_reviews, *shop.market_reviews))


def test_barcodes_have_the_indonesian_prefix_and_a_right_check_digit() -> None:
    codes = [sku.barcode for shop in make_world(4, 0.1).shops() for listing in shop.shelf.social for sku in listing.skus if sku.barcode]
    assert len(codes) > 20
    for code in codes:
        assert code.startswith("899")
        assert sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(code)) % 10 == 0


def test_sizes_grow_with_the_scale() -> None:
    assert Sizes.at_scale(20).social_listings == 20 * Sizes.at_scale(1).social_listings
    assert Sizes.at_scale(0.02).market_sellers >= 10
