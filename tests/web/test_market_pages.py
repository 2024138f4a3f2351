"""The shopper's pages over HTTP on real PostgreSQL: what they answer, in which face, and what they refuse."""

from __future__ import annotations

import re

import psycopg
import pytest
from litestar.testing import AsyncTestClient

JSON = {"Accept": "application/json"}
PAGES = (
    "/",
    "/kategori/fashion-pria",
    "/kategori/mainan?urut=termurah&min=20.000&maks=300000&kondisi=baru&kanal=tokopedia&kota=Bandung",
    "/kategori/otomotif",
    "/cari",
    "/cari?q=batik",
    "/cari?q=zzzz",
    "/cari?q=%27%29%3B+drop+table+%26+%7C",
    "/toko/batik-ayu",
    "/toko/batik-ayu?urut=termahal",
)


async def a_product(site: AsyncTestClient, **wanted: object) -> str:
    found = (await site.get("/toko/batik-ayu", headers=JSON)).json()["grid"]["cards"]
    return str(next(card["path"] for card in found if all(card[name] == value for name, value in wanted.items())))


@pytest.mark.anyio
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_answers_in_both_languages_with_its_headers(site: AsyncTestClient, path: str) -> None:
    for language in ("id", "en"):
        answer = await site.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text
        assert answer.headers["content-type"].startswith("text/html")
        assert {"Accept", "Accept-Language", "Cookie", "HX-Request", "HX-Target"} <= set(answer.headers["vary"].replace(" ", "").split(","))
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        # What the policy forbids must not be there in the first place.
        assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son[a-z]+=|javascript:", answer.text)


@pytest.mark.anyio
async def test_home_shows_cards_with_price_place_rating_and_sales(site: AsyncTestClient) -> None:
    view = (await site.get("/", headers=JSON)).json()
    card = view["grid"]["cards"][0]
    page = (await site.get("/")).text
    assert len(view["categories"]) == 22
    assert len(view["loved"]) == 12
    assert len(view["grid"]["cards"]) == 24
    assert card["path"] in page
    assert f"Rp{card['price']['rupiah']:,}".replace(",", ".") in page
    assert all(0 < one["rating"] <= 5 for one in view["loved"])


@pytest.mark.anyio
@pytest.mark.parametrize("order", ["terbaru", "termurah", "termahal"])
async def test_paging_shows_every_listing_of_a_category_once_in_order(site: AsyncTestClient, shelves: object, order: str) -> None:
    seen: list[dict[str, object]] = []
    after = ""
    while True:
        grid = (await site.get("/kategori/mainan", params={"urut": order, "setelah": after}, headers=JSON)).json()["grid"]
        seen.extend(grid["cards"])
        if not grid["next"]:
            break
        after = grid["next"]
    with psycopg.connect(shelves.owner_url) as connection:
        there = connection.execute("select count(*) from market.listing where category_slug = 'mainan' and status = 'active'").fetchone()
    assert len(seen) == len({card["path"] for card in seen}) == there[0] > 48
    prices = [card["price"]["rupiah"] for card in seen]
    if order != "terbaru":
        assert prices == sorted(prices, reverse=order == "termahal")


@pytest.mark.anyio
async def test_filters_narrow_and_nothing_else_gets_in(site: AsyncTestClient) -> None:
    every = (await site.get("/kategori/mainan", headers=JSON)).json()["grid"]["cards"]
    chosen = {"min": "25.000", "maks": "100000", "kota": "Bandung", "kondisi": "baru", "kanal": "tokopedia"}
    narrowed = (await site.get("/cari", params={"q": "boneka", **chosen}, headers=JSON)).json()["grid"]["cards"]
    assert narrowed
    assert every
    for card in narrowed:
        assert "Boneka" in card["title"]
        assert 25_000 <= card["price"]["rupiah"] <= 100_000
        assert card["city"] == "Bandung"
        assert card["condition"] == "new"
        assert "tokopedia" in card["channels"]


@pytest.mark.anyio
async def test_a_product_shows_its_variants_stock_reviews_and_where_it_came_from(site: AsyncTestClient) -> None:
    path = await a_product(site)
    view = (await site.get(path, headers=JSON)).json()
    assert view["stock"] == sum(choice["stock"] for choice in view["choices"])
    assert view["lowest"]["rupiah"] == min(choice["price"]["rupiah"] for choice in view["choices"])
    assert view["reviews"]["count"] == sum(bar["reviews"] for bar in view["reviews"]["histogram"])
    assert [bar["stars"] for bar in view["reviews"]["histogram"]] == [5, 4, 3, 2, 1]
    assert all(card["path"] != path for card in (*view["others"], *view["alike"]))
    for choice in view["choices"]:
        page = (await site.get(path, params={"varian": choice["variant_id"]}, headers=JSON)).json()
        assert page["chosen"] == choice
    moved = path.rsplit("-", 1)
    assert (await site.get(f"{path.rsplit('/', 1)[0]}/{moved[1]}")).status_code == 200
    assert (await site.get(path, params={"varian": "018d6000-0000-7000-8000-000000000001"})).status_code == 404


