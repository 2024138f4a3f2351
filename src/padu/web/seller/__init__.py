"""The seller centre: what must be done now, orders, money and listings of the shops that somebody runs, and of no other."""

from litestar import Router

from padu.web.seller.balance import export_balance, show_balance
from padu.web.seller.orders import export_orders, pack_many, pack_one, send_one, show_order, show_orders
from padu.web.seller.overview import show_overview
from padu.web.seller.products import show_products


def seller_router() -> Router:
    """All pages of the seller centre. Where the app's state has `couriers`, one is booked at once; else the worker does it."""
    orders = [show_orders, export_orders, pack_many, show_order, pack_one, send_one]
    return Router(path="/", route_handlers=[show_overview, *orders, show_balance, export_balance, show_products])


__all__ = ["seller_router"]
