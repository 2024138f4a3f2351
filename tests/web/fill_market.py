"""Fills a migrated market with made-up shops, listings, stock, orders and reviews, by SQL, the same for the same numbers."""

from __future__ import annotations

import random
import uuid

import psycopg

WORLD = uuid.UUID("5f0c3c1e-0000-7000-8000-000000000000")
CITIES = (
    ("Bandung", "Jawa Barat"), ("Surabaya", "Jawa Timur"), ("Kota Yogyakarta", "DI Yogyakarta"), ("Jakarta Selatan", "DKI Jakarta"),
    ("Medan", "Sumatera Utara"), ("Denpasar", "Bali"), ("KOTA MAKASSAR", "Sulawesi Selatan"), ("Kabupaten Sleman", "DI Yogyakarta"),
)  # fmt: skip
SHOPS = (
    "Batik Ayu",
    "Kopi Gayo Lestari",
    "Sumber Rejeki",
    "Rumah Hijab Zahra",
    "Toko Berkah Jaya",
    "Dapur Bu Tini",
    "Gadget Murah",
    "Anak Ceria",
)
GOODS = {
    "fashion-pria": (("Kemeja Batik Pria Lengan Panjang Motif Kawung", "1f454"), ("Kaos Polos Katun Combed 30s", "1f455")),
    "fashion-wanita": (("Dress Midi Bunga Rayon Premium", "1f457"), ("Blouse Linen Lengan Balon", "1f45a")),
    "sepatu-tas": (("Sepatu Lari Ringan Anti Slip", "1f45f"), ("Tas Ransel Anti Air 25L", "1f392")),
    "kopi-teh": (("Kopi Arabika Gayo 250 gr Giling Halus", "2615"), ("Teh Melati Wangi Isi 50 Kantong", "1fad6")),
    "makanan-minuman": (("Mie Pedas Level 5 Isi 5 Bungkus", "1f35c"), ("Kue Lapis Legit Original", "1f370")),
    "elektronik": (("Headphone Bluetooth Bass Mantap", "1f3a7"), ("Kipas Angin Meja 12 Inch", "1f4a1")),
    "mainan": (("Boneka Beruang Jumbo Halus SNI", "1f9f8"), ("Puzzle Kayu Edukasi Anak", "1f9e9")),
    "dapur": (("Wajan Anti Lengket 28 cm Tutup Kaca", "1f373"), ("Pisau Dapur Set Stainless", "1f52a")),
    "handphone-aksesoris": (("Charger Fast Charging 33W Type C Original", "1f50c"), ("Casing HP Anti Crack Bening", "1f4f1")),
    "buku-alat-tulis": (("Buku Tulis Sidu 58 Lembar 1 Pak", "1f4d3"), ("Novel Laskar Pelangi Edisi Baru", "1f4d5")),
}
BODIES = ("Barang bagus, sesuai foto. Pengiriman cepat!", "Bahannya adem, jahitan rapi. Bakal order lagi.", "Lumayan untuk harganya.", "",
          "Warna agak beda dari foto, tapi penjual ramah.", "Mantap, anak saya suka sekali.")  # fmt: skip


LISTING = (
    "listing (shop_id, listing_id, title, description, category_slug, brand, condition, status, weight_grams, minimum_order, pictures,"
    " channels, created_at, updated_at)"
)


def name_id(*parts: object) -> uuid.UUID:
    """The same id for the same parts."""
    return uuid.uuid5(WORLD, "/".join(map(str, parts)))


def fill(owner_url: str, *, shops: int, listings: int) -> None:
    """`shops` shops and `listings` listings in all, a variant to four each, about a third reviewed and a third sold."""
    chance = random.Random(20240201)  # noqa: S311 - a made-up world, not secrets
    with psycopg.connect(owner_url) as connection, connection.cursor() as cursor:
        shop_ids = _fill_shops(cursor, chance, shops)
        kinds = [(slug, title, emoji) for slug, goods in GOODS.items() for title, emoji in goods]
        rows: dict[str, list[tuple[object, ...]]] = {
            "listing": [],
            "variant": [],
            "stock": [],
            "review": [],
            "rating": [],
            "order": [],
            "line": [],
        }
        for number in range(listings):
            _make_listing(rows, chance, shop_ids[number % shops], number, kinds[number % len(kinds)])
        _copy(
            cursor,
            LISTING,
            rows["listing"],
        )
        _copy(cursor, "variant (shop_id, variant_id, listing_id, name, price_idr, position, status)", rows["variant"])
        _copy(cursor, "stock (shop_id, variant_id, warehouse_id, on_hand, entries)", rows["stock"])
        _copy(cursor, "review (shop_id, review_id, listing_id, platform, source_id, rating, body, pictures, at)", rows["review"])
        _copy(cursor, "listing_rating (shop_id, listing_id, count, sum)", rows["rating"])
        _copy(
            cursor,
            "shop_order (shop_id, order_id, platform, source_id, status, currency, total_original, total_idr, ordered_at)",
            rows["order"],
        )
        _copy(
            cursor,
            "order_line (shop_id, order_id, line_no, listing_id, title, quantity, unit_price_original, unit_price_idr)",
            rows["line"],
        )
        connection.commit()
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for table in ("shop", "listing", "variant", "stock", "review", "listing_rating", "shop_order", "order_line"):
            connection.execute(f"analyze market.{table}")


