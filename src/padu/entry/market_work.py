"""All that the market's worker does: which context answers to what, which job runs when."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from padu.entry.gateways import couriers_access, payments_access
from padu.entry.load_law import find_folder, load_law
from padu.entry.worker import Job, Work
from padu.exchange import attribution
from padu.market import lending, orders, parcels, payments
from padu.oversight import evidence, rulebook, trial
from padu.platform.settings import Settings
from padu.platform.unit_of_work import Database

_EVERY_SECOND = "* * * * * *"
_EVERY_TEN_SECONDS = "* * * * * */10"
_EVERY_MINUTE = "* * * * *"
_EVERY_FIVE_MINUTES = "*/5 * * * *"


@asynccontextmanager
async def market_work(settings: Settings, database: Database) -> AsyncGenerator[Work]:
    """Reactions, jobs and schedules of the market's side, with the clients that they need. Without a gateway its jobs are left out."""
    law = load_law(settings)
    jobs = _own_jobs(settings, database) | {
        "market.lend_cards": Job(partial(lending.lend_cards, database, law), _EVERY_FIVE_MINUTES),
        lending.LEND_SHOP: Job(partial(lending.lend_shop, database, law), retries=5),
    }
    reactions = (
        *orders.reactions(),
        *attribution.attribution_reactions(),
        rulebook.KEEP_FINDINGS,
        evidence.NOTE_FACTS,
        *lending.reactions(law),
    )
    async with payments.MidtransClient(payments_access(settings)) as bank, parcels.BiteshipClient(couriers_access(settings)) as couriers:
        if settings.payments_url:
            jobs |= _payment_jobs(database, bank)
        if settings.couriers_url:
            jobs |= {
                "parcels.book": Job(partial(parcels.book_waiting, database, couriers), _EVERY_SECOND),
                "parcels.ask": Job(partial(parcels.ask_couriers, database, couriers), _EVERY_MINUTE),
            }
        yield Work(reactions=reactions, jobs=jobs)


def _own_jobs(settings: Settings, database: Database) -> dict[str, Job]:
    holding = attribution.Holding(delay=dt.timedelta(hours=settings.attribution_delay_hours), minimum=settings.attribution_minimum)
    plan = trial.load_plan(find_folder(settings.law_pack) / "trial.yaml")
    publish_every = _EVERY_SECOND if settings.demo else _EVERY_FIVE_MINUTES
    sign_every = _EVERY_TEN_SECONDS if settings.demo else _EVERY_FIVE_MINUTES
    return {
        "orders.expire_unpaid": Job(partial(orders.expire_unpaid, database), _EVERY_TEN_SECONDS),
        "orders.cancel_unshipped": Job(partial(orders.cancel_unshipped, database), _EVERY_MINUTE),
        "orders.complete_delivered": Job(partial(orders.complete_delivered, database), _EVERY_MINUTE),
        "exchange.publish_attribution": Job(partial(attribution.publish_attribution, database, holding), publish_every),
        "oversight.watch_trial": Job(partial(trial.watch_trial, database, plan), _EVERY_FIVE_MINUTES),
        "oversight.sign_log": Job(partial(evidence.sign_log, database, settings.home), sign_every),
    }


def _payment_jobs(database: Database, bank: payments.MidtransClient) -> dict[str, Job]:
    return {
        "payments.open_waiting": Job(partial(payments.open_waiting, database, bank), _EVERY_TEN_SECONDS),
        "payments.ask_gateway": Job(partial(payments.ask_gateway, database, bank), _EVERY_MINUTE),
        "payments.send_refunds": Job(partial(payments.send_refunds, database, bank), _EVERY_TEN_SECONDS),
        "payments.close_payments": Job(partial(payments.close_payments, database, bank), retries=8),
    }
