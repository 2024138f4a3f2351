"""The market's pages at the door: arrivals, and what people consented to."""

from litestar import Router

from padu.web.shop.consents import show_consents, withdraw_consent
from padu.web.shop.handoff import confirm_arrival, show_arrival


def door_router() -> Router:
    """Arrivals and consents. `app.state.door_keys` must be the market's, `app.state.law_book` the law."""
    return Router(path="/", route_handlers=[show_arrival, confirm_arrival, show_consents, withdraw_consent])
