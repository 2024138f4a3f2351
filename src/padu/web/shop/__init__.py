"""The shopper's pages on the market's side: home, category, search, product, shop; basket, checkout, paying, orders."""

from litestar import Router

from padu.web.shop.basket import change_basket, put_into_basket, show_basket
from padu.web.shop.checkout import forget_address, keep_address, place_orders, show_checkout
from padu.web.shop.home import show_home
from padu.web.shop.orders import cancel_order, list_orders, receive_order, show_order
from padu.web.shop.pay import draw_code, show_payment, try_again
from padu.web.shop.product import show_product
from padu.web.shop.shelf import show_category, show_search
from padu.web.shop.store_front import show_shop
from padu.web.shop.trade import Trade

_SHELVES = (show_home, show_category, show_search, show_product, show_shop)
_BASKET = (show_basket, put_into_basket, change_basket)
_CHECKOUT = (show_checkout, keep_address, forget_address, place_orders, show_payment, draw_code, try_again)
_ORDERS = (list_orders, show_order, receive_order, cancel_order)


def shop_router() -> Router:
    """All pages that a shopper sees. What they order rests on `app.state.trade`, a `Trade`."""
    return Router(path="/", route_handlers=[*_SHELVES, *_BASKET, *_CHECKOUT, *_ORDERS])


__all__ = ["Trade", "shop_router"]
