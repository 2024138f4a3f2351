"""Where a reader may be sent on to."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from padu.web.ui.own_path import own_path

HERE = "http://shop.localhost:8000"
# What a browser drops or reads as a slash before it looks for a host (WHATWG URL, section 4.4).
TRICKS = st.text(alphabet="/\\\t\n\r \x00@:?#.%ea2fx", max_size=12)


@given(st.one_of(TRICKS, st.text(max_size=30), TRICKS.map(lambda tail: f"/{tail}evil.example")))
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("\t//evil.example")
@example("https://evil.example/")
@example("javascript:alert(1)")
@example("/%09/evil.example")
@example("/..//evil.example")
def test_no_wish_leads_to_another_host(wish: str) -> None:
    path = own_path(wish)
    seen = path.translate(str.maketrans({"\t": None, "\n": None, "\r": None, "\\": "/"})).strip("\x00 ")
    assert path.startswith("/")
    assert path.isascii()
    assert path.isprintable()
    assert not seen.startswith("//")
    assert urlsplit(urljoin(f"{HERE}/masuk", seen)).netloc == "shop.localhost:8000"


@pytest.mark.parametrize(
    "path", ["/", "/cari?q=batik%20tulis&urut=termurah", "/toko/batik-ayu/kemeja-018d#ulasan", "/masukan", "/?a=https://x//y"]
)
def test_a_path_of_ours_stays_as_it_is(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize("wish", [None, "", "cari", "/masuk", "/masuk?lanjut=/x", "/masuk/kode", "/daftar", "/keluar", "/" + "a" * 2000])
def test_anything_else_is_the_front_page(wish: str | None) -> None:
    assert own_path(wish) == "/"
