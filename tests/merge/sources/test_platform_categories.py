from __future__ import annotations

import re

from padu.merge.sources import categories


def test_every_category_is_known_by_both_platforms_and_by_one_slug() -> None:
    every = categories.load()
    assert len(every) == 22
    assert len(categories.by_slug()) == len(categories.slug_by_tiktok_leaf()) == len(categories.slug_by_tokopedia_code()) == 22
    assert every[-1].slug == "lainnya"


def test_ids_have_the_platforms_shapes() -> None:
    for category in categories.load():
        assert re.fullmatch(r"\d{6}", category.tiktok_leaf_id)
        assert len(category.tiktok_path) == 3 == len(category.tiktok_parent_ids) + 1
        assert category.tiktok_leaf_id not in category.tiktok_parent_ids
        assert re.fullmatch(r"\d{1,4}", category.tokopedia_code)


def test_both_platforms_lead_back_to_the_slug() -> None:
    for slug, category in categories.by_slug().items():
        assert categories.slug_by_tiktok_leaf()[category.tiktok_leaf_id] == slug
        assert categories.slug_by_tokopedia_code()[category.tokopedia_code] == slug
