"""Each side's key for what passes the door, and the other's that it trusts: from the settings, else from the home that both share."""

from __future__ import annotations

from padu.exchange.register import MARKET_KEY, SOCIAL_KEY, DoorKeys, MarketDoor
from padu.platform.settings import Settings
from padu.platform.signing import load_signing_key, load_verify_key


def market_keys(settings: Settings) -> DoorKeys:
    """The market's own key, and the social side's public one. Own keys are made on first use."""
    return DoorKeys(load_signing_key(settings.home, MARKET_KEY), load_verify_key(settings.home, SOCIAL_KEY, settings.social_verify_key))


def social_keys(settings: Settings) -> DoorKeys:
    """The social side's own key, and the market's public one."""
    return DoorKeys(load_signing_key(settings.home, SOCIAL_KEY), load_verify_key(settings.home, MARKET_KEY, settings.market_verify_key))


def market_door(settings: Settings) -> MarketDoor:
    """How the social side reaches the market's side of the door."""
    return MarketDoor(settings.market_exchange_url, social_keys(settings))
