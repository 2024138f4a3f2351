"""What may be in a basket, what changed since it was put there, and what an address must hold; pure."""

from __future__ import annotations

import re

from padu.kernel.money import Money
from padu.market.cart.types import Address, CartError, Change

MOST_UNITS = 999
# A checkout asks a courier for every shop in the basket, and each page of it reads all of it.
MOST_THINGS = 100
MOST_ADDRESSES = 20
_LONGEST = 200
_POSTAL_CODE = re.compile(r"[1-9][0-9]{4}")
_PHONE = re.compile(r"[0-9]{8,15}")
_APART = re.compile(r"[\s().+-]")


def check_quantity(quantity: int) -> None:
    """Refuse a number of units that no basket holds. Errors: `cart.quantity`."""
    if not 1 <= quantity <= MOST_UNITS:
        raise CartError("cart.quantity", f"{quantity} units cannot be in a basket", todo=f"take 1 to {MOST_UNITS}")


def changes_of(*, quantity: int, price: Money | None, seen: Money, units_left: int, minimum_order: int) -> tuple[Change, ...]:
    """What a buyer must be told of a thing in their basket, gravest first."""
    if price is None:
        return (Change.GONE,)
    told: list[Change] = []
    if units_left < 1:
        told.append(Change.SOLD_OUT)
    elif units_left < quantity:
        told.append(Change.FEWER)
    if quantity < minimum_order:
        told.append(Change.BELOW_MINIMUM)
    if price != seen:
        told.append(Change.DEARER if price > seen else Change.CHEAPER)
    return tuple(told)


def clean_address(address: Address) -> Address:
    """The address as it is kept. Errors: `cart.address`, whose `where` names the field at fault."""
    texts = {
        name: " ".join(str(getattr(address, name)).split())
        for name in ("recipient", "street", "city", "province", "district", "label", "postal_code")
    }
    phone = _APART.sub("", address.phone)
    phone = "62" + phone[1:] if phone.startswith("0") else phone
    for name, value in texts.items():
        if len(value) > _LONGEST or not value.isprintable():
            raise CartError("cart.address", f"the {name} is too long or unreadable", where=name, todo="shorten it")
        if not value and name not in {"district", "label"}:
            raise CartError("cart.address", f"the {name} is missing", where=name, todo="fill it in")
    if not _POSTAL_CODE.fullmatch(texts["postal_code"]):
        raise CartError("cart.address", "this is no postal code", where="postal_code", todo="give its five digits")
    if not (phone.isascii() and _PHONE.fullmatch(phone)):
        raise CartError("cart.address", "this is no telephone number", where="phone", todo="give 8 to 15 digits")
    return Address(address_id=address.address_id, phone=phone, **texts)
