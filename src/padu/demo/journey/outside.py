"""The world outside, played at the sandboxes: the buyer's bank that scans a code, and the courier who brings the parcels."""

from __future__ import annotations

from typing import Any

import httpx

from padu.demo.journey.types import JourneyError


class Outside:
    """The payment gateway's and the couriers' sandboxes, at their own addresses."""

    def __init__(self, payments: str, couriers: str) -> None:
        self._payments = payments.rstrip("/")
        self._couriers = couriers.rstrip("/")

    def scan(self, code: str) -> None:
        """Pay what a QRIS code asks for."""
        _answer(httpx.post, f"{self._payments}/sandbox/scan", {"qr_string": code})

    def parcels(self) -> dict[str, str]:
        """Every parcel's number at the couriers with what its sender calls it."""
        return {each["id"]: each["reference_id"] or "" for each in _answer(httpx.get, f"{self._couriers}/sandbox/parcels", None)}

    def deliver(self, parcel: str) -> None:
        """Bring a parcel to its door."""
        _answer(httpx.post, f"{self._couriers}/sandbox/parcels/{parcel}/deliver", {})


def _answer(call: Any, url: str, body: object) -> Any:  # noqa: ANN401 - httpx's own functions, and JSON
    try:
        answer: httpx.Response = call(url, trust_env=False) if body is None else call(url, json=body, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise JourneyError("demo.journey_outside", f"a sandbox did not do what it was asked: {error}", where=url) from error
    return answer.json()
