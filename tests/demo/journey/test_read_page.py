"""Forms, links and words are read as a browser reads them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from padu.demo.journey.read_page import read_page

PAGE = """<!doctype html><html><head><title> Bayar
 sekarang </title><style>p { color: red }</style></head><body>
<a href="/satu">Satu <b>dua</b></a> <a name="anchor">kosong</a>
<form action="/kirim" method="POST" id="utama">
  <input type="hidden" name="_csrf_token" value="a&amp;b">
  <input name="nama" value="Sari" required><input name="mati" value="x" disabled>
  <input type="checkbox" name="izin" value="yes"><input type="checkbox" name="ingat" checked>
  <input type="radio" name="kurir" value="jne"><input type="radio" name="kurir" value="sicepat" checked>
  <select name="kota"><option value="1">Solo</option><option value="2" selected>Bandung</option></select>
  <select name="kosong"><option value="a">A</option><option value="b">B</option></select>
  <textarea name="catatan">
Halo
&lt;b&gt;</textarea>
  <button name="cara" value="qris"><span>Bayar</span> QRIS</button>
  <button type="button" name="bukan">Bukan</button>
  <input type="submit" value="Kirim" formaction="/lain">
</form>
<input form="utama" name="jauh" value="di luar">
<form><input name="q"></form>
<script>var x = "<form action='/jahat'>";</script><noscript>Tanpa skrip.</noscript><p>Total <strong>Rp25.000</strong></p></body></html>"""


def test_a_form_holds_what_a_browser_would_send() -> None:
    form, search = read_page(PAGE).forms
    assert (form.action, form.method, search.action, search.method) == ("/kirim", "post", None, "get")
    assert [(each.name, each.value, each.is_on) for each in form.controls] == [
        ("_csrf_token", "a&b", True),
        ("nama", "Sari", True),
        ("izin", "yes", False),
        ("ingat", "on", True),
        ("kurir", "jne", False),
        ("kurir", "sicepat", True),
        ("kota", "2", True),
        ("kosong", "a", True),
        ("catatan", "Halo\n<b>", True),
        ("jauh", "di luar", True),
    ]
    assert [(each.name, each.value, each.words, each.action) for each in form.buttons] == [
        ("cara", "qris", "Bayar QRIS", None),
        ("", "Kirim", "Kirim", "/lain"),
    ]
    assert form.value_of("kurir") == "sicepat"
    assert form.value_of("izin") is None
    assert [each.options for each in form.controls if each.kind == "select"] == [("1", "2"), ("a", "b")]


def test_words_and_links_are_what_is_seen() -> None:
    page = read_page(PAGE)
    assert page.title == "Bayar sekarang"
    assert [(link.href, link.words) for link in page.links] == [("/satu", "Satu dua")]
    assert page.words.endswith("Tanpa skrip. Total Rp25.000")
    assert not any(word in page.words for word in ("color", "jahat", "Bandung"))


@given(st.text(alphabet="<>/=\"'abform inputselcopt&;!-\n", max_size=200))
def test_broken_pages_are_read_as_far_as_they_go(text: str) -> None:
    read_page(text)
