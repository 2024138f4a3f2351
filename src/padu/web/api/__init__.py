"""What other machines speak with: versioned, signed by them, without a session."""

from padu.web.api.exchange import exchange_router
from padu.web.api.webhooks import Webhooks, webhooks_router

__all__ = ["Webhooks", "exchange_router", "webhooks_router"]
