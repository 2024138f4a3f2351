"""Creators' counts tell of several buyers, not only of several orders, which one buyer may have placed."""

from alembic import op

revision = "0011_count_buyers"
down_revision = "0010_attempts"
branch_labels = None
depends_on = None

UPGRADE = """
set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table exchange.attributed_sale add column buyer_id uuid;
update exchange.attributed_sale s set buyer_id = o.buyer_id
from market.shop_order o where o.shop_id = s.shop_id and o.order_id = s.order_id;
alter table exchange.attributed_sale alter column buyer_id set not null;
comment on table exchange.attributed_sale is
    'key: shop. Completed sales that creators are credited for, by day in Jakarta; publication_id once they were told of.';
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table exchange.attributed_sale drop column buyer_id")
