"""Cart, checkout, placing, payments and parcels."""

from alembic import op

revision = "0008_trade"
down_revision = "0007_exchange"
branch_labels = None
depends_on = None

# The market's own words for an order's life; what each platform calls it stays with the merge.
STATUSES = """
alter table market.shop_order drop constraint shop_order_status_check;
update market.shop_order
set status = case status when 'pending_payment' then 'awaiting_payment' when 'to_ship' then 'paid' else 'packed' end
where status in ('pending_payment', 'to_ship', 'ready_for_pickup');
alter table market.shop_order
    alter column is_open set expression as (status in ('awaiting_payment', 'on_hold', 'paid', 'packed', 'shipped', 'disputed')),
    add constraint shop_order_status_check check (status in ('awaiting_payment', 'on_hold', 'paid', 'packed', 'shipped', 'delivered',
        'completed', 'cancelled', 'returning', 'returned', 'disputed'));
"""
STATUSES_BEFORE = """
alter table market.shop_order drop constraint shop_order_status_check;
update market.shop_order
set status = case status when 'awaiting_payment' then 'pending_payment' when 'paid' then 'to_ship' when 'packed' then 'ready_for_pickup'
    when 'returned' then 'returning' else 'on_hold' end
where status in ('awaiting_payment', 'paid', 'packed', 'returned', 'disputed');
alter table market.shop_order
    alter column is_open set expression as (status in ('pending_payment', 'on_hold', 'to_ship', 'ready_for_pickup', 'shipped')),
    add constraint shop_order_status_check check (status in ('pending_payment', 'on_hold', 'to_ship', 'ready_for_pickup', 'shipped',
        'delivered', 'completed', 'cancelled', 'returning'));
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(STATUSES)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(STATUSES_BEFORE)
