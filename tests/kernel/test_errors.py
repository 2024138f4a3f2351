from __future__ import annotations

from padu.kernel.errors import PaduError


def test_an_error_says_what_where_and_what_to_do_under_a_stable_code() -> None:
    error = PaduError("stock.negative", "3 units cannot be taken from 2", where="shop A", todo="count the shelf")
    assert error.code == "stock.negative"
    assert str(error) == "[stock.negative] 3 units cannot be taken from 2\n  where: shop A\n  to do: count the shelf"
    assert str(PaduError("a.b", "so it is")) == "[a.b] so it is"
