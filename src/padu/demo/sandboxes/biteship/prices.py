"""What the made-up couriers ask: by weight and by how far apart two postal codes are."""

from __future__ import annotations

from dataclasses import dataclass

from padu.demo.sandboxes.biteship.wire import Item


@dataclass(frozen=True, slots=True)
class Service:
    """One courier's service: rupiah for the first kilogram, more for each further one, and the days it takes."""

    company: str
    company_name: str
    code: str
    name: str
    kind: str
    base: int
    per_kilogram: int
    days: tuple[int, int]


SERVICES = (
    Service("jne", "JNE", "reg", "Reguler", "regular", 11_000, 9_000, (2, 3)),
    Service("jne", "JNE", "yes", "Yakin Esok Sampai", "express", 19_000, 16_000, (1, 1)),
    Service("sicepat", "SiCepat", "reg", "SIUNTUNG", "regular", 10_500, 8_500, (2, 3)),
    Service("anteraja", "AnterAja", "reg", "Regular", "regular", 10_000, 8_500, (2, 4)),
    Service("jnt", "J&T", "ez", "EZ", "regular", 11_500, 9_000, (2, 4)),
)


def price_of(service: Service, origin: int, destination: int, items: list[Item]) -> int:
    """Whole rupiah. Each begun kilogram counts; another first digit (region) makes it dearer, and another second digit a little."""
    kilograms = max(1, -(-sum(item.weight * item.quantity for item in items) // 1000))
    near = service.base + service.per_kilogram * (kilograms - 1)
    if origin // 10_000 != destination // 10_000:
        far = abs(origin // 10_000 - destination // 10_000)
        return near * (10 + 3 * far) // 10
    return near if origin // 1_000 == destination // 1_000 else near * 12 // 10
