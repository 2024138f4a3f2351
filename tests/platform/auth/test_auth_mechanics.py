from __future__ import annotations

import datetime as dt
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from pyotp.totp import TOTP

from padu.platform import auth

NOW = dt.datetime(2024, 2, 1, 3, 0, 10, tzinfo=dt.UTC)
STEP = int(NOW.timestamp()) // auth.STEP_SECONDS
# RFC 6238 appendix B: the secret of its SHA-1 examples in base 32; its eight-digit codes end in these six.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - printed in the RFC
RFC_CODES = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}


def test_a_password_opens_its_hash_and_no_other_does() -> None:
    first, second = auth.hash_password("kuda lumping biru"), auth.hash_password("kuda lumping biru")
    assert first.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert first != second
    assert auth.verify_password(first, "kuda lumping biru")
    assert not auth.verify_password(first, "kuda lumping bir")
    assert not auth.needs_rehash(first)


def test_a_letter_composed_otherwise_is_the_same_letter() -> None:
    assert auth.verify_password(auth.hash_password("kaf\u00e9 di bandung"), "kafe\u0301 di bandung")


def test_what_is_no_hash_and_what_is_no_text_verify_nothing() -> None:
    assert not auth.verify_password("plain text", "plain text")
    assert not auth.verify_password(auth.dummy_hash(), "\udcff")
    assert auth.dummy_hash() == auth.dummy_hash()
    assert not auth.needs_rehash(auth.dummy_hash())  # so that verifying against it costs the same


def test_a_hash_of_other_parameters_still_opens_and_asks_to_be_made_anew() -> None:
    old = PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1).hash("kuda lumping biru")
    assert auth.verify_password(old, "kuda lumping biru")
    assert auth.needs_rehash(old)


def test_tokens_differ_and_are_long() -> None:
    tokens = {auth.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}
    assert auth.digest_of("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4 example


@pytest.mark.parametrize("second", RFC_CODES)
def test_the_codes_are_those_of_the_rfc(second: int) -> None:
    at = dt.datetime.fromtimestamp(second, dt.UTC)
    assert auth.matching_step(RFC_SECRET, RFC_CODES[second], at, after=0) == second // 30


@given(aside=st.integers(-4, 4), used=st.integers(-4, 4))
def test_a_code_counts_one_step_to_either_side_and_only_after_the_last_one_used(aside: int, used: int) -> None:
    code = TOTP(RFC_SECRET).generate_otp(STEP + aside)
    expected = STEP + aside if abs(aside) <= 1 and aside > used else None
    assert auth.matching_step(RFC_SECRET, code, NOW, after=STEP + used) == expected


@given(st.text(max_size=12))
def test_any_other_text_is_no_code(typed: str) -> None:
    near = {TOTP(RFC_SECRET).generate_otp(STEP + aside) for aside in (-1, 0, 1)}
    assert (auth.matching_step(RFC_SECRET, typed, NOW, after=0) is not None) == (typed.replace(" ", "") in near)


def test_a_code_may_be_typed_in_two_groups() -> None:
    code = TOTP(RFC_SECRET).generate_otp(STEP)
    assert auth.matching_step(RFC_SECRET, f"{code[:3]} {code[3:]}", NOW, after=0) == STEP


def test_the_address_for_the_app_names_login_and_issuer() -> None:
    secret = auth.new_code_secret()
    parts = urlsplit(auth.provisioning_address(secret, login="sari@pasar.id", issuer="Padu"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/Padu:sari%40pasar.id")
    assert parse_qs(parts.query) == {"secret": [secret], "issuer": ["Padu"]}
    assert len(secret) == 32


@given(plain=st.binary(max_size=64), about=st.binary(max_size=16))
def test_a_box_gives_back_what_it_sealed_to_its_owner_only(plain: bytes, about: bytes) -> None:
    box = auth.SecretBox(b"k" * 32)
    sealed = box.seal(plain, about=about)
    assert box.open(sealed, about=about) == plain
    assert box.seal(plain, about=about) != sealed
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for opener, text, owner in [(box, sealed, about + b"x"), (box, changed, about), (auth.SecretBox(b"l" * 32), sealed, about)]:
        with pytest.raises(auth.AuthError, match=r"auth\.sealed_elsewhere"):
            opener.open(text, about=owner)
    with pytest.raises(auth.AuthError, match=r"auth\.sealed_elsewhere"):
        box.open(sealed[:5], about=about)
    assert "kkk" not in repr(box)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        boxes = list(pool.map(lambda _: auth.open_secret_box(tmp_path, "codes"), range(16)))
    assert len({box.key for box in boxes}) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["codes.key"]
    assert stat.S_IMODE((tmp_path / "keys" / "codes.key").stat().st_mode) == 0o600
    assert auth.open_secret_box(tmp_path, "other").key != boxes[0].key


def test_a_key_that_others_may_read_or_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    auth.open_secret_box(tmp_path, "codes")
    path = tmp_path / "keys" / "codes.key"
    path.chmod(0o640)
    with pytest.raises(auth.AuthError, match=r"auth\.key_open"):
        auth.open_secret_box(tmp_path, "codes")
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(auth.AuthError, match=r"auth\.key_broken"):
        auth.open_secret_box(tmp_path, "codes")
