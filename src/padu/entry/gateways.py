"""How the gateways are reached, from the settings."""

from __future__ import annotations

from padu.market.parcels import BiteshipAccess
from padu.market.payments import MidtransAccess
from padu.platform.settings import Settings


def payments_access(settings: Settings) -> MidtransAccess:
    """The payment gateway's address and key."""
    return MidtransAccess(settings.payments_url, settings.payments_server_key)


def couriers_access(settings: Settings) -> BiteshipAccess:
    """The couriers' gateway's address and key."""
    return BiteshipAccess(settings.couriers_url, settings.couriers_api_key)
