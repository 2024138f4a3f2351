"""The demo's people: one file per installation, for its owner's eyes only."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from padu.demo.people import Part, forget_people, keep_code_secret, people_of
from padu.kernel.errors import PaduError

# RFC 6238, appendix B: the secret "12345678901234567890" and the last six digits of its codes.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - the published one


def test_people_are_made_once_and_each_installation_has_its_own_passwords(tmp_path: Path) -> None:
    first, again, elsewhere = people_of(tmp_path / "a"), people_of(tmp_path / "a"), people_of(tmp_path / "b")
    assert first == again
    passwords = [person.password for people in (first, elsewhere) for person in (*people.five, *people.colleagues)]
    assert len(set(passwords)) == len(passwords) == 14
    assert [person.part for person in first.five] == list(Part)
    assert [person.handle for person in first.creators] == ["dewi.spill", "ayu.racun", "kata.rizky"]


def test_their_file_is_their_owners_alone_and_says_nothing_when_printed(tmp_path: Path) -> None:
    people = keep_code_secret(tmp_path, Part.OPERATOR, RFC_SECRET)
    path = tmp_path / "demo" / "people.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["people.json"]
    printed = repr(people)
    assert people.shopper.password not in printed
    assert RFC_SECRET not in printed


def test_a_second_factor_is_kept_for_one_and_changes_nobody_else(tmp_path: Path) -> None:
    before = people_of(tmp_path)
    after = keep_code_secret(tmp_path, Part.REGULATOR, RFC_SECRET)
    assert after == people_of(tmp_path)
    assert (after.shopper, after.operator, after.colleagues) == (before.shopper, before.operator, before.colleagues)
    assert after.regulator.password == before.regulator.password
    assert after.regulator.code_at(dt.datetime(2005, 3, 18, 1, 58, 29, tzinfo=dt.UTC)) == "081804"
    address = urlsplit(after.regulator.code_address or "")
    assert (address.scheme, parse_qs(address.query)["secret"]) == ("otpauth", [RFC_SECRET])
    assert (after.shopper.code_at(dt.datetime.now(tz=dt.UTC)), after.shopper.code_address) == (None, None)


def test_logins_and_passwords_can_be_typed_from_a_screen(tmp_path: Path) -> None:
    people = people_of(tmp_path)
    for person in (*people.five, *people.colleagues):
        assert re.fullmatch(r"[a-z.]{3,20}", person.login)
        assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", person.password)
        assert person.login not in person.password


def test_forgotten_people_are_made_anew(tmp_path: Path) -> None:
    before = people_of(tmp_path)
    forget_people(tmp_path)
    forget_people(tmp_path)
    assert people_of(tmp_path).shopper.password != before.shopper.password


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    people_of(tmp_path)
    (tmp_path / "demo" / "people.json").write_text("{")
    with pytest.raises(PaduError) as raised:
        people_of(tmp_path)
    assert (raised.value.code, raised.value.where) == ("demo.people_unreadable", str(tmp_path / "demo" / "people.json"))
