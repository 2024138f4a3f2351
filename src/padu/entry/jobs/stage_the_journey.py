"""Everything that the played journey needs: the sites, workers and sandboxes, the trial, the cards, and the videos."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from padu.demo.cast import Cast, choose_cast
from padu.demo.journey import Journey, Sites, play_journey
from padu.demo.people import People
from padu.demo.videos import Format, MadeVideo, Subject, find_materials, make_videos
from padu.entry.commands.run_beside import Program, program_of, sandboxes_of
from padu.entry.console import Bar
from padu.entry.door_keys import market_door
from padu.entry.jobs.open_people import join_shops, open_creators
from padu.entry.jobs.open_the_trial import goods_to_show, open_the_trial
from padu.entry.jobs.publish_videos import upload_videos, wait_until_watchable
from padu.entry.load_law import find_folder, load_law
from padu.exchange import cards
from padu.kernel.clock import SystemClock
from padu.kernel.errors import PaduError
from padu.market import ledger, lending
from padu.oversight import evidence, trial
from padu.platform.key_file import make_once
from padu.platform.settings import Settings
from padu.platform.unit_of_work import Database, open_database
from padu.web.ui.templates import STATIC

_PAYMENTS = "http://127.0.0.1:8010"
_COURIERS = "http://127.0.0.1:8011"


class Filming(msgspec.Struct, frozen=True):
    """How many videos are made, and of which form."""

    videos: int
    form: Format


# Two sizes to choose from, at half the work of three.
USUAL_FILMING = Filming(6, Format(width=540, height=960))


@dataclass(frozen=True, slots=True)
class Staged:
    """What the journey is played with: who walks, and what the seller's shops offer."""

    people: People
    cast: Cast


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """The journey, the ledger after it, and the newest checkpoint over the audit log."""

    journey: Journey
    ledger_imbalance: int
    postings: int
    checkpoint: dict[str, object]


def demo_settings(settings: Settings) -> Settings:
    """The settings of the demo: sandboxes at their usual places, made-up keys of this installation's own, counts at once."""
    return msgspec.structs.replace(
        settings,
        demo=True,
        market_public_url=f"http://shop.localhost:{settings.market_port}",
        social_public_url=f"http://social.localhost:{settings.social_port}",
        market_exchange_url=f"http://{settings.market_host}:{settings.market_port}",
        payments_url=settings.payments_url or _PAYMENTS,
        payments_server_key=settings.payments_server_key or _made_up(settings.home, "sandbox-payments"),
        couriers_url=settings.couriers_url or _COURIERS,
        couriers_api_key=settings.couriers_api_key or _made_up(settings.home, "sandbox-couriers"),
        couriers_webhook_secret=settings.couriers_webhook_secret or _made_up(settings.home, "sandbox-webhooks"),
        attribution_delay_hours=0,
        attribution_minimum=1,
    )


def market_alone(settings: Settings) -> tuple[Program, ...]:
    """The market's site, on which the merge can be watched."""
    return (program_of(settings, "serve", "market"),)


def all_the_rest(settings: Settings) -> tuple[Program, ...]:
    """The social side's site, both workers and both sandboxes."""
    others = (("serve", "social"), ("worker", "market"), ("worker", "social"))
    return (*sandboxes_of(settings, settings.home / "demo" / "sandboxes"), *(program_of(settings, *words) for words in others))


async def stage_the_journey(settings: Settings, people: People, seed: int, bar: Bar, filming: Filming = USUAL_FILMING) -> Staged:
    """Open the trial, lend cards, make and upload videos, and wait until they can be watched. Safe to run again."""
    clock = SystemClock()
    market = open_database(settings.market_database_url or "", clock)
    social = open_database(settings.social_database_url or "", clock)
    try:
        plan = trial.load_plan(find_folder(settings.law_pack) / "trial.yaml")
        await open_the_trial(market, plan, actor=people.operator.login)
        bar("lend", 0, 1)
        await lending.lend_cards(market, load_law(settings))
        bar("lend", 1, 1)
        cast = choose_cast(await goods_to_show(market), seed=seed, count=filming.videos)
        await join_shops(market, people.seller, cast.shops)
        creators = await open_creators(social, people)
        await _pull_cards(settings, social)
        subjects = cast.subjects(people.creators, seed=seed)
        captions = {str(good.listing_id): good.title for good in cast.goods}
        for done, subject in enumerate(subjects, start=1):
            # Each is uploaded as soon as it is filmed, so that the worker transcodes it meanwhile.
            films = await asyncio.to_thread(_film, settings.home / "demo" / "videos", subject, filming.form)
            await upload_videos(social, settings.home / "media", films, creators, captions)
            bar("film", done, len(subjects))
        await wait_until_watchable(social, creators, bar)
        return Staged(people, cast)
    finally:
        await market.close()
        await social.close()


def play(settings: Settings, staged: Staged, tell: Callable[[str, float], None]) -> Journey:
    """Play it over HTTP, against the programs that run."""
    sites = Sites(
        market=settings.market_public_url,
        social=settings.social_public_url,
        market_address=(settings.market_host, settings.market_port),
        social_address=(settings.social_host, settings.social_port),
        payments=settings.payments_url,
        couriers=settings.couriers_url,
    )
    return play_journey(sites, staged.people, staged.cast.sought, tell=lambda step: tell(step.name, step.milliseconds))


async def audit_the_journey(settings: Settings, journey: Journey) -> Played:
    """What anybody may check afterwards: the ledger recomputed, the audit log signed as it stands."""
    market = open_database(settings.market_database_url or "", SystemClock())
    try:
        await evidence.sign_log(market, settings.home)
        async with market.unit_of_work() as uow:
            verdict = await ledger.verify_ledger(uow)
            newest = (await evidence.list_checkpoints(uow))[-1]
        return Played(
            journey=journey,
            ledger_imbalance=abs(verdict.imbalance.rupiah) + sum(abs(each.off.rupiah) for each in verdict.disagreements),
            postings=verdict.postings,
            checkpoint={"size": newest.size, "root": newest.root.hex(), "at": newest.at.isoformat(), "note": newest.note},
        )
    finally:
        await market.close()


async def _pull_cards(settings: Settings, social: Database) -> None:
    """Once now, so that creators find cards to show; the worker goes on."""
    async with httpx.AsyncClient(timeout=30) as client:
        pulled = await cards.pull_cards(social, client, market_door(settings))
    if pulled.failure:
        raise PaduError("demo.no_cards", f"the market's cards did not come: {pulled.failure}", todo="see what the market said above")


def _film(folder: Path, subject: Subject, form: Format) -> tuple[MadeVideo, ...]:
    return make_videos(folder, [subject], find_materials(STATIC), form=form)


def _made_up(home: Path, name: str) -> str:
    path = home / "demo" / f"{name}.key"
    # Hexadecimal: it is given on command lines, where a first hyphen would make it an option.
    make_once(path, secrets.token_hex(32).encode())
    return path.read_text()
