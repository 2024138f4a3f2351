"""What happens at the door that its own side's contexts answer to."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from padu.events.event import Event


class ShopAdmitted(Event, frozen=True, kw_only=True, tag="shop.admitted"):
    """A shop's listings may be lent to the social side from now on."""

    shop_id: UUID
    at: dt.datetime

    @property
    def stream(self) -> UUID:
        """The shop's."""
        return self.shop_id


class ShopWithdrawn(Event, frozen=True, kw_only=True, tag="shop.withdrawn"):
    """A shop's listings are lent no longer; its cards were withdrawn in the same transaction."""

    shop_id: UUID
    at: dt.datetime

    @property
    def stream(self) -> UUID:
        """The shop's."""
        return self.shop_id


class HandoffConfirmed(Event, frozen=True, kw_only=True, tag="handoff.confirmed"):
    """Somebody arrived with a hand-off and went on to the product; `credited`: with the consent that the creator is credited."""

    handoff_id: UUID
    shop_id: UUID
    listing_id: UUID
    creator_id: UUID
    credited: bool
    at: dt.datetime

    @property
    def stream(self) -> UUID:
        """The shop's."""
        return self.shop_id
