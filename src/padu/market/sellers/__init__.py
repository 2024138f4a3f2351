"""Sellers: the market's shops, their readable addresses, the platforms they came from and the places they ship from.

Invariants: a shop's slug is its alone in the whole market and stands in `shop_slug`; a slug is ASCII and at most 60 long; a
shop that is opened twice is opened once.
Tables owned: `shop`, `shop_slug`, `shop_channel`, `warehouse`. Events told: none yet.
"""

from padu.market.sellers.commands.add_channels import add_channels
from padu.market.sellers.commands.open_shops import open_shops
from padu.market.sellers.commands.open_warehouses import open_warehouses
from padu.market.sellers.find_merged import shops_on_channels
from padu.market.sellers.look_up import find_default_warehouses, find_missing_shops
from padu.market.sellers.queries import (
    ShipsFrom,
    ShopLine,
    busiest_cities,
    newest_shops,
    ships_from,
    shop_by_slug,
    shops_by_id,
    shops_in_city,
)
from padu.market.sellers.types import (
    NewShop,
    NewWarehouse,
    SellersError,
    SellerType,
    ShopChannel,
    ShopId,
    ShopStatus,
    WarehouseId,
)

__all__ = [
    "NewShop",
    "NewWarehouse",
    "SellerType",
    "SellersError",
    "ShipsFrom",
    "ShopChannel",
    "ShopId",
    "ShopLine",
    "ShopStatus",
    "WarehouseId",
    "add_channels",
    "busiest_cities",
    "find_default_warehouses",
    "find_missing_shops",
    "newest_shops",
    "open_shops",
    "open_warehouses",
    "ships_from",
    "shop_by_slug",
    "shops_by_id",
    "shops_in_city",
    "shops_on_channels",
]
