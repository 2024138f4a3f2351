"""What other machines speak with: versioned, signed by them, without a session."""

from padu.web.api.exchange import exchange_router

__all__ = ["exchange_router"]