@pytest.mark.anyio
async def test_what_sellers_and_buyers_wrote_is_escaped(site: AsyncTestClient, shelves: object) -> None:
    path = await a_product(site)
    listing_id = path.rsplit("-", 1)[1]
    nasty = "<script>alert('x')</script> & \"quoted\" <img src=x onerror=y>"
    with psycopg.connect(shelves.owner_url) as connection:
        before = connection.execute("select title, description from market.listing where listing_id = %s", [listing_id]).fetchone()
        connection.execute("update market.listing set title = %s, description = %s where listing_id = %s", [nasty, nasty, listing_id])
        connection.execute("update market.review set body = %s where listing_id = %s", [nasty, listing_id])
    try:
        for address in (path, "/toko/batik-ayu", "/cari?q=%3Cscript%3Ealert"):
            text = (await site.get(address)).text
            assert "<script>alert" not in text
            assert "<img src=x" not in text
            assert "&lt;script&gt;alert" in text
    finally:
        with psycopg.connect(shelves.owner_url) as connection:
            connection.execute("update market.listing set title = %s, description = %s where listing_id = %s", [*before, listing_id])


@pytest.mark.anyio
async def test_htmx_gets_the_block_it_targets_and_a_boosted_visit_the_page(site: AsyncTestClient) -> None:
    asked = {"HX-Request": "true", "HX-Target": "berikutnya"}
    block = (await site.get("/kategori/mainan", headers=asked)).text
    assert "<html" not in block
    assert block.count("<li class") == 24
    assert block.count('<li id="berikutnya"') == 1
    assert block.lstrip().startswith("<li")
    for whole in ({"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}, {"HX-Target": "nothing-of-ours"}):
        assert "<html" in (await site.get("/kategori/mainan", headers=asked | whole)).text
    path = await a_product(site)
    choice = (await site.get(path, headers={"HX-Request": "true", "HX-Target": "pilihan"})).text
    assert 'id="pilihan"' in choice
    assert "<html" not in choice


@pytest.mark.anyio
@pytest.mark.parametrize(
    "address",
    [
        "/kategori/mainan?urut=terbesar",
        "/kategori/mainan?min=25,000",
        "/kategori/mainan?min=-1",
        "/kategori/mainan?setelah=!!!",
        "/kategori/mainan?setelah=e30",
        "/kategori/mainan?urut=termurah&setelah=eyJ2YWx1ZSI6InkiLCJsaXN0aW5nX2lkIjoiMDE4ZDYwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAxIn0",
        "/?setelah=bukan",
        "/cari?q=" + "a" * 121,
        "/cari?q=a%00b",
        "/cari?kota=%00",
        "/pictures/1f455/-1/200.webp",
        "/pictures/1f455/1/201.webp",
        "/pictures/1f455/9999999999/200.webp",
        "/emoji/passwd",
    ],
)
async def test_an_unreadable_address_is_a_400_never_a_500(operators_site: AsyncTestClient, address: str) -> None:
    answer = await operators_site.get(address)
    assert answer.status_code == 400
    assert "Alamat ini tidak terbaca" in answer.text
    assert "content-security-policy" in answer.headers
    as_json = await operators_site.get(address, headers=JSON)
    assert as_json.json()["status"] == 400


@pytest.mark.anyio
@pytest.mark.parametrize(
    "address",
    [
        "/nihil",
        "/pictures/..%2f..%2fetc/1/200.webp",
        "/kategori/tidak-ada",
        "/toko/tidak-ada",
        "/toko/batik-ayu/tanpa-id",
        "/toko/batik-ayu/kemeja-018d600000007000800000000000000f",
        "/static/assets/tidak-ada.js",
    ],
)
async def test_what_is_not_there_is_a_404_with_a_way_home(operators_site: AsyncTestClient, address: str) -> None:
    answer = await operators_site.get(address)
    assert answer.status_code == 404
    assert "Halaman ini tidak ketemu" in answer.text
    assert 'href="/"' in answer.text
    english = await operators_site.get(address, headers={"Accept-Language": "en-GB,en;q=0.8"})
    assert "We can&#39;t find this page" in english.text


@pytest.mark.anyio
async def test_a_product_is_not_shown_under_another_shops_name(site: AsyncTestClient) -> None:
    path = await a_product(site)
    assert (await site.get(path.replace("/toko/batik-ayu/", "/toko/sumber-rejeki/"))).status_code == 404


@pytest.mark.anyio
async def test_the_language_and_theme_asked_for_are_remembered(site: AsyncTestClient) -> None:
    answer = await site.get("/?lang=en&theme=dark")
    assert '<html lang="en" data-theme="padu-dark"' in answer.text
    assert answer.cookies["lang"] == "en"
    again = await site.get("/cari", headers={"Accept-Language": "id"})
    assert '<html lang="en" data-theme="padu-dark"' in again.text
    assert (await site.get("/?lang=fr&theme=pink")).status_code == 200


@pytest.mark.anyio
async def test_a_database_that_is_away_is_a_503_that_says_so(tmp_path: object) -> None:
    from padu.entry.web import create_market_app  # noqa: PLC0415 - only this test builds its own app
    from padu.platform.settings import Settings  # noqa: PLC0415 - as above

    settings = Settings(home=tmp_path, market_database_url="postgresql://padu_market_app@127.0.0.1:9/away")
    async with AsyncTestClient(create_market_app(settings, None), raise_server_exceptions=False) as client:
        answer = await client.get("/")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        assert "Sebentar, ya" in answer.text
        assert (await client.get("/healthz")).text == "ok"


@pytest.mark.anyio
async def test_pages_run_in_read_only_transactions(site: AsyncTestClient) -> None:
    from padu.web.ui import reading  # noqa: PLC0415 - looked at from inside

    class Asked:
        app = site.app

    with pytest.raises(Exception, match="read-only transaction"):
        async with reading(Asked()) as uow:
            await uow.connection.exec_driver_sql("update market.listing set brand = 'x'")
