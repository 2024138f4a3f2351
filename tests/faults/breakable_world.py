"""A small running world of its own, sites, workers, sandboxes and PostgreSQL, every part of which may be killed and started again."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import psycopg
from psycopg.rows import dict_row
from tests.running_sandboxes import free_port, wait_until

from padu.demo import write_exports
from padu.demo.journey import Browser, Journal, Outside, Sites
from padu.demo.people import People
from padu.demo.videos import Format
from padu.entry.commands.run_beside import Program, environment_of
from padu.entry.databases import open_databases
from padu.entry.jobs.merge_exports import MergeInput, MergeJob, merge_exports
from padu.entry.jobs.open_people import open_market_people
from padu.entry.jobs.read_rates import default_rates
from padu.entry.jobs.stage_the_journey import Filming, Staged, all_the_rest, demo_settings, market_alone, stage_the_journey
from padu.entry.jobs.watch import Watch
from padu.kernel.clock import SystemClock
from padu.merge import plan
from padu.merge.sources.types import Platform
from padu.platform import postgres
from padu.platform.jobs import defer
from padu.platform.settings import Settings
from padu.platform.unit_of_work import open_database

SEED, SCALE = 2024, 0.05
FILMING = Filming(2, Format(width=180, height=320, rate=8, seconds=1.5))
OPTIONS = {"fsync": "off", "full_page_writes": "off"}  # nobody cuts the machine's power
PATIENCE = 40.0
Row = dict[str, Any]


class BreakableWorld:
    """What runs, by name: `serve market`, `serve social`, `worker market`, `worker social`, `payments sandbox`, `couriers sandbox`."""

    def __init__(self, home: Path, logs: Path) -> None:
        self.home, self.logs = home, logs
        self.start_postgres()
        settings = Settings(
            home=home,
            market_port=free_port(),
            social_port=free_port(),
            payments_url=f"http://127.0.0.1:{free_port()}",
            couriers_url=f"http://127.0.0.1:{free_port()}",
            log_level="info",
        )
        urls = open_databases(settings)
        self.settings = msgspec.structs.replace(
            demo_settings(settings), market_database_url=urls.market_url, social_database_url=urls.social_url
        )
        self.programs = {each.name: each for each in (*market_alone(self.settings), *all_the_rest(self.settings))}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.staged: Staged
        self.outside = Outside(self.settings.payments_url, self.settings.couriers_url)

    @property
    def people(self) -> People:
        return self.staged.people

    @property
    def sites(self) -> Sites:
        return Sites(
            market=self.settings.market_public_url,
            social=self.settings.social_public_url,
            market_address=("127.0.0.1", self.settings.market_port),
            social_address=("127.0.0.1", self.settings.social_port),
            payments=self.settings.payments_url,
            couriers=self.settings.couriers_url,
        )

    def fill(self, exports: Path) -> None:
        """Merge a small made-up world, start everything, and show two videos."""
        write_exports(exports, seed=SEED, scale=SCALE)
        people = asyncio.run(_merge(self.settings, exports))
        self.start(*self.programs)
        self.staged = asyncio.run(stage_the_journey(self.settings, people, SEED, lambda *_: None, FILMING))

    def start(self, *names: str) -> None:
        """Start what does not run, and wait until it answers."""
        environment = {**os.environ, **environment_of(self.settings)}
        started = [self.programs[name] for name in names if not self.runs(name)]
        for program in started:
            with (self.logs / f"{program.name}.log").open("ab") as log:
                self.processes[program.name] = subprocess.Popen(
                    [sys.executable, "-m", "padu.entry.command_line", *program.arguments],
                    env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                )  # fmt: skip
        for program in started:
            wait_until(lambda program=program: self._answers(program), 60)

    def kill(self, *names: str) -> None:
        """SIGKILL, to the whole group: nothing is tidied up."""
        for name in names:
            with suppress(ProcessLookupError):
                os.killpg(self.processes[name].pid, signal.SIGKILL)
            self.processes[name].wait()
            if address := self.programs[name].address:
                wait_until(lambda address=address: not _listens(address))

    def runs(self, name: str) -> bool:
        return name in self.processes and self.processes[name].poll() is None

    def close(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for name in self.processes:
            with suppress(subprocess.TimeoutExpired):
                self.processes[name].wait(20)
            self.kill(name)
        postgres.stop(self.home, mode="immediate")
        shutil.rmtree(self.home, ignore_errors=True)

    def start_postgres(self) -> None:
        self.server = postgres.start(self.home, options=OPTIONS)

    def kill_postgres(self) -> None:
        os.kill(self.server.pid, signal.SIGKILL)

    def rows(self, side: str, query: str, *values: object) -> list[Row]:
        """What a superuser reads, or changes, in a side's database."""
        return self.rows_of(side, query, values)

    def rows_of(self, side: str, query: str, values: tuple[object, ...] | dict[str, object]) -> list[Row]:
        """The same, with values by name."""
        url = self.server.admin_url.replace("/postgres?", f"/padu_{side}?")
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            done = connection.execute(query, values)  # pyright: ignore[reportCallIssue, reportArgumentType] - written here
            return done.fetchall() if done.description else []

    def count(self, side: str, query: str, *values: object) -> int:
        (row,) = self.rows(side, query, *values)
        return int(next(iter(row.values())) or 0)

    def run_job(self, side: str, task: str) -> None:
        """Have the side's worker do a scheduled job now instead of at its minute."""
        url = self.settings.market_database_url if side == "market" else self.settings.social_database_url

        async def ask() -> None:
            database = open_database(url or "", SystemClock())
            async with database.unit_of_work() as uow:
                await defer(uow, task, {"timestamp": 0})
            await database.close()

        asyncio.run(ask())

    @contextmanager
    def browser(self) -> Iterator[Browser]:
        sites = self.sites
        with Browser({"shop.localhost": sites.market_address, "social.localhost": sites.social_address}) as browser:
            yield browser

    def journal(self) -> Journal:
        return Journal(patience=PATIENCE)

    def get(self, side: str, path: str, **said: Any) -> httpx.Response:  # noqa: ANN401 - whatever httpx takes
        """What a site answers to one call, whatever its status; as its public host, without a browser."""
        return self.call("GET", side, path, **said)

    def call(self, method: str, side: str, path: str, **said: Any) -> httpx.Response:  # noqa: ANN401 - whatever httpx takes
        settings = self.settings
        port, public = (
            (settings.market_port, settings.market_public_url) if side == "market" else (settings.social_port, settings.social_public_url)
        )
        headers = {"Host": urlsplit(public).netloc, "Accept": "text/html", "Accept-Language": "id", **said.pop("headers", {})}
        return httpx.request(method, f"http://127.0.0.1:{port}{path}", headers=headers, timeout=20, trust_env=False, **said)

    def switch(self, gateway: str, **faults: object) -> None:
        """Set a gateway's faults; those left out are off."""
        httpx.post(f"{gateway}/sandbox/faults", json=faults, trust_env=False).raise_for_status()

    def switches(self, gateway: str) -> Row:
        """A gateway's faults as they stand."""
        return httpx.get(f"{gateway}/sandbox/faults", trust_env=False).raise_for_status().json()

    def release(self, gateway: str) -> None:
        """Send what a gateway holds back for the sake of a wrong order."""
        httpx.post(f"{gateway}/sandbox/notifications/release", trust_env=False).raise_for_status()

    def notifications(self, gateway: str) -> list[Row]:
        return httpx.get(f"{gateway}/sandbox/notifications", trust_env=False).raise_for_status().json()

    def log(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text("utf-8", "replace")

    def _answers(self, program: Program) -> bool:
        process = self.processes[program.name]
        assert process.poll() is None, f"{program.name} ended with {process.returncode}: {self.log(program.name)[-2000:]}"
        return program.address is None or _listens(program.address)


def _listens(address: tuple[str, int]) -> bool:
    with suppress(OSError), socket.create_connection(address, timeout=1):
        return True
    return False


async def _merge(settings: Settings, exports: Path) -> People:
    database = open_database(settings.market_database_url or "", SystemClock())
    try:
        people = await open_market_people(database, settings.home)
        market = exports / "market" / "tokopedia"
        job = MergeJob(
            label="a small world",
            inputs=(
                MergeInput("tokopedia-bulk", market),
                MergeInput("seller-centre-orders", market),
                MergeInput("tiktok-shop", exports / "social" / "tiktok-shop"),
            ),
            base=Platform.TOKOPEDIA,
            rules=plan.MergeRules(),
            rates=default_rates(),
        )
        found = await merge_exports(database, job, Watch(database, lambda *_: None))
        assert not found.failed
        return people
    finally:
        await database.close()
