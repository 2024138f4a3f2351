"""How numbers, times and words are written, in both languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.errors import PaduError
from padu.kernel.money import Money
from padu.web.ui import formats
from padu.web.ui.language import catalogue, choose_language, translate
from padu.web.ui.pictures import Picture, codepoint_of, picture_of
from padu.web.ui.templates import WEB, area, read_built_files

AT = dt.datetime(2026, 12, 12, 7, 5, tzinfo=dt.UTC)


def test_money_counts_and_times_read_as_people_write_them() -> None:
    assert formats.rupiah(Money(25_000)) == "Rp25.000"
    assert formats.rupiah(Money(-1_250_000)) == "-Rp1.250.000"
    assert [formats.brief(n, "id") for n in (0, 987, 1_000, 1_260, 15_900, 999_999, 3_400_000)] == [
        "0", "987", "1 rb", "1,2 rb", "15 rb", "999 rb", "3,4 jt",
    ]  # fmt: skip
    assert formats.brief(1_260, "en") == "1.2k"
    assert formats.moment(AT, "id") == "12 Des 2026 14.05 WIB"
    assert formats.moment(AT, "en") == "12 Dec 2026 14:05 WIB"
    assert formats.day(dt.datetime(2026, 12, 31, 20, tzinfo=dt.UTC), "id") == "1 Jan 2027"
    assert formats.percent(0.994, "id") == "99,4%"
    assert [formats.duration(s, "id") for s in (0.42, 12.4, 185, 7_800)] == ["0,4 dtk", "12 dtk", "3 mnt 05 dtk", "2 jam 10 mnt"]


@given(st.integers(min_value=0, max_value=10**15))
def test_rupiah_reads_back_to_the_same_number(amount: int) -> None:
    text = formats.rupiah(Money(amount))
    assert re.fullmatch(r"Rp\d{1,3}(\.\d{3})*", text)
    assert int(text[2:].replace(".", "")) == amount


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from(["id", "en"]))
def test_a_brief_count_never_claims_more_than_there_is(count: int, language: str) -> None:
    text = formats.brief(count, language).replace(",", ".")
    number, scale = re.fullmatch(r"([\d.]+)\s?(rb|jt|k|m)?", text).groups()
    claimed = float(number) * {"rb": 1e3, "k": 1e3, "jt": 1e6, "m": 1e6, None: 1}[scale]
    assert claimed <= count + 0.5
    assert claimed >= count * 0.9


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "chosen"),
    [
        ("en", "id", "id", "en"),
        (None, "en", "id", "en"),
        (None, None, "en-GB,en;q=0.9", "en"),
        (None, None, "fr, en;q=0.4, id;q=0.6", "id"),
        (None, None, "in-ID", "id"),
        (None, None, "de", "id"),
        ("xx", "yy", "en;q=much", "id"),
        (None, None, "", "id"),
    ],
)
def test_the_language_is_the_one_asked_for_then_remembered_then_accepted(
    asked: str | None, remembered: str | None, accepted: str, chosen: str
) -> None:
    assert choose_language(asked=asked, remembered=remembered, accepted=accepted) == chosen


def test_both_languages_have_the_same_phrases_with_the_same_blanks() -> None:
    def blanks(phrase: object) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", str(phrase if isinstance(phrase, str) else phrase["other"])))

    indonesian, english = catalogue("id"), catalogue("en")
    assert set(indonesian) == set(english)
    assert {key: blanks(phrase) for key, phrase in indonesian.items()} == {key: blanks(phrase) for key, phrase in english.items()}


def test_every_phrase_that_a_template_names_is_there_and_none_is_unused() -> None:
    text = "".join(path.read_text() for path in WEB.rglob("*.html"))
    named = set(re.findall(r"""\bt\("([a-z_.]+)"[,)]""", text))
    prefixes = set(re.findall(r"""\bt(?:_or)?\("([a-z_.]+\.)" ~""", text))
    assert named <= set(catalogue("id"))
    unused = {key for key in catalogue("id") if key not in named and not any(key.startswith(prefix) for prefix in prefixes)}
    assert unused == set()


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_phrase_is_written_twice(language: str) -> None:
    def keys(node: yaml.Node) -> Iterator[list[str]]:
        if isinstance(node, yaml.MappingNode):
            yield [name.value for name, _ in node.value]
            for _, value in node.value:
                yield from keys(value)

    for path in (WEB / "ui" / "locales" / language).glob("*.yaml"):
        for names in keys(yaml.compose(path.read_text())):
            assert len(names) == len(set(names)), (path.name, names)


def test_an_unknown_phrase_is_our_mistake() -> None:
    with pytest.raises(PaduError, match="no phrase"):
        translate("id", "no.such", {})
    assert translate("en", "review.count", {"count": 1, "many": "1"}) == "1 review"
    assert translate("en", "review.count", {"count": 2, "many": "2"}) == "2 reviews"


def test_a_listings_picture_is_its_address_or_its_category() -> None:
    assert picture_of("https://gambar.padu.example/fluent/1f455/12.webp", emoji="📦", name="a") == Picture("1f455", 12)
    for other in (None, "", "https://elsewhere.example/x.jpg", "https://gambar.padu.example/fluent/../12.webp"):
        assert picture_of(other, emoji="☕", name="a").codepoint == "2615"
    assert picture_of(None, emoji="☕", name="a") != picture_of(None, emoji="☕", name="b")
    assert codepoint_of("👨‍🌾") == "1f468-200d-1f33e"


def test_a_place_is_named_calmly() -> None:
    assert [area(name) for name in ("KOTA BANDUNG", "Kabupaten Sleman", "Kota Yogyakarta", "Medan")] == [
        "Bandung", "Kab. Sleman", "Yogyakarta", "Medan",
    ]  # fmt: skip


def test_without_a_build_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    for torn in (None, b"", b'{"assets/page.ts": {}}'):
        if torn is not None:
            (tmp_path / "manifest.json").write_bytes(torn)
        with pytest.raises(PaduError, match="not built") as caught:
            read_built_files(tmp_path)
        assert caught.value.code == "web.not_built"
