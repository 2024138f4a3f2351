"""How the gateways are reached, from the settings, and what the market's pages get of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from padu.exchange.findings import LawBook
from padu.market.orders import Deadlines
from padu.market.parcels import BiteshipAccess, BiteshipClient
from padu.market.payments import MidtransAccess, MidtransClient
from padu.platform.settings import Settings
from padu.web.api import Webhooks
from padu.web.shop import Trade


@dataclass(frozen=True, slots=True)
class Gateways:
    """One client of each gateway for the whole process, or None where the settings name none; close them at the end."""

    bank: MidtransClient | None
    couriers: BiteshipClient | None

    async def close(self) -> None:
        """Give the connections back."""
        if self.bank:
            await self.bank.close()
        if self.couriers:
            await self.couriers.close()


def open_gateways(settings: Settings) -> Gateways:
    """Nothing is connected before first use."""
    return Gateways(
        MidtransClient(payments_access(settings)) if settings.payments_url else None,
        BiteshipClient(couriers_access(settings)) if settings.couriers_url else None,
    )


def trade_state(settings: Settings, law: LawBook, gateways: Gateways) -> dict[str, object]:
    """What pages of buying and selling, and the gateways' webhooks, find in the app's state; without both gateways nothing is ordered."""
    state: dict[str, object] = {"couriers": gateways.couriers}
    if gateways.bank and gateways.couriers:
        bank_url = settings.payments_url if settings.demo else ""
        state["trade"] = Trade(gateways.couriers, gateways.bank, law, deadlines_of(settings), bank_url)
        state["webhooks"] = Webhooks(gateways.bank, gateways.couriers, settings.payments_server_key, settings.couriers_webhook_secret)
    return state


def deadlines_of(settings: Settings) -> Deadlines:
    """How long each side may take."""
    return Deadlines(
        pay_within=dt.timedelta(minutes=settings.pay_within_minutes),
        ship_within=dt.timedelta(hours=settings.ship_within_hours),
        complete_within=dt.timedelta(hours=settings.complete_after_hours),
    )


def payments_access(settings: Settings) -> MidtransAccess:
    """The payment gateway's address and key."""
    return MidtransAccess(settings.payments_url, settings.payments_server_key)


def couriers_access(settings: Settings) -> BiteshipAccess:
    """The couriers' gateway's address and key."""
    return BiteshipAccess(settings.couriers_url, settings.couriers_api_key)
