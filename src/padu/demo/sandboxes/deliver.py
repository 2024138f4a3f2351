"""Delivers notifications, and gets it wrong on demand: late, twice, in the wrong order, forged beside the true one, or not at all."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable

import httpx
import msgspec

from padu.kernel.clock import Clock

_TICK = 0.2  # seconds between looks at what is due
_ATTEMPTS = 5
_SCHEMA = """
create table if not exists notification (
    number integer primary key, subject text not null, body blob not null, headers blob not null, forged integer not null,
    state text not null, due_at real not null, attempts integer not null default 0
);
create table if not exists switches (only integer primary key check (only = 1), faults blob not null);
"""


class Faults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes wrong. `late_seconds` delays each notification; `out_of_order` holds one until the next of its subject has gone.

    `forged` sends a false one before each true one; `unavailable_calls` is how many of the next calls fail with 503, after having
    done what they were asked for where `fail_after_doing`.
    """

    late_seconds: float = 0.0
    duplicate: bool = False
    out_of_order: bool = False
    forged: bool = False
    lost: bool = False
    unavailable_calls: int = 0
    fail_after_doing: bool = False


class Message(msgspec.Struct, frozen=True):
    """What is posted."""

    body: bytes
    headers: dict[str, str] = {}


class Sent(msgspec.Struct, frozen=True):
    """A notification and how it fared: waiting, held, delivered, failed or lost."""

    subject: str
    state: str
    forged: bool
    attempts: int
    body: msgspec.Raw


class Outbox:
    """Notifications in the sandbox's SQLite file, so that a restart loses none; posts them to one address."""

    def __init__(self, database: sqlite3.Connection, url: str | None, clock: Clock) -> None:
        self._database = database
        self._url = url
        self._clock = clock
        self._wake = asyncio.Event()
        database.executescript(_SCHEMA)

    @property
    def faults(self) -> Faults:
        """The switches as they stand."""
        row = self._database.execute("select faults from switches").fetchone()
        return Faults() if row is None else msgspec.json.decode(row[0], type=Faults)

    def switch(self, faults: Faults) -> None:
        """Set all switches."""
        with self._database:
            self._database.execute("insert or replace into switches values (1, ?)", [msgspec.json.encode(faults)])

    def spend_failure(self) -> Faults | None:
        """The switches, if this call has to fail; counts it."""
        faults = self.faults
        if faults.unavailable_calls <= 0:
            return None
        self.switch(msgspec.structs.replace(faults, unavailable_calls=faults.unavailable_calls - 1))
        return faults

    def queue(self, subject: str, true: Message, false: Message) -> None:
        """Put a notification about `subject` on its way, as the switches have it; `false` is its forgery."""
        faults = self.faults
        held = self._database.execute("select number from notification where subject = ? and state = 'held'", [subject]).fetchall()
        state = "lost" if faults.lost else "held" if faults.out_of_order and not held else "waiting"
        with self._database:
            if faults.forged:
                self._add(subject, false, "waiting", forged=True)
            for _ in range(2 if faults.duplicate else 1):
                self._add(subject, true, state, forged=False)
            if state == "waiting":
                self._release(held)
        self._wake.set()

    def release_all(self) -> None:
        """Send whatever is held."""
        with self._database:
            self._release(self._database.execute("select number from notification where state = 'held' order by number").fetchall())
        self._wake.set()

    def listed(self) -> list[Sent]:
        """Every notification so far, oldest first."""
        rows = self._database.execute("select subject, state, forged, attempts, body from notification order by number")
        return [Sent(subject, state, bool(forged), attempts, msgspec.Raw(body)) for subject, state, forged, attempts, body in rows]

    async def run(self, tick: Callable[[], None]) -> None:
        """Deliver what is due until cancelled; `tick` is called at every look."""
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            while True:
                self._wake.clear()
                tick()
                for number, body, headers, attempts in self._due():
                    arrived = await self._post(client, body, msgspec.json.decode(headers, type=dict[str, str]))
                    self._note(number, attempts + 1, arrived=arrived)
                try:
                    await asyncio.wait_for(self._wake.wait(), _TICK)
                except TimeoutError:
                    continue

    def _add(self, subject: str, message: Message, state: str, *, forged: bool) -> None:
        due_at = self._now() + self.faults.late_seconds
        self._database.execute(
            "insert into notification (subject, body, headers, forged, state, due_at) values (?, ?, ?, ?, ?, ?)",
            [subject, message.body, msgspec.json.encode(message.headers), forged, state, due_at],
        )

    def _release(self, held: list[tuple[int]]) -> None:
        # Numbered anew, and due after what is waiting: it comes last because it was overtaken.
        for (number,) in held:
            self._database.execute(
                "update notification set state = 'waiting', number = (select max(number) + 1 from notification), due_at ="
                " (select max(due_at) from notification) where number = ?",
                [number],
            )

    def _due(self) -> list[tuple[int, bytes, bytes, int]]:
        if self._url is None:
            return []
        found = self._database.execute(
            "select number, body, headers, attempts from notification where state = 'waiting' and due_at <= ?"
            " order by due_at, number limit 50",
            [self._now()],
        )
        return found.fetchall()

    async def _post(self, client: httpx.AsyncClient, body: bytes, headers: dict[str, str]) -> bool:
        try:
            answer = await client.post(str(self._url), content=body, headers={"Content-Type": "application/json", **headers})
        except httpx.HTTPError:
            return False
        return answer.is_success

    def _note(self, number: int, attempts: int, *, arrived: bool) -> None:
        row = self._database.execute("select forged from notification where number = ?", [number]).fetchone()
        final = arrived or attempts >= _ATTEMPTS or bool(row[0])  # a forger does not insist
        state = "delivered" if arrived else "failed" if final else "waiting"
        with self._database:
            self._database.execute(
                "update notification set state = ?, attempts = ?, due_at = ? where number = ?",
                [state, attempts, self._now() + 0.2 * 2**attempts, number],
            )

    def _now(self) -> float:
        return self._clock.now().timestamp()
