"""The shopper's pages on the market's side: home, category, search, product, shop."""

from litestar import Router

from padu.web.shop.home import show_home
from padu.web.shop.product import show_product
from padu.web.shop.shelf import show_category, show_search
from padu.web.shop.store_front import show_shop


def shop_router() -> Router:
    """All pages that a shopper sees."""
    return Router(path="/", route_handlers=[show_home, show_category, show_search, show_product, show_shop])


__all__ = ["shop_router"]
