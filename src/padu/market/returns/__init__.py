"""Returns: what buyers sent back or were refunded on the platforms that were merged, as imported.

Invariants: a refund keeps its own currency and amount and carries the dated rate that gives its rupiah; one source return of a
platform stands once in its shop; importing twice imports once.
Tables owned: `order_return`. Events told: none yet.
"""

from padu.market.returns.commands.import_returns import import_returns
from padu.market.returns.look_up import find_missing_returns
from padu.market.returns.types import ImportedReturn, ReturnId, ReturnsError

__all__ = [
    "ImportedReturn",
    "ReturnId",
    "ReturnsError",
    "find_missing_returns",
    "import_returns",
]
