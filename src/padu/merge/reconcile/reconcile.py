"""Count everything again, on both sides of the merge, and say whether it agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from decimal import Decimal
from uuid import UUID

from padu.market import catalog, ledger, orders, returns, reviews, sellers, stock
from padu.merge.plan import Action
from padu.merge.reconcile import store
from padu.merge.reconcile.types import Check, KindAccount, MoneyAccount, Reconciliation, StockAccount
from padu.merge.sources.types import OPEN_STATUSES, Kind
from padu.platform.unit_of_work import UnitOfWork

Pair = tuple[UUID, UUID]


async def reconcile(uow: UnitOfWork, run_id: UUID) -> Reconciliation:
    """The reconciliation of a run, read from the sources as they were kept and from the market as it is now."""
    kinds = await _account_records(uow, run_id)
    units = await _account_stock(uow, run_id)
    money = await _account_money(uow, run_id)
    _, rules = await store.count_plan(uow, run_id)
    books = await ledger.verify_ledger(uow)
    in_order = Check(
        name="ledger_balances",
        held=books.imbalance.rupiah == 0 and not books.disagreements,
        detail=f"{books.postings} postings, imbalance {books.imbalance.rupiah}, {len(books.disagreements)} disagreements",
    )
    return Reconciliation(
        kinds=kinds,
        stock=units,
        money=money,
        files=await store.count_files(uow, run_id),
        rules=rules,
        checks=(*check(kinds, units, money), in_order),
        ledger_imbalance=books.imbalance.rupiah,
    )


def check(kinds: tuple[KindAccount, ...], units: StockAccount, money: tuple[MoneyAccount, ...]) -> tuple[Check, ...]:
    """What must hold of a finished run."""
    lost = [f"{account.platform} {account.kind}: {account.unaccounted}" for account in kinds if account.unaccounted]
    source = sum(account.source for account in kinds)
    return (
        Check(name="records_accounted", held=not lost, detail=", ".join(lost) or f"all {source} source records"),
        Check(name="stock_agrees", held=units.difference == 0, detail=f"{units.source} source units, difference {units.difference}"),
        Check(
            name="stock_explained", held=units.journal_disagreements == 0,
            detail=f"{units.journal_disagreements} shelves that their journal does not explain",
        ),
        *(
            Check(
                name=f"money_agrees_{account.currency.lower()}", held=account.difference == 0,
                detail=f"{account.source} {account.currency} in open orders, difference {account.difference}",
            )
            for account in money
        ),
    )  # fmt: skip


async def _account_records(uow: UnitOfWork, run_id: UUID) -> tuple[KindAccount, ...]:
    readable, quarantined = await store.count_sources(uow, run_id)
    by_action, _ = await store.count_plan(uow, run_id)
    present: Counter[tuple[str, str, str]] = Counter()
    for kind, missing in _MISSING.items():
        targets = await store.applied_targets(uow, run_id, kind)
        gone = await missing(uow, {(shop_id, target_id) for _, _, shop_id, target_id in targets})
        present.update((platform, kind, action) for platform, action, shop_id, target_id in targets if (shop_id, target_id) not in gone)
    order = {kind.value: n for n, kind in enumerate(Kind)}
    groups = sorted(readable.keys() | quarantined.keys(), key=lambda group: (group[0], order[group[1]]))
    return tuple(
        KindAccount(
            platform=platform,
            kind=kind,
            source=readable.get((platform, kind), 0) + quarantined.get((platform, kind), 0),
            created=present[platform, kind, Action.CREATE],
            merged=present[platform, kind, Action.MERGE],
            rejected=by_action.get((platform, kind, Action.REJECT), 0),
            waiting=by_action.get((platform, kind, Action.ASK), 0),
            quarantined=quarantined.get((platform, kind), 0),
        )
        for platform, kind in groups
    )


async def _account_stock(uow: UnitOfWork, run_id: UUID) -> StockAccount:
    source, fates = await store.sum_units(uow, run_id)
    return StockAccount(
        source=source,
        on_market=await stock.sum_movements(uow, f"merge:{run_id}"),
        counted_twice=fates.get("twice", 0),
        rejected=fates.get(Action.REJECT, 0),
        waiting=fates.get(Action.ASK, 0),
        known=fates.get("known", 0),
        journal_disagreements=len(await stock.verify_stock(uow)),
    )


async def _account_money(uow: UnitOfWork, run_id: UUID) -> tuple[MoneyAccount, ...]:
    statuses = sorted(status.value for status in OPEN_STATUSES)
    fates = await store.sum_open_money(uow, run_id, statuses)
    created = await orders.sum_open(uow, await store.open_created_orders(uow, run_id))
    zero = Decimal(0)
    return tuple(
        MoneyAccount(
            currency=currency,
            source=fate.get("source", zero),
            on_market=created.get(currency, zero),
            counted_twice=fate.get(Action.MERGE, zero),
            rejected=fate.get(Action.REJECT, zero),
            waiting=fate.get(Action.ASK, zero),
            known=fate.get("known", zero),
        )
        for currency, fate in sorted(fates.items())
    )


_MISSING: dict[Kind, Callable[[UnitOfWork, set[Pair]], Awaitable[set[Pair]]]] = {
    Kind.SELLER: sellers.find_missing_shops,
    Kind.LISTING: catalog.find_missing_listings,
    Kind.ORDER: orders.find_missing_orders,
    Kind.RETURN: returns.find_missing_returns,
    Kind.REVIEW: reviews.find_missing_reviews,
}
