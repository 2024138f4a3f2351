# ruff: noqa: ANN401 - builders come from conftest as fixtures, whose types a test cannot import
from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from padu.kernel.errors import PaduError
from padu.merge.sources import IMPORT_KINDS, digest, discover, read
from padu.merge.sources.types import Platform


def test_the_market_folder_holds_two_kinds(exports: Any, made: Any) -> None:
    exports.shop_info(made.shop_info())
    exports.bulk(made.bulk_row())
    exports.centre(made.order_row())
    exports.table(exports.market / "reviews" / "toko-maju.csv", ["review_id"], [])
    (exports.market / ".DS_Store").touch()
    (exports.market / "bulk" / "~$toko-maju.xlsx").touch()
    assert [(file.reader, file.name, file.seller_id) for file in discover("tokopedia-bulk", exports.market)] == [
        ("tokopedia.shop_info", "shop-info.0001.json", ""),
        ("tokopedia.bulk", "bulk/toko-maju.xlsx", "toko-maju"),
        ("tokopedia.reviews", "reviews/toko-maju.csv", "toko-maju"),
    ]
    (orders,) = discover("seller-centre-orders", exports.market)
    assert (orders.name, orders.seller_id, orders.platform) == ("seller-centre/toko-maju/orders.csv", "toko-maju", Platform.TOKOPEDIA)


def test_a_single_file_is_named_as_in_its_export(exports: Any, made: Any) -> None:
    (file,) = discover("tiktok-shop", exports.orders(made.order()))
    assert (file.name, file.seller_id) == (f"{made.SHOP}/order.202309.orders.search.0001.json", made.SHOP)
    (file,) = discover("tokopedia-bulk", exports.bulk(made.bulk_row()))
    assert (file.name, file.seller_id) == ("bulk/toko-maju.xlsx", "toko-maju")


def test_one_shop_of_an_export_is_an_export_too(exports: Any, made: Any) -> None:
    exports.products(made.product())
    assert [file.name for file in discover("tiktok-shop", exports.shop)] == [f"{made.SHOP}/product.202309.products.jsonl"]


def test_discovering_twice_gives_the_same(exports: Any, made: Any) -> None:
    exports.products(made.product())
    exports.orders(made.order())
    assert discover("tiktok-shop", exports.social) == discover("tiktok-shop", exports.social)


@pytest.mark.parametrize("kind", IMPORT_KINDS)
def test_an_empty_folder_is_an_error_that_says_so(tmp_path: Path, kind: str) -> None:
    with pytest.raises(PaduError) as error:
        discover(kind, tmp_path)
    assert error.value.code == "sources.nothing_found"
    with pytest.raises(PaduError, match="no such file") as error:
        discover(kind, tmp_path / "absent")
    assert error.value.code == "sources.nothing_found"


def test_an_unknown_kind_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(PaduError) as error:
        discover("shopee", tmp_path)
    assert (error.value.code, "prdect-id" in error.value.todo) == ("sources.unknown_kind", True)


def test_a_file_that_went_away_is_a_fault_of_the_machine(exports: Any, made: Any) -> None:
    path = exports.products(made.product())
    (file,) = discover("tiktok-shop", path)
    assert digest(file) == hashlib.sha256(path.read_bytes()).hexdigest()
    path.unlink()
    for attempt in (lambda: list(read(file)), lambda: digest(file)):
        with pytest.raises(PaduError) as error:
            attempt()
        assert (error.value.code, error.value.where) == ("sources.unreadable", str(path))


def test_a_reader_that_nobody_wrote_is_an_error(exports: Any, made: Any) -> None:
    (file,) = discover("tiktok-shop", exports.products(made.product()))
    with pytest.raises(PaduError) as error:
        list(read(msgspec.structs.replace(file, reader="shopee.orders")))
    assert error.value.code == "sources.unknown_reader"
