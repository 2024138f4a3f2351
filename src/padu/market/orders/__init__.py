"""Orders: what buyers ordered on the platforms that were merged, as imported.

Invariants: an order keeps its own currency and amounts and carries the dated rate that gives its rupiah; one source order of a
platform stands once in its shop; whether it is open follows from its status; importing twice imports once.
Tables owned: `shop_order`, `order_line`. Events told: none yet.
"""

from padu.market.orders.commands.import_orders import import_orders
from padu.market.orders.count_orders import OrderCounts, count_placed
from padu.market.orders.look_up import find_missing_orders, sum_open
from padu.market.orders.queries import units_sold
from padu.market.orders.read_shop_orders import (
    Destination,
    HourOfSales,
    Pace,
    ShopOrder,
    ShopOrderLine,
    ShopOrderPage,
    ShopOrderPlace,
    ShopStep,
    ShopTasks,
    ShopThing,
    find_shop_order,
    list_shop_orders,
    sales_by_hour,
    sales_pace,
    shop_tasks,
)
from padu.market.orders.rules import OPEN_STATUSES, add_up, is_open
from padu.market.orders.types import ImportedLine, ImportedOrder, OrderError, OrderId, OrderStatus, OrderTotals

__all__ = [
    "OPEN_STATUSES",
    "Destination",
    "HourOfSales",
    "ImportedLine",
    "ImportedOrder",
    "OrderCounts",
    "OrderError",
    "OrderId",
    "OrderStatus",
    "OrderTotals",
    "Pace",
    "ShopOrder",
    "ShopOrderLine",
    "ShopOrderPage",
    "ShopOrderPlace",
    "ShopStep",
    "ShopTasks",
    "ShopThing",
    "add_up",
    "count_placed",
    "find_missing_orders",
    "find_shop_order",
    "import_orders",
    "is_open",
    "list_shop_orders",
    "sales_by_hour",
    "sales_pace",
    "shop_tasks",
    "sum_open",
    "units_sold",
]
