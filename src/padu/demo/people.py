"""Who walks through the demo: a shopper, a seller, a creator with two colleagues, an operator and a regulator, and how they sign in.

Passwords are random, made once per installation and kept with the second factors' secrets in `home`/demo/people.json, which only its
owner may read. Nothing here opens an account.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from enum import StrEnum
from pathlib import Path

import msgspec
from pyotp.totp import TOTP

from padu.kernel.errors import PaduError

_ISSUER = "Padu (demo)"
# Letters and digits that nobody takes for one another.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


class Part(StrEnum):
    """What a person does in the demo; roles on a side are words of that side."""

    SHOPPER = "shopper"
    SELLER = "seller"
    CREATOR = "creator"
    OPERATOR = "operator"
    REGULATOR = "regulator"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with an account on one side: `creator` on the social side, all others on the market.

    `handle` is a creator's public name, without `@`. `code_secret` is the second factor's (base 32) once the account is open, for those
    who need one.
    """

    part: Part
    login: str
    display_name: str
    password: str
    handle: str = ""
    code_secret: str | None = None

    def __repr__(self) -> str:
        """Without password and secret: structs end up in logs."""
        return f"Person({self.part.value!r}, {self.login!r})"

    def code_at(self, moment: dt.datetime) -> str | None:
        """The one-time code of a moment; None where there is no second factor."""
        return TOTP(self.code_secret).at(moment) if self.code_secret else None

    @property
    def code_address(self) -> str | None:
        """The `otpauth://` address that an authenticator app takes; None where there is no second factor."""
        return TOTP(self.code_secret).provisioning_uri(name=self.login, issuer_name=_ISSUER) if self.code_secret else None


class People(msgspec.Struct, frozen=True, kw_only=True):
    """All of them. `colleagues` are creators too, so that the feed has more than one voice."""

    shopper: Person
    seller: Person
    creator: Person
    operator: Person
    regulator: Person
    colleagues: tuple[Person, ...]

    @property
    def five(self) -> tuple[Person, ...]:
        """Those whom somebody trying the demo may be."""
        return (self.shopper, self.seller, self.creator, self.operator, self.regulator)

    @property
    def creators(self) -> tuple[Person, ...]:
        """Everybody who shows videos."""
        return (self.creator, *self.colleagues)


def people_of(home: Path) -> People:
    """The people of this installation; made on first use. Raises `demo.people_unreadable` where their file is not what was written."""
    path = _file(home)
    try:
        return msgspec.json.decode(path.read_bytes(), type=People)
    except FileNotFoundError:
        _write(path, _make())
        return msgspec.json.decode(path.read_bytes(), type=People)
    except msgspec.DecodeError as error:
        todo = "remove it and begin anew with `padu demo --fresh`"
        raise PaduError("demo.people_unreadable", "the demo's people cannot be read", where=str(path), todo=todo) from error


def keep_code_secret(home: Path, part: Part, secret: str) -> People:
    """Note the second factor's secret that an account was opened with; gives everybody as they are then."""
    people = people_of(home)
    changed = msgspec.structs.replace(getattr(people, part.value), code_secret=secret)
    after = msgspec.structs.replace(people, **{part.value: changed})
    _write(_file(home), after)
    return after


def forget_people(home: Path) -> None:
    """Take their file away, because their accounts are gone."""
    _file(home).unlink(missing_ok=True)


def _file(home: Path) -> Path:
    return home / "demo" / "people.json"


def _make() -> People:
    def person(part: Part, login: str, name: str, handle: str = "") -> Person:
        return Person(part=part, login=login, display_name=name, password=_new_password(), handle=handle)

    return People(
        shopper=person(Part.SHOPPER, "pembeli", "Sari Wulandari"),
        seller=person(Part.SELLER, "penjual", "Joko Santoso"),
        creator=person(Part.CREATOR, "kreator", "Dewi Anggraini", "dewi.spill"),
        operator=person(Part.OPERATOR, "operator", "Bagus Nugroho"),
        regulator=person(Part.REGULATOR, "regulator", "Ratna Kusuma"),
        colleagues=(
            person(Part.CREATOR, "kreator.dua", "Ayu Maharani", "ayu.racun"),
            person(Part.CREATOR, "kreator.tiga", "Rizky Siregar", "kata.rizky"),
        ),
    )


def _new_password() -> str:
    """Sixteen signs in four groups: 79 random bits that can be typed from a screen."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))


def _write(path: Path, people: People) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(people), indent=1) + b"\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
