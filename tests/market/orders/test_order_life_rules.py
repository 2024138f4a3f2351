"""The life of an order as a table: what is not written in it cannot happen, whoever wants it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market.ledger import fold
from padu.market.orders import (
    MOVES,
    ActorKind,
    Mover,
    OrderError,
    OrderId,
    OrderState,
    OrderStatus,
    Sight,
    Viewer,
    may_move,
    rules,
    share_out,
    sight_of,
)
from padu.market.orders.types import Move, SaleLine, Share
from padu.market.sellers import ShopId

NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
STATUSES, KINDS = st.sampled_from(OrderStatus), st.sampled_from(ActorKind)
MONEY = st.integers(0, 50_000_000).map(Money)


def an_order(status: OrderStatus = OrderStatus.PAID, **changes: object) -> OrderState:
    facts: dict[str, object] = {
        "shop_id": ShopId(new_id()),
        "order_id": OrderId(new_id()),
        "status": status,
        "buyer_id": new_id(),
        "purchase_id": new_id(),
        "payment_id": new_id(),
        "total": Money(55_000),
        "shipping": Money(10_000),
        "ordered_at": NOW,
        "is_paid": status not in {OrderStatus.AWAITING_PAYMENT, OrderStatus.ON_HOLD},
    }
    return OrderState(**(facts | changes))  # pyright: ignore[reportArgumentType] - a dictionary has no types of its own


@given(STATUSES, STATUSES, KINDS)
def test_only_what_the_table_says_is_admitted(status: OrderStatus, to: OrderStatus, kind: ActorKind) -> None:
    move = Move(order=an_order(status), to=to, by=Mover(kind, new_id()))
    if kind in MOVES[status].get(to, frozenset()):
        rules.check_move(move)
        assert may_move(status, to, kind)
    else:
        with pytest.raises(OrderError) as refused:
            rules.check_move(move)
        assert refused.value.code == "order.move"


def test_every_status_is_reached_and_every_life_can_end_without_the_buyer() -> None:
    reached, pending = {OrderStatus.AWAITING_PAYMENT}, [OrderStatus.AWAITING_PAYMENT]
    while pending:
        onward = set(MOVES[pending.pop()]) - reached
        reached |= onward
        pending += onward
    assert reached == set(OrderStatus)
    ends = set(rules.FINAL_STATUSES)
    for _ in OrderStatus:
        ends |= {
            status for status, onward in MOVES.items() if any(to in ends and kinds - {ActorKind.BUYER} for to, kinds in onward.items())
        }
    assert ends == set(OrderStatus)


def test_only_the_shop_packs_and_only_the_market_takes_money_for_paid() -> None:
    assert {kinds for onward in MOVES.values() for to, kinds in onward.items() if to is OrderStatus.PACKED} == {
        frozenset({ActorKind.SELLER})
    }
    assert {kinds for onward in MOVES.values() for to, kinds in onward.items() if to is OrderStatus.PAID} == {frozenset({ActorKind.SYSTEM})}


@given(STATUSES, STATUSES)
def test_steps_towards_a_parcel_are_steps_of_the_market(status: OrderStatus, to: OrderStatus) -> None:
    for step in rules.steps_towards(status, to):
        assert may_move(status, step, ActorKind.SYSTEM)
        status = step
    assert rules.steps_towards(status, to) == () or status is not to


@given(roles=st.sets(st.sampled_from(["shopper", "seller", "operator", "regulator"])), is_buyer=st.booleans(), is_shop=st.booleans())
def test_an_address_is_for_the_buyer_the_shop_and_operators(*, roles: set[str], is_buyer: bool, is_shop: bool) -> None:
    shop, buyer = new_id(), new_id()
    viewer = Viewer(account_id=buyer if is_buyer else new_id(), roles=frozenset(roles), shop_ids=frozenset({shop} if is_shop else set()))
    sight = sight_of(viewer, buyer_id=buyer, shop_id=shop)
    if is_buyer or (is_shop and "seller" in roles) or "operator" in roles:
        assert sight is Sight.WHOLE
    else:
        assert sight is (Sight.WITHOUT_ADDRESS if "regulator" in roles else Sight.NOTHING)


LINES = st.lists(
    st.builds(
        SaleLine,
        listing_id=st.builds(new_id),
        creator_id=st.none() | st.builds(new_id) | st.just(UUID(int=7)),
        units=st.integers(1, 99),
        amount=MONEY,
    ),
    max_size=6,
)


@given(LINES, MONEY, st.builds(Share, platform=st.integers(0, 10_000), creator=st.integers(0, 10_000)))
def test_everybody_together_gets_what_was_paid_and_nobody_less_than_nothing(lines: list[SaleLine], shipping: Money, rates: Share) -> None:
    sharing = share_out.share(lines, shipping, rates)
    assert sharing.seller + sharing.platform + sharing.commission + shipping == sharing.goods + shipping
    assert min(sharing.seller, sharing.platform, sharing.commission, *sharing.creators.values()) >= Money(0)
    order = an_order(total=sharing.goods + shipping, shipping=shipping)
    for posting in share_out.completed(order, sharing, NOW):
        assert sum(line.amount.rupiah for line in posting.lines) == 0


def test_paid_and_owed_back_and_sent_back_leave_nothing() -> None:
    order = an_order()
    (wish,) = share_out.refund(order, "x")
    sent = share_out.RefundSent(
        payment_id=order.payment_id,
        refund_id=wish.refund_id,
        shop_id=order.shop_id,
        order_id=order.order_id,
        amount=wish.amount,
        at=NOW,
    )
    for first in (
        [*share_out.paid(order, NOW), *share_out.owed_back(order, NOW)],
        share_out.paid_in_vain(order, NOW),
    ):
        lines = [line for posting in [*first, *share_out.sent_back(sent)] for line in posting.lines]
        assert set(fold(lines).values()) == {Money(0)}
