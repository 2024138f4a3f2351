"""Open shops for sellers that are new, and note the other platform on shops that stand."""

from __future__ import annotations

from collections.abc import Sequence

from padu.kernel.ids import new_id
from padu.market import sellers
from padu.merge.apply.types import Carried
from padu.merge.plan import Action, CrosswalkRow
from padu.merge.sources.types import SourceSeller, SourceWarehouse
from padu.platform.unit_of_work import UnitOfWork

DEFAULT_WAREHOUSE = "Gudang utama"


async def carry_sellers(uow: UnitOfWork, chunk: Sequence[Carried[SourceSeller]]) -> list[CrosswalkRow]:
    """Carry a chunk of sellers; returns what each, and each of its warehouses, became."""
    new = [carried for carried in chunk if carried.item.action == Action.CREATE]
    await sellers.open_shops(uow, [_shop(uow, carried) for carried in new])
    rows: list[CrosswalkRow] = []
    warehouses: list[sellers.NewWarehouse] = []
    for carried in new:
        for place in _places(carried.record):
            warehouse = _warehouse(carried, place)
            warehouses.append(warehouse)
            if place.source_id:
                source_id = f"{carried.record.source_id}/{place.source_id}"
                rows.append(CrosswalkRow(carried.item.platform, "warehouse", source_id, carried.shop_id, warehouse.warehouse_id))
    await sellers.open_warehouses(uow, warehouses)
    channels = [
        sellers.ShopChannel(shop_id=sellers.ShopId(c.shop_id), channel=c.item.platform, source_id=c.record.source_id) for c in chunk
    ]
    await sellers.add_channels(uow, channels)
    return rows


def _shop(uow: UnitOfWork, carried: Carried[SourceSeller]) -> sellers.NewShop:
    seller = carried.record
    place = next(
        (w for w in seller.warehouses if w.is_default), seller.warehouses[0] if seller.warehouses else SourceWarehouse(source_id="")
    )
    return sellers.NewShop(
        shop_id=sellers.ShopId(carried.shop_id),
        name=seller.name,
        joined_at=uow.clock.now(),
        domain=seller.domain,
        province=seller.province or place.province,
        city=seller.city or place.city,
        postal_code=seller.postal_code or place.postal_code,
        seller_type=sellers.SellerType(seller.seller_type),
        status=sellers.ShopStatus.OPEN if seller.status == "open" else sellers.ShopStatus.CLOSED,
        phone=seller.phone,
    )


def _places(seller: SourceSeller) -> Sequence[SourceWarehouse]:
    """Its warehouses, exactly one of them the default; a seller that names none ships from its own address."""
    if not seller.warehouses:
        return [SourceWarehouse(source_id="", name=DEFAULT_WAREHOUSE, province=seller.province, city=seller.city, is_default=True)]
    return seller.warehouses


def _warehouse(carried: Carried[SourceSeller], place: SourceWarehouse) -> sellers.NewWarehouse:
    places = _places(carried.record)
    default = next((w for w in places if w.is_default), places[0])
    return sellers.NewWarehouse(
        shop_id=sellers.ShopId(carried.shop_id),
        warehouse_id=sellers.WarehouseId(new_id()),
        name=place.name,
        province=place.province,
        city=place.city,
        district=place.district,
        postal_code=place.postal_code,
        is_default=place is default,
    )
