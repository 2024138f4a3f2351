"""Mechanics of signing in, the same on both sides: logins, passwords, tokens, one-time codes, and secrets at rest. Knows no table."""

from padu.platform.auth.logins import LOGIN_MAX, fold_login, is_login
from padu.platform.auth.one_time_codes import CODE_DIGITS, STEP_SECONDS, matching_step, new_code_secret, provisioning_address
from padu.platform.auth.passwords import dummy_hash, hash_password, needs_rehash, verify_password
from padu.platform.auth.secret_box import AuthError, SecretBox, open_secret_box
from padu.platform.auth.tokens import TOKEN_BYTES, digest_of, new_token

__all__ = [
    "CODE_DIGITS",
    "LOGIN_MAX",
    "STEP_SECONDS",
    "TOKEN_BYTES",
    "AuthError",
    "SecretBox",
    "digest_of",
    "dummy_hash",
    "fold_login",
    "hash_password",
    "is_login",
    "matching_step",
    "needs_rehash",
    "new_code_secret",
    "new_token",
    "open_secret_box",
    "provisioning_address",
    "verify_password",
]
