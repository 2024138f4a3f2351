"""The whole journey, from the video to the regulator, by five people in browsers of their own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from urllib.parse import urlsplit

from padu.demo.journey.browser import Browser
from padu.demo.journey.earn import Creator
from padu.demo.journey.journal import Journal, Tell, ignore
from padu.demo.journey.outside import Outside
from padu.demo.journey.oversee import Regulator
from padu.demo.journey.sell import Seller
from padu.demo.journey.shop import Shopper
from padu.demo.journey.types import Journey, Sites, Sought
from padu.demo.people import People


def play_journey(sites: Sites, people: People, sought: Sequence[Sought], *, tell: Tell = ignore, patience: float = 60.0) -> Journey:
    """Play it against sites, workers and sandboxes that run already; may be played again and again.

    `sought` names something that each of the seller's shops sells: what is bought second comes from another shop than the video's.
    Nothing is waited for longer than `patience` seconds at once. Raises `JourneyError` with the step as its place.
    """
    addresses = {
        str(urlsplit(sites.market).hostname): sites.market_address,
        str(urlsplit(sites.social).hostname): sites.social_address,
    }
    outside, journal = Outside(sites.payments, sites.couriers), Journal(tell, patience=patience)
    with ExitStack() as stack:
        phone, desk, studio, office = (stack.enter_context(Browser(addresses)) for _ in range(4))
        creator = Creator(studio, sites, journal)
        earned = creator.sign_in(people.creator)
        shopper = Shopper(phone, sites, journal)
        sheet = shopper.watch(people.creator)
        video, listing = sheet.path.split("/")[2:4]
        product = shopper.cross(sheet, people.shopper)
        bought = shopper.buy(shopper.take_two(product, sought), outside)
        seller = Seller(desk, sites, journal)
        seller.sign_in(people.seller)
        parcels = seller.send(bought.orders, outside)
        with journal.step("couriers"):
            for parcel in parcels:
                outside.deliver(parcel)
        shopper.receive(bought.orders)
        seller.see_released(bought.orders)
        credited = creator.credited(earned)
        regulator = Regulator(office, sites, journal)
        evidence = regulator.check(regulator.look(regulator.sign_in(people.regulator)))
    return Journey(steps=tuple(journal.steps), video=video, listing=listing, bought=bought, credited=credited, evidence=evidence)
