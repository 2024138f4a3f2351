"""Orders: what buyers order here, from the basket to the last rupiah; and what they ordered on the platforms that were merged.

Invariants: a checkout is placed once, each shop's order of it whole or not at all, and never more units than there are; an order
moves only as `MOVES` says, by whom it says, and each step is written with who made it and why; what a buyer pays is held until they
have the goods, and then shared out, or goes back whole; an address is seen by its buyer, the shop and operators, and by nobody else.
An imported order keeps its own currency and amounts and carries the dated rate that gives its rupiah; it stands once and is not moved.
Tables owned: `shop_order`, `order_line`, `order_destination`, `order_transition`, `purchase`, `purchase_order`, `purchase_shortfall`,
`commission_rate`, with the function `place_orders`, which also takes the units from `stock`.
Events told: `OrderPlaced`, `OrderMoved`, `SaleCompleted`.
"""

from padu.market.orders.commands.cancel_orders import cancel_order, cancel_purchases
from padu.market.orders.commands.check_out import check_out
from padu.market.orders.commands.import_orders import import_orders
from padu.market.orders.commands.keep_deadlines import cancel_unshipped, complete_delivered, expire_unpaid
from padu.market.orders.commands.place_purchases import place_purchases
from padu.market.orders.commands.step_on import (
    await_courier,
    confirm_received,
    dispute_order,
    follow_parcel,
    pack_order,
    resolve_dispute,
)
from padu.market.orders.count_orders import OrderCounts, count_placed
from padu.market.orders.look_up import find_missing_orders, sum_open
from padu.market.orders.prepare_checkout import prepare_checkout
from padu.market.orders.queries import units_sold
from padu.market.orders.reactions import reactions
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
    waiting_orders,
)
from padu.market.orders.rules import MOVES, OPEN_STATUSES, add_up, is_open, may_move, sight_of
from padu.market.orders.types import (
    SYSTEM,
    ActorKind,
    CheckoutDraft,
    CheckoutShop,
    Courier,
    Credit,
    Deadlines,
    ImportedLine,
    ImportedOrder,
    LawRefusal,
    Mover,
    OrderError,
    OrderId,
    OrderKey,
    OrderState,
    OrderStatus,
    OrderTotals,
    PlacedPurchase,
    Shortfall,
    Sight,
    Viewer,
    WantedLine,
    WantedOrder,
    WantedPurchase,
)

__all__ = [
    "MOVES",
    "OPEN_STATUSES",
    "SYSTEM",
    "ActorKind",
    "CheckoutDraft",
    "CheckoutShop",
    "Courier",
    "Credit",
    "Deadlines",
    "Destination",
    "HourOfSales",
    "ImportedLine",
    "ImportedOrder",
    "LawRefusal",
    "Mover",
    "OrderCounts",
    "OrderError",
    "OrderId",
    "OrderKey",
    "OrderState",
    "OrderStatus",
    "OrderTotals",
    "Pace",
    "PlacedPurchase",
    "ShopOrder",
    "ShopOrderLine",
    "ShopOrderPage",
    "ShopOrderPlace",
    "ShopStep",
    "ShopTasks",
    "ShopThing",
    "Shortfall",
    "Sight",
    "Viewer",
    "WantedLine",
    "WantedOrder",
    "WantedPurchase",
    "add_up",
    "await_courier",
    "cancel_order",
    "cancel_purchases",
    "cancel_unshipped",
    "check_out",
    "complete_delivered",
    "confirm_received",
    "count_placed",
    "dispute_order",
    "expire_unpaid",
    "find_missing_orders",
    "find_shop_order",
    "follow_parcel",
    "import_orders",
    "is_open",
    "list_shop_orders",
    "may_move",
    "pack_order",
    "place_purchases",
    "prepare_checkout",
    "reactions",
    "resolve_dispute",
    "sales_by_hour",
    "sales_pace",
    "shop_tasks",
    "sight_of",
    "sum_open",
    "units_sold",
    "waiting_orders",
]