def _copy(cursor: psycopg.Cursor, target: str, rows: list[tuple[object, ...]]) -> None:
    with cursor.copy(f"copy market.{target} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _fill_shops(cursor: psycopg.Cursor, chance: random.Random, shops: int) -> list[uuid.UUID]:
    ids = [name_id("shop", number) for number in range(shops)]
    people, slugs, warehouses, channels = [], [], [], []
    for number, shop_id in enumerate(ids):
        city, province = CITIES[number % len(CITIES)]
        name = f"{SHOPS[number % len(SHOPS)]}{f' {number}' if number >= len(SHOPS) else ''}"
        slug = name.lower().replace(" ", "-")
        joined = f"20{20 + number % 4}-0{1 + number % 9}-15 03:00+00"
        status = "closed" if number == 5 else "open"
        people.append((shop_id, name, slug, province, city, "LOCAL", status, joined))
        slugs.append((slug, shop_id))
        warehouses.append((shop_id, name_id("warehouse", shop_id)))
        channels.append((shop_id, "tokopedia", slug))
        if chance.random() < 0.4:
            channels.append((shop_id, "tiktok_shop", str(7_000_000 + number)))
    _copy(cursor, "shop (shop_id, name, slug, province, city, seller_type, status, joined_at)", people)
    _copy(cursor, "shop_slug (slug, shop_id)", slugs)
    _copy(cursor, "warehouse (shop_id, warehouse_id)", warehouses)
    _copy(cursor, "shop_channel (shop_id, channel, source_id)", channels)
    return ids


def _make_listing(
    rows: dict[str, list[tuple[object, ...]]], chance: random.Random, shop_id: uuid.UUID, number: int, kind: tuple[str, str, str]
) -> None:
    slug, title, emoji = kind
    listing_id = name_id("listing", number)
    warehouse_id = name_id("warehouse", shop_id)
    made = f"2024-01-{1 + number % 28:02d} {number % 24:02d}:{number % 60:02d}:00+00"
    channels = ["tokopedia"] if number % 3 else ["tiktok_shop"] if number % 2 else ["tiktok_shop", "tokopedia"]
    pictures = [f"https://gambar.padu.example/fluent/{emoji}/{number * 7 + extra}.webp" for extra in range(1 + number % 4)]
    description = f"{title} pilihan.\n\n• Bahan berkualitas\n• Garansi tukar 7 hari\n• Dikirim di hari yang sama sebelum pukul 15.00"
    status = "inactive" if number % 50 == 49 else "active"
    condition = "used" if number % 17 == 3 else "new"
    brand = "Kawung" if number % 4 == 0 else ""
    weight = 250 + number % 9 * 300
    rows["listing"].append(
        (shop_id, listing_id, title, description, slug, brand, condition, status, weight, 1, pictures, channels, made, made)
    )
    base = chance.choice((15_000, 25_000, 48_500, 89_000, 129_900, 249_000, 1_250_000))
    names = ("",) if number % 3 == 0 else ("Merah / M", "Merah / L", "Biru / M", "Biru / XL")[: 2 + number % 3]
    for position, name in enumerate(names):
        variant_id = name_id("variant", number, position)
        rows["variant"].append((shop_id, variant_id, listing_id, name, base + position * 5_000, position, "active"))
        units = 0 if number % 19 == 4 else chance.choice((0, 2, 3, 12, 40, 380)) if position else chance.choice((1, 4, 25, 120))
        rows["stock"].append((shop_id, variant_id, warehouse_id, units, 1))
    if number % 3 != 1:
        stars = [chance.choice((5, 5, 5, 4, 4, 3, 1)) for _ in range(chance.randrange(1, 14))]
        for turn, rating in enumerate(stars):
            at = f"2024-01-{1 + turn * 2 % 28:02d} 05:00+00"
            platform = "tiktok_shop" if turn % 2 else "tokopedia"
            rows["review"].append(
                (
                    shop_id,
                    name_id("review", number, turn),
                    listing_id,
                    platform,
                    f"r-{number}-{turn}",
                    rating,
                    chance.choice(BODIES),
                    turn % 3,
                    at,
                )
            )
        rows["rating"].append((shop_id, listing_id, len(stars), sum(stars)))
    if number % 3 == 0:
        order_id = name_id("order", number)
        quantity = chance.choice((1, 2, 12, 150, 1_260))
        rows["order"].append((shop_id, order_id, "tokopedia", f"INV-{number}", "completed", "IDR", base * quantity, base * quantity, made))
        rows["line"].append((shop_id, order_id, 1, listing_id, title, quantity, base, base))
