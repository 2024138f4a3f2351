"""The demo's people sign in at the market as it is really served, with the second factor, also twice within one code's time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from tests.running_sandboxes import free_port

from padu.demo.journey import Browser, Journal, JourneyError
from padu.demo.journey.sign_in import sign_in
from padu.demo.people import Person, keep_code_secret, people_of
from padu.entry.commands.run_beside import program_of, run_beside
from padu.entry.sign_in_market import market_code_box
from padu.kernel.clock import SystemClock
from padu.kernel.ids import new_id
from padu.market import identity
from padu.platform.settings import Settings
from padu.platform.unit_of_work import open_database


async def open_account(settings: Settings, person: Person) -> None:
    database = open_database(str(settings.market_database_url), SystemClock())
    account = identity.NewAccount(
        account_id=identity.AccountId(new_id()),
        login=person.login,
        display_name=person.display_name,
        password=person.password,
        roles=frozenset({identity.Role(person.part.value)}),
    )
    async with database.unit_of_work() as uow:
        opened = await identity.open_account(uow, market_code_box(settings.home), account)
    await database.close()
    if opened.code_secret:
        keep_code_secret(settings.home, person.part, opened.code_secret)


@pytest.fixture
def market(committed_market: Any, committed_social: Any, tmp_path: Path) -> Iterator[Settings]:  # noqa: ANN401 - a conftest class
    port = free_port()
    settings = Settings(
        home=tmp_path,
        market_database_url=committed_market.app_url,
        social_database_url=committed_social.app_url,
        market_port=port,
        market_public_url=f"http://shop.localhost:{port}",
        demo=True,
    )
    with run_beside(settings, [program_of(settings, "serve", "market")]):
        yield settings


def test_shopper_and_regulator_come_to_the_page_they_wanted_and_a_stranger_does_not(market: Settings) -> None:
    people = people_of(market.home)
    for person in (people.shopper, people.regulator):
        anyio.run(open_account, market, person)
    people = people_of(market.home)
    addresses = {"shop.localhost": ("127.0.0.1", market.market_port)}
    asked = f"{market.market_public_url}/masuk?lanjut=%2Fcari%3Fq%3Dkopi"
    with Browser(addresses) as phone:
        page = sign_in(phone, phone.open(asked), people.shopper, Journal())
        assert page.url == f"{market.market_public_url}/cari?q=kopi"
        assert page.says(people.shopper.display_name)
    moments = iter([0, 0, 0, 30, 30])

    def now() -> dt.datetime:
        return dt.datetime.now(tz=dt.UTC) + dt.timedelta(seconds=next(moments))

    for _ in range(2):  # the code of the first time is refused the second time, and the next one is taken
        with Browser(addresses) as office:
            page = sign_in(office, office.open(asked), people.regulator, Journal(), now=now)
            assert page.says(people.regulator.display_name)
    assert list(moments) == [30]
    stranger = people.seller  # who has no account here
    with Browser(addresses) as desk, pytest.raises(JourneyError, match="was answered 422") as raised:
        sign_in(desk, desk.open(asked), stranger, Journal())
    assert stranger.password not in str(raised.value)
