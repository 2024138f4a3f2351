from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from padu.demo.world import NOW, Fees, Line, Shop, make_world, money_of
from padu.demo.world.order_times import STATUSES

if TYPE_CHECKING:
    from conftest import Exports

amounts = st.integers(min_value=0, max_value=10_000_000)
FEES = ("tax", "handling_fee", "buyer_service_fee", "item_insurance_fee", "shipping_insurance_fee")


def broken_orders(exports: Exports) -> set[tuple[str, int]]:
    return {(row["file"], int(row["row"])) for row in exports.truth("broken") if row["kind"] == "order"}


def test_every_sound_social_order_adds_up(usual_exports: Exports) -> None:
    broken = broken_orders(usual_exports)
    checked = 0
    for page in usual_exports.social.glob("*/order.202309.orders.search.*.json"):
        for row, order in enumerate(json.loads(page.read_bytes())["data"]["orders"], start=1):
            if (str(page.relative_to(usual_exports.root)), row) in broken:
                continue
            money = {name: int(value) for name, value in order["payment"].items() if name != "currency"}
            units = order["line_items"]
            assert sum(int(unit["original_price"]) for unit in units) == money["original_total_product_price"]
            assert sum(int(unit["seller_discount"]) for unit in units) == money["seller_discount"]
            assert sum(int(unit["platform_discount"]) for unit in units) == money["platform_discount"]
            assert sum(int(unit["sale_price"]) for unit in units) == money["sub_total"]
            shipping = money["original_shipping_fee"] - sum(
                money[f"shipping_fee_{who}_discount"] for who in ("seller", "platform", "cofunded")
            )
            assert money["shipping_fee"] == shipping
            assert money["total_amount"] == money["sub_total"] + shipping + sum(money[name] for name in FEES)
            assert min(money.values()) >= 0
            checked += 1
    assert checked > 1500


def test_every_sound_seller_centre_order_adds_up(usual_exports: Exports) -> None:
    broken = {row["source_id"] for row in usual_exports.truth("broken") if row["kind"] == "order"}
    checked = 0
    for path in usual_exports.market.glob("seller-centre/*/orders.csv"):
        with path.open(encoding="utf-8-sig", newline="") as text:
            lines = list(csv.DictReader(text))[1:]
        orders: dict[str, list[dict[str, str]]] = {}
        for line in lines:
            orders.setdefault(line["Order ID"].strip(), []).append(line)
        for order_id, rows in orders.items():
            if order_id in broken:
                continue
            first = rows[0]
            for row in rows:
                before = int(row["SKU Subtotal Before Discount"])
                assert int(row["SKU Unit Original Price"]) * int(row["Quantity"]) == before
                after = before - int(row["SKU Platform Discount"]) - int(row["SKU Seller Discount"])
                assert int(row["SKU Subtotal After Discount"]) == after
                assert row["Order Amount"] == first["Order Amount"]
            names = ("Shipping Fee After Discount", "Buyer Service Fee", "Handling Fee", "Shipping Insurance", "Item Insurance")
            goods = sum(int(row["SKU Subtotal After Discount"]) for row in rows)
            assert int(first["Order Amount"]) == goods + sum(int(first[name]) for name in names) - int(first["Payment platform discount"])
            checked += 1
    assert checked > 1500


def test_all_statuses_and_kinds_of_order_occur(usual_exports: Exports) -> None:
    statuses: set[str] = set()
    kinds: set[str] = set()
    for page in usual_exports.social.glob("*/order.202309.orders.search.*.json"):
        for order in json.loads(page.read_bytes())["data"]["orders"]:
            statuses.add(order["status"])
            kinds |= {order.get("order_type", ""), order["commerce_platform"], "SAMPLE" if order["is_sample_order"] else ""}
            kinds |= {"GIFT" for unit in order["line_items"] if unit["is_gift"]}
    assert statuses >= set(STATUSES)
    assert kinds >= {"ZERO_LOTTERY", "PRE_ORDER", "SAMPLE", "GIFT", "TIKTOK_SHOP", "TOKOPEDIA"}


def one_shop() -> Shop:
    return next(shop for shop in make_world(3, 0.1).shops() if shop.social_orders and shop.market_orders)


@given(price=amounts, quantity=st.integers(1, 20), shares=st.tuples(st.integers(0, 50), st.integers(0, 50)), fees=st.tuples(*[amounts] * 5))
def test_an_order_is_what_its_parts_are(price: int, quantity: int, shares: tuple[int, int], fees: tuple[int, int, int, int, int]) -> None:
    listing = LISTING
    seller, platform = price * shares[0] // 100, price * shares[1] // 100
    shipping, handling, service, item, insurance = fees
    money = money_of(
        (Line(listing, None, quantity, price, seller, platform),),
        Fees(original_shipping=shipping, handling=handling, buyer_service=service, item_insurance=item, shipping_insurance=insurance),
    )
    assert money.original - money.seller_discount - money.platform_discount == money.sub_total >= 0
    assert money.total == quantity * (price - seller - platform) + sum(fees)


def test_moments_follow_one_another_and_end_before_the_export() -> None:
    for shop in make_world(11, 0.2).shops():
        for order in (*shop.social_orders, *shop.market_orders):
            moments = [
                m for m in (order.times.created, order.times.paid, order.times.ready, order.times.shipped, order.times.delivered) if m
            ]
            assert moments == sorted(moments)
            assert max(*moments, order.times.cancelled, order.times.updated) <= NOW
            assert (order.status == "CANCELLED") == bool(order.times.cancelled)


LISTING = one_shop().shelf.market[0]
