from __future__ import annotations

import base64
import datetime as dt
import json
import stat
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.ids import new_id
from padu.platform.signing import (
    Expected,
    SigningError,
    load_signing_key,
    load_verify_key,
    make_signing_key,
    open_message,
    parse_verify_key,
    sign_message,
)
from padu.platform.signing.keys import KeyFileError

NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
KEY = make_signing_key()
SAID = Expected(kind="padu-test+jwt", issuer="padu-social", audience="padu-market")
LIFE = dt.timedelta(minutes=10)
TEXT = sign_message(KEY, SAID, {"a": 1, "b": "ü"}, message_id=str(new_id()), now=NOW, lives_for=LIFE)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


def code_of(text: str, *, expected: Expected = SAID, now: dt.datetime = NOW) -> str:
    with pytest.raises(SigningError) as caught:
        open_message(text, KEY.verify_key, expected, now=now)
    return caught.value.code


def test_what_was_signed_is_opened() -> None:
    message = open_message(TEXT, KEY.verify_key, SAID, now=NOW)
    assert message.body == {"a": 1, "b": "ü"}
    assert (message.issued_at, message.expires_at) == (NOW, NOW + LIFE)


def test_no_character_can_be_changed() -> None:
    for place in range(len(TEXT)):
        for other in ("A", "B", "_", "."):
            changed = TEXT[:place] + other + TEXT[place + 1 :]
            if changed != TEXT:
                assert code_of(changed) in {"signing.unreadable", "signing.forged"}


@given(place=st.integers(0, len(TEXT) - 1), other=st.sampled_from(ALPHABET))
def test_no_character_can_become_any_other(place: int, other: str) -> None:
    changed = TEXT[:place] + other + TEXT[place + 1 :]
    if changed != TEXT:
        assert code_of(changed) in {"signing.unreadable", "signing.forged"}


def test_nothing_can_be_cut_off_or_added() -> None:
    for length in range(len(TEXT)):
        assert code_of(TEXT[:length]) in {"signing.unreadable", "signing.forged"}
    for more in ("=", "A", "\n", " ", ".", "\u0661", "\ud800", "\x00"):
        assert code_of(TEXT + more) in {"signing.unreadable", "signing.forged"}


@given(st.text(max_size=200))
def test_no_other_text_opens(text: str) -> None:
    assert code_of(text) in {"signing.unreadable", "signing.forged"}


def test_a_message_counts_for_one_system_one_kind_and_one_while() -> None:
    assert code_of(TEXT, expected=Expected(kind="padu-page+jwt", issuer="padu-social", audience="padu-market")) == "signing.wrong_kind"
    assert code_of(TEXT, expected=Expected(kind=SAID.kind, issuer="padu-market", audience="padu-market")) == "signing.wrong_issuer"
    assert code_of(TEXT, expected=Expected(kind=SAID.kind, issuer="padu-social", audience="padu-social")) == "signing.wrong_audience"
    assert code_of(TEXT, now=NOW + LIFE) == "signing.expired"
    assert code_of(TEXT, now=NOW - dt.timedelta(seconds=31)) == "signing.not_yet"
    open_message(TEXT, KEY.verify_key, SAID, now=NOW + LIFE - dt.timedelta(seconds=1))
    open_message(TEXT, KEY.verify_key, SAID, now=NOW - dt.timedelta(seconds=30))


def test_another_key_another_algorithm_and_none_are_refused() -> None:
    claims = jwt.decode(TEXT, options={"verify_signature": False})
    other = sign_message(make_signing_key(), SAID, {}, message_id="m", now=NOW, lives_for=LIFE)
    public = KEY.verify_key.public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    for text in (
        other,
        jwt.encode(claims, public, algorithm="HS256", headers={"typ": SAID.kind}),
        jwt.encode(claims, None, algorithm="none", headers={"typ": SAID.kind}),
    ):
        assert code_of(text) in {"signing.forged", "signing.unreadable"}


@pytest.mark.parametrize("claim", ["iss", "aud", "jti", "iat", "exp", "body"])
def test_a_claim_that_is_missing_or_of_another_kind_is_refused(claim: str) -> None:
    claims = jwt.decode(TEXT, options={"verify_signature": False})
    without = {name: value for name, value in claims.items() if name != claim}
    strange = {**claims, claim: [["x"]]}
    for payload in (without, strange):
        segments = [{"typ": SAID.kind, "alg": "EdDSA"}, payload]
        signed = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in segments)
        signature = base64.urlsafe_b64encode(KEY.private.sign(signed.encode())).rstrip(b"=").decode()
        assert code_of(f"{signed}.{signature}").startswith("signing.")


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = load_signing_key(tmp_path, "exchange-market")
    path = tmp_path / "keys" / "exchange-market.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(load_signing_key(tmp_path, "exchange-market").verify_key) == str(key.verify_key)
    assert (tmp_path / "keys" / "exchange-market.pub").read_text() == f"{key.verify_key}\n"
    assert str(load_verify_key(tmp_path, "exchange-market")) == str(key.verify_key)
    assert str(load_verify_key(tmp_path, "elsewhere", str(key.verify_key))) == str(key.verify_key)
    assert not (tmp_path / "keys" / "elsewhere.key").exists()
    assert path.read_text().strip() not in repr(key)


def test_a_key_that_others_may_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    load_signing_key(tmp_path, "k")
    path = tmp_path / "keys" / "k.key"
    path.chmod(0o644)
    with pytest.raises(KeyFileError) as open_to_all:
        load_signing_key(tmp_path, "k")
    path.chmod(0o600)
    path.write_text("bm90IGEga2V5")
    with pytest.raises(KeyFileError) as broken:
        load_signing_key(tmp_path, "k")
    assert (open_to_all.value.code, broken.value.code) == ("signing.key_open", "signing.key_broken")


@given(st.text(max_size=60))
def test_no_other_text_is_a_public_key(text: str) -> None:
    with pytest.raises(KeyFileError):
        parse_verify_key(text)
