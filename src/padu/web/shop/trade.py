"""What the pages of buying need from outside: the gateways' clients, the law, and how long each side may take."""

from __future__ import annotations

from dataclasses import dataclass

from padu.exchange.findings import LawBook
from padu.market.orders import Deadlines
from padu.market.parcels import BiteshipClient
from padu.market.payments import MidtransClient
from padu.platform.unit_of_work import Database
from padu.web.ui import WebRequest


@dataclass(frozen=True, slots=True)
class Trade:
    """Given by `entry` as `app.state.trade`; without it things can be put into a basket, and nothing can be ordered.

    `bank_url`: where the payments sandbox plays the buyer's bank, in the demo only.
    """

    couriers: BiteshipClient
    gateway: MidtransClient
    book: LawBook
    deadlines: Deadlines
    bank_url: str = ""


def trade_of(request: WebRequest) -> Trade | None:
    """The trade of this site, or None where it has no gateways."""
    found: Trade | None = request.app.state.get("trade")
    return found


def database_of(request: WebRequest) -> Database:
    """The database, for what opens its own transactions around calls to the gateways."""
    database: Database = request.app.state.database
    return database
