"""Where an order's money goes at each step of its life, as postings of the ledger; pure.

A posting's id is made from the fact it rests on, so that whatever is told twice is posted once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from padu.events.market import RefundSent, SoldLine
from padu.kernel.money import ZERO, Money
from padu.market.ledger.types import Account, Line, Posting, PostingId, credit, debit
from padu.market.orders.types import OrderState, SaleLine, Share
from padu.market.payments.types import RefundWish

_FACTS = uuid5(NAMESPACE_URL, "padu:order-posting")
_WHOLE = 10_000
_LONGEST_REASON = 100


class Sharing(msgspec.Struct, frozen=True, kw_only=True):
    """How a completed order's money is shared out."""

    lines: tuple[SoldLine, ...]
    goods: Money
    shipping: Money
    platform: Money
    creators: dict[UUID, Money]

    @property
    def commission(self) -> Money:
        """All creators' together."""
        return sum(self.creators.values(), ZERO)

    @property
    def seller(self) -> Money:
        """What is left for the shop."""
        return self.goods - self.platform - self.commission


def fact_id(order_id: UUID, fact: str) -> UUID:
    """The id of something that happens to an order once."""
    return uuid5(_FACTS, f"{order_id}/{fact}")


def share(lines: Sequence[SaleLine], shipping: Money, rates: Share) -> Sharing:
    """Share an order's money out. Commissions are rounded down to the rupiah, line by line: the shop never pays the rounding."""
    creators: defaultdict[UUID, Money] = defaultdict(lambda: ZERO)
    sold: list[SoldLine] = []
    platform = ZERO
    for line in lines:
        platform += Money(line.amount.rupiah * rates.platform // _WHOLE)
        earned = Money(line.amount.rupiah * rates.creator // _WHOLE) if line.creator_id else ZERO
        # Both shares together never take more than there is.
        earned = min(earned, line.amount - Money(line.amount.rupiah * rates.platform // _WHOLE))
        if line.creator_id and earned:
            creators[line.creator_id] += earned
        sold.append(
            SoldLine(listing_id=line.listing_id, creator_id=line.creator_id, units=line.units, amount=line.amount, commission=earned)
        )
    goods = sum((line.amount for line in lines), ZERO)
    return Sharing(lines=tuple(sold), goods=goods, shipping=shipping, platform=platform, creators=dict(creators))


def paid(order: OrderState, at: dt.datetime) -> list[Posting]:
    """The buyer has paid; the market holds it for them."""
    lines = [debit(Account.GATEWAY_CLEARING, order.total), credit(Account.BUYER_ESCROW, order.total)]
    return _posting((order.shop_id, order.order_id), "paid", "order_paid", at, lines)


def paid_in_vain(order: OrderState, at: dt.datetime) -> list[Posting]:
    """The buyer has paid for what is not to be had any more; it is owed back."""
    lines = [debit(Account.GATEWAY_CLEARING, order.total), credit(Account.REFUND_PAYABLE, order.total)]
    return _posting((order.shop_id, order.order_id), "paid_in_vain", "order_paid_in_vain", at, lines)


def owed_back(order: OrderState, at: dt.datetime) -> list[Posting]:
    """What was held for the buyer is owed back to them."""
    lines = [debit(Account.BUYER_ESCROW, order.total), credit(Account.REFUND_PAYABLE, order.total)]
    return _posting((order.shop_id, order.order_id), "owed_back", "order_owed_back", at, lines)


def sent_back(sent: RefundSent) -> list[Posting]:
    """The gateway has sent it back."""
    lines = [debit(Account.REFUND_PAYABLE, sent.amount), credit(Account.GATEWAY_CLEARING, sent.amount)]
    return _posting((sent.shop_id, sent.order_id), f"sent_back/{sent.refund_id}", "order_sent_back", sent.at, lines)


def completed(order: OrderState, sharing: Sharing, at: dt.datetime) -> list[Posting]:
    """The buyer has the goods: everybody gets their share of what was held."""
    lines = [
        debit(Account.BUYER_ESCROW, order.total),
        credit(Account.SELLER_PAYABLE, sharing.seller),
        credit(Account.PLATFORM_COMMISSION, sharing.platform),
        *(credit(Account.CREATOR_COMMISSION_PAYABLE, earned, creator) for creator, earned in sorted(sharing.creators.items())),
        credit(Account.COURIER_PAYABLE, sharing.shipping),
    ]
    return _posting((order.shop_id, order.order_id), "completed", "order_completed", at, lines)


def refund(order: OrderState, reason: str) -> list[RefundWish]:
    """The wish that a buyer's money for an order goes back, once; none where nothing was paid."""
    if not order.total:
        return []
    return [
        RefundWish(
            payment_id=order.payment_id,
            refund_id=fact_id(order.order_id, "refund"),
            shop_id=order.shop_id,
            order_id=order.order_id,
            amount=order.total,
            reason=reason[:_LONGEST_REASON],
        )
    ]


def _posting(key: tuple[UUID, UUID], fact: str, kind: str, at: dt.datetime, lines: list[Line]) -> list[Posting]:
    shop_id, order_id = key
    moving = tuple(line for line in lines if line.amount)
    if not moving:  # an order of nothing but gifts moves no money
        return []
    return [
        Posting(
            shop_id=shop_id,
            posting_id=PostingId(fact_id(order_id, fact)),
            kind=kind,
            reference=f"order:{order_id}",
            at=at,
            lines=moving,
        )
    ]
