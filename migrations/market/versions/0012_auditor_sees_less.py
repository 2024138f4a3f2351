"""The auditor reads that and how a payment was made, not the codes by which somebody pays it; and no shop's telephone number."""

from alembic import op

revision = "0012_auditor_sees_less"
down_revision = "0011_count_buyers"
branch_labels = None
depends_on = None

UPGRADE = """
set local lock_timeout = '5s';

comment on column market.payment.qr_string is 'secret';
comment on column market.payment.va_number is 'secret';
comment on column market.payment.links is 'secret';
comment on column market.payment_notice.raw is 'secret';
comment on column market.shop.phone is 'secret';
revoke select on market.payment, market.payment_notice, market.shop from padu_market_auditor;
grant select (payment_id, buyer_id, purchase_id, method, amount_idr, items, pay_by, state, refunded_idr, transaction_id, requested_at,
    charged_at, expires_at, asked_at, failures, error) on market.payment to padu_market_auditor;
grant select (payment_id, digest, received_at) on market.payment_notice to padu_market_auditor;
grant select (shop_id, name, slug, domain, province, city, postal_code, seller_type, status, joined_at) on market.shop
    to padu_market_auditor;
"""

DOWNGRADE = """
set local lock_timeout = '5s';

comment on column market.payment.qr_string is null;
comment on column market.payment.va_number is null;
comment on column market.payment.links is null;
comment on column market.payment_notice.raw is null;
comment on column market.shop.phone is null;
revoke select on market.payment, market.payment_notice, market.shop from padu_market_auditor;
grant select on market.payment, market.payment_notice, market.shop to padu_market_auditor;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
