"""Programs of ours that run beside this one: sites, workers, sandboxes; started together, ended in order."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from padu.kernel.errors import PaduError
from padu.platform.settings import Settings

_START_SECONDS = 60
_END_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Program:
    """A command of `padu`'s; `address` is where it answers once it is ready, None where it listens nowhere."""

    name: str
    arguments: tuple[str, ...]
    address: tuple[str, int] | None = None
    port_setting: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """Programs that were started, by name."""

    processes: dict[str, subprocess.Popen[bytes]]

    def wait(self) -> None:
        """Until somebody presses Ctrl-C, or one of them ends by itself."""
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                self.check()
                time.sleep(0.5)

    def check(self) -> None:
        """Raise `serve.ended` where a program ended that should go on."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise PaduError(
                    "serve.ended", f"{name} ended with exit code {process.returncode}", todo="see its message above, then start again"
                )


@contextlib.contextmanager
def run_beside(settings: Settings, programs: Sequence[Program]) -> Generator[Running]:
    """Start the programs at once, wait until each answers, and end them when the block does, the last one first."""
    for program in programs:
        _refuse_taken_port(program)
    environment = {**os.environ, **environment_of(settings)}
    running = Running({})
    try:
        for program in programs:
            command = [sys.executable, "-m", "padu.entry.command_line", *program.arguments]
            # A group of its own: Ctrl-C reaches this process, which then ends the others in order.
            running.processes[program.name] = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own program
        until = time.monotonic() + _START_SECONDS
        for program in programs:
            _wait_until_answering(program, running, until)
        yield running
    finally:
        _end(list(running.processes.values())[::-1])


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as the environment variables that they are read from."""
    values: dict[str, str] = {}
    for name in Settings.__struct_fields__:
        value: object = getattr(settings, name)
        if value is not None:
            values[f"PADU_{name.upper()}"] = str(value).lower() if isinstance(value, bool) else str(value)
    return values


def program_of(settings: Settings, *arguments: str) -> Program:
    """A site or a worker by its words: `serve market`, `worker social`."""
    addresses = {
        ("serve", "market"): (settings.market_host, settings.market_port, "PADU_MARKET_PORT"),
        ("serve", "social"): (settings.social_host, settings.social_port, "PADU_SOCIAL_PORT"),
    }
    found = addresses.get((arguments[0], arguments[1]))
    if found is None:
        return Program(" ".join(arguments), arguments)
    host, port, setting = found
    return Program(" ".join(arguments), arguments, (host, port), setting)


def _refuse_taken_port(program: Program) -> None:
    if program.address is None:
        return
    host, port = program.address
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PaduError(
                "serve.port_taken",
                f"port {port} on {host} is taken by another program",
                where=f"padu {program.name}",
                todo=f"end that program, or choose another port: {program.port_setting or 'see the settings'}",
            ) from error


def _wait_until_answering(program: Program, running: Running, until: float) -> None:
    while program.address is not None and time.monotonic() < until:
        running.check()
        with contextlib.suppress(OSError), socket.create_connection(program.address, timeout=1):
            return
        time.sleep(0.05)
    if program.address is not None:
        raise PaduError("serve.silent", f"padu {program.name} did not answer within {_START_SECONDS} s", todo="see its messages above")


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    until = time.monotonic() + _END_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def sandboxes_of(settings: Settings, folder: Path) -> tuple[Program, ...]:
    """The payment gateway's and the couriers' sandboxes at the addresses that the settings name, keeping their files in `folder`.

    Their keys reach them by their environment: what stands on a command line, everybody on the machine can read.
    """
    payments, couriers = _port_of(settings.payments_url), _port_of(settings.couriers_url)
    market = f"http://{settings.market_host}:{settings.market_port}"
    kept = ("--folder", str(folder))
    return (
        Program(
            "payments sandbox",
            ("serve", "payments-sandbox", "--port", str(payments), "--notify", f"{market}/webhooks/midtrans", *kept),
            ("127.0.0.1", payments),
            "PADU_PAYMENTS_URL",
        ),
        Program(
            "couriers sandbox",
            ("serve", "couriers-sandbox", "--port", str(couriers), "--notify", f"{market}/webhooks/biteship", *kept),
            ("127.0.0.1", couriers),
            "PADU_COURIERS_URL",
        ),
    )


def _port_of(url: str) -> int:
    port = urlsplit(url).port
    if port is None:
        raise PaduError("settings.unreadable", f"{url!r} names no port for a sandbox", todo="write http://127.0.0.1:8010")
    return port
