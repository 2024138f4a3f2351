"""QRIS codes: EMVCo merchant-presented mode with Indonesia's tags."""

from __future__ import annotations

import binascii

# A made-up acquirer's merchant: GoPay's domain, a PAN under its national number, a merchant criterion "small".
_ACCOUNT = (("00", "ID.CO.GOPAY.WWW"), ("01", "936009140000000001"), ("02", "G000000001"), ("03", "UKE"))
_NATIONAL = (("00", "ID.CO.QRIS.WWW"), ("02", "ID1020000000001"), ("03", "UKE"))
_BILL_LENGTH = 25


def write_qris(rupiah: int, order_id: str, *, name: str = "PADU SANDBOX", city: str = "JAKARTA") -> str:
    """A dynamic QRIS string for one amount, its checksum at the end."""
    fields = (
        ("00", "01"),
        ("01", "12"),
        ("26", _write(_ACCOUNT)),
        ("51", _write(_NATIONAL)),
        ("52", "5399"),
        ("53", "360"),
        ("54", str(rupiah)),
        ("58", "ID"),
        ("59", name),
        ("60", city),
        ("61", "10110"),
        ("62", _write((("01", order_id[:_BILL_LENGTH]),))),
    )
    text = _write(fields) + "6304"
    # CRC-16/CCITT-FALSE: polynomial 0x1021, first value 0xFFFF, over everything before the checksum itself.
    return f"{text}{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def _write(fields: tuple[tuple[str, str], ...]) -> str:
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in fields)
