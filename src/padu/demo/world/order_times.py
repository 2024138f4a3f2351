"""When what happens to an order: unix seconds, none later than the export's moment."""

from __future__ import annotations

from random import Random

import msgspec

from padu.demo.world.shelves import DAY, NOW

_HOUR = 3600

# How often each status is met, in percent, and how many days ago such orders were placed.
STATUSES: dict[str, tuple[float, float, float]] = {
    "COMPLETED": (50.0, 9.0, 150.0),
    "DELIVERED": (9.0, 5.0, 9.0),
    "IN_TRANSIT": (11.0, 1.5, 5.0),
    "AWAITING_SHIPMENT": (9.0, 0.1, 1.5),
    "AWAITING_COLLECTION": (5.0, 0.4, 2.0),
    "PARTIALLY_SHIPPING": (1.5, 0.6, 2.5),
    "UNPAID": (3.5, 0.01, 0.9),
    "ON_HOLD": (1.5, 0.02, 0.04),
    "CANCELLED": (9.5, 1.2, 120.0),
}
_PAID = frozenset(STATUSES) - {"UNPAID", "CANCELLED"}
_SHIPPED = frozenset({"COMPLETED", "DELIVERED", "IN_TRANSIT", "PARTIALLY_SHIPPING"})
_ARRIVED = frozenset({"COMPLETED", "DELIVERED"})


class Times(msgspec.Struct, frozen=True):
    """An order's moments in unix seconds; 0 for what has not happened."""

    created: int
    paid: int = 0
    ready: int = 0
    shipped: int = 0
    delivered: int = 0
    cancelled: int = 0
    updated: int = 0


def draw_status(rng: Random) -> str:
    """One of the platform's nine statuses."""
    return rng.choices(list(STATUSES), [share for share, _, _ in STATUSES.values()])[0]


def draw_times(rng: Random, status: str) -> Times:
    """Moments that fit a status: each after the one before, all before the export."""
    _, youngest, oldest = STATUSES[status]
    age = rng.uniform(youngest, oldest) * DAY
    created = int(NOW - age)
    paid = created + min(int(age * 0.1), rng.randrange(60, 2 * _HOUR)) if status in _PAID or rng.random() < 0.5 else 0
    if status == "UNPAID":
        paid = 0
    ready = paid + int(min(age * 0.2, rng.uniform(1, 30) * _HOUR)) if status in _SHIPPED or status == "AWAITING_COLLECTION" else 0
    shipped = ready + int(min(age * 0.1, rng.uniform(2, 20) * _HOUR)) if status in _SHIPPED else 0
    delivered = shipped + int(min(age * 0.4, rng.uniform(1, 6) * DAY)) if status in _ARRIVED else 0
    cancelled = created + int(min(age * 0.8, rng.uniform(0.1, 30) * _HOUR)) if status == "CANCELLED" else 0
    if cancelled and paid > cancelled:
        paid = 0
    return Times(created, paid, ready, shipped, delivered, cancelled, max(created, paid, ready, shipped, delivered, cancelled))
