"""What a shopper ticks on a checkout page that nobody has ticked for them, and the amounts that pages name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from padu.demo.journey.read_page import read_page
from padu.demo.journey.shop import choices_of, rupiah_in

CHECKOUT = """<form method="post" action="/checkout">
<input type="radio" name="kurir-1" value="jne-reg"><input type="radio" name="kurir-1" value="sicepat-reg">
<input type="radio" name="kurir-2" value="jne-reg"><input type="radio" name="kurir-2" value="anteraja-reg" checked>
<input type="radio" name="method" value="bank_transfer" checked><input type="radio" name="method" value="qris">
<input type="checkbox" name="hadiah" value="yes"></form>"""


def test_the_first_of_what_is_open_and_qris_for_paying() -> None:
    (form,) = read_page(CHECKOUT).forms
    assert choices_of(form) == {"kurir-1": "jne-reg", "method": "qris"}


def test_qris_is_chosen_from_a_list_too() -> None:
    (form,) = read_page('<form><select name="cara"><option value="gopay">GoPay<option value="qris">QRIS</select></form>').forms
    assert choices_of(form) == {"cara": "qris"}


@given(st.lists(st.integers(0, 10**12), max_size=5))
def test_every_amount_that_a_page_names_is_read(amounts: list[int]) -> None:
    text = " dan ".join(f"Rp{amount:,}".replace(",", ".") for amount in amounts)
    assert rupiah_in(text) == amounts
