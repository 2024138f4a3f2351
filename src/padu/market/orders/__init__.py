"""Orders: what buyers ordered on the platforms that were merged, as imported.

Invariants: an order keeps its own currency and amounts and carries the dated rate that gives its rupiah; one source order of a
platform stands once in its shop; whether it is open follows from its status; importing twice imports once.
Tables owned: `shop_order`, `order_line`. Events told: none yet.
"""

from padu.market.orders.commands.import_orders import import_orders
from padu.market.orders.count_orders import OrderCounts, count_placed
from padu.market.orders.look_up import find_missing_orders, sum_open
from padu.market.orders.queries import units_sold
from padu.market.orders.rules import OPEN_STATUSES, add_up, is_open
from padu.market.orders.types import ImportedLine, ImportedOrder, OrderError, OrderId, OrderStatus, OrderTotals

__all__ = [
    "OPEN_STATUSES",
    "ImportedLine",
    "ImportedOrder",
    "OrderCounts",
    "OrderError",
    "OrderId",
    "OrderStatus",
    "OrderTotals",
    "add_up",
    "count_placed",
    "find_missing_orders",
    "import_orders",
    "is_open",
    "sum_open",
    "units_sold",
]
