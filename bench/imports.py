"""How fast order pages of TikTok Shop are read, checked and made canonical, against merely parsing their JSON.

Both read the same files from the same (warm) disk cache in the same process, turn about; CPU time, the best of the rounds.
A ratio of 1 would mean that checking every field costs nothing.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from padu.merge import sources
from padu.merge.sources.types import Accepted

SHOP = "7494000000000000001"
PER_PAGE = 50


def order(number: int) -> dict[str, object]:
    """One order with two units of one product and one of another, as the order search gives it."""
    names = ("Kopi Gayo 200 g", "Kopi Gayo 200 g", "Teh Melati 50 kantong")
    prices = (48_000, 48_000, 21_500)
    lines = [
        {
            "id": str(576_000_000_000_000_000 + 10 * number + position),
            "product_id": str(1_729_000_000_000_000_000 + price),
            "product_name": name,
            "sku_id": str(1_729_000_000_000_100_000 + price),
            "sku_name": "Default",
            "seller_sku": f"SKU-{price}",
            "sku_type": "NORMAL",
            "currency": "IDR",
            "original_price": str(price),
            "sale_price": str(price - 1_000),
            "seller_discount": "1000",
            "platform_discount": "0",
            "is_gift": False,
            "display_status": "COMPLETED",
            "package_status": "COMPLETED",
        }
        for position, (name, price) in enumerate(zip(names, prices, strict=True))
    ]
    goods = sum(prices) - 1_000 * len(prices)
    return {
        "id": str(576_000_000_000_000_000 + number),
        "status": "COMPLETED",
        "commerce_platform": "TIKTOK_SHOP",
        "order_type": "NORMAL",
        "is_sample_order": False,
        "line_items": lines,
        "payment": {
            "currency": "IDR",
            "sub_total": str(goods),
            "shipping_fee": "9000",
            "seller_discount": str(1_000 * len(prices)),
            "platform_discount": "0",
            "tax": "0",
            "total_amount": str(goods + 9_000),
        },
        "recipient_address": {
            "name": "B** S***",
            "phone_number": "(+62)812*****90",
            "full_address": "Jl. ***, Bandung",
            "district_info": [
                {"address_level": "L0", "address_level_name": "Country", "address_name": "Indonesia"},
                {"address_level": "L1", "address_level_name": "Province", "address_name": "Jawa Barat"},
                {"address_level": "L2", "address_level_name": "City", "address_name": "Kota Bandung"},
            ],
        },
        "payment_method_name": "Bank Transfer",
        "create_time": 1_704_067_200 + number,
        "paid_time": 1_704_067_260 + number,
        "update_time": 1_704_153_600 + number,
    }


def write_pages(folder: Path, orders: int) -> list[Path]:
    """An export of one shop with so many orders; its order pages."""
    (folder / SHOP).mkdir(parents=True)
    shops = {"shops": [{"id": SHOP, "name": "Kopi Kita", "region": "ID", "code": "IDLC1", "cipher": "c", "seller_type": "LOCAL"}]}
    _envelope(folder / "authorization.202309.shops.json", shops)
    pages: list[Path] = []
    for first in range(0, orders, PER_PAGE):
        held = [order(number) for number in range(first, min(first + PER_PAGE, orders))]
        page = folder / SHOP / f"order.202309.orders.search.{first // PER_PAGE + 1:04}.json"
        token = "" if first + PER_PAGE >= orders else f"page-{first}"
        _envelope(page, {"orders": held, "next_page_token": token, "total_count": orders})
        pages.append(page)
    return pages


def _envelope(path: Path, data: Mapping[str, object]) -> None:
    path.write_text(json.dumps({"code": 0, "message": "Success", "request_id": "202401010000000000", "data": data}))


def cpu_seconds(work: Callable[[], int], expected: int) -> float:
    """The CPU time of one round, which must have seen every order."""
    begun = time.process_time()
    seen = work()
    spent = time.process_time() - begun
    if seen != expected:
        raise SystemExit(f"saw {seen} of {expected} orders")
    return spent


def main(*, quick: bool) -> None:
    """Print the figure."""
    orders, rounds = (500, 2) if quick else (10_000, 5)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "tiktok-shop"
        pages = write_pages(folder, orders)
        files = [file for file in sources.discover("tiktok-shop", folder) if file.path in set(pages)]

        def canonical() -> int:
            return sum(isinstance(outcome, Accepted) for file in files for outcome in sources.read(file))

        def parsed() -> int:
            return sum(len(json.loads(page.read_bytes())["data"]["orders"]) for page in pages)

        spent = [(cpu_seconds(canonical, orders), cpu_seconds(parsed, orders)) for _ in range(rounds)]
    value, against = (orders / min(side) for side in zip(*spent, strict=True))
    figure = {
        "figure": "imports.orders_per_cpu_second",
        "value": round(value, 1),
        "unit": "orders/s of CPU",
        "against": "json.loads of the same bytes",
        "against_value": round(against, 1),
        "ratio": round(value / against, 4),
        "n": orders,
    }
    print(json.dumps(figure))


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
