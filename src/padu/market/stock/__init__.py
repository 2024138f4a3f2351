"""Stock: units on hand of each variant in each warehouse, and the journal that explains every one of them.

Invariants: units on hand are never below zero; they are the sum of the shelf's journal entries, which are numbered from 1
without a gap and each carry the balance after them; an entry is written once, in the transaction that moves the units, and
never changed or removed: the servers' role has no right to. Orders take units through the function `place_orders`, which keeps the same.
Tables owned: `stock`, `stock_entry`. Events told: none yet.
"""

from padu.market.stock.commands.explain_units import explain_units
from padu.market.stock.commands.give_back import give_back
from padu.market.stock.commands.record_movements import record_movements
from padu.market.stock.commands.verify_stock import verify_stock
from padu.market.stock.look_up import ShelfUnits, find_shelves, sum_movements, units_on_hand
from padu.market.stock.queries import units_of_listings, units_of_variants
from padu.market.stock.types import EntryId, JournalEntry, StockDisagreement, StockError, StockLevel, StockMovement, StockReason

__all__ = [
    "EntryId",
    "JournalEntry",
    "ShelfUnits",
    "StockDisagreement",
    "StockError",
    "StockLevel",
    "StockMovement",
    "StockReason",
    "explain_units",
    "find_shelves",
    "give_back",
    "record_movements",
    "sum_movements",
    "units_of_listings",
    "units_of_variants",
    "units_on_hand",
    "verify_stock",
]
