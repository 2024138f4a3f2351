"""Cart, checkout, placing, payments and parcels."""

from pathlib import Path

from alembic import op

revision = "0008_trade"
down_revision = "0007_exchange"
branch_labels = None
depends_on = None

PLACE_ORDERS = Path(__file__).parents[1] / "place_orders.sql"

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

# What a buyer means to buy, what they ordered together, and where it goes. Whatever leads to somebody's door is kept from the auditor.
BUYERS = """
create table market.address (
    buyer_id     uuid not null,
    address_id   uuid not null,
    label        text not null default '',
    recipient    text not null check (recipient <> ''),
    phone        text not null check (phone ~ '^[0-9]{8,15}$'),
    street       text not null check (street <> ''),
    district     text not null default '',
    city         text not null check (city <> ''),
    province     text not null check (province <> ''),
    postal_code  text not null check (postal_code ~ '^[1-9][0-9]{4}$'),
    used_at      timestamptz not null,
    primary key (buyer_id, address_id)
);
comment on table market.address is 'key: buyer. Where buyers have things sent, as they wrote it down.';

create table market.cart_line (
    buyer_id        uuid not null,
    shop_id         uuid not null,
    variant_id      uuid not null,
    quantity        integer not null check (quantity between 1 and 999),
    seen_price_idr  bigint not null check (seen_price_idr >= 0),
    added_at        timestamptz not null,
    primary key (buyer_id, shop_id, variant_id)
);
comment on table market.cart_line is 'key: buyer. What a buyer put into the basket, at the price that was shown then.';

create table market.purchase (
    buyer_id    uuid not null,
    purchase_id uuid not null,
    payment_id  uuid not null,
    status      text not null check (status in ('awaiting_payment', 'paid', 'cancelled')),
    method      text not null check (method <> ''),
    total_idr   bigint not null check (total_idr >= 0),
    placed_at   timestamptz not null,
    pay_by      timestamptz not null,
    primary key (buyer_id, purchase_id)
);
comment on table market.purchase is
    'key: buyer. What a buyer ordered at once and pays at once, over several shops; the id was made with the form, so it is placed once.';
create index purchase_due on market.purchase (pay_by) where status = 'awaiting_payment';

create table market.purchase_order (
    buyer_id    uuid not null,
    order_id    uuid not null,
    purchase_id uuid not null,
    shop_id     uuid not null,
    primary key (buyer_id, order_id),
    foreign key (buyer_id, purchase_id) references market.purchase (buyer_id, purchase_id)
);
comment on table market.purchase_order is 'key: buyer. The orders of a purchase, append-only, one a shop.';
create index purchase_order_of_purchase on market.purchase_order (buyer_id, purchase_id);

create table market.purchase_shortfall (
    buyer_id    uuid not null,
    purchase_id uuid not null,
    shop_id     uuid not null,
    variant_id  uuid not null,
    title       text not null,
    outcome     text not null check (outcome in ('short', 'gone', 'repriced')),
    wanted      integer not null check (wanted >= 1),
    units_left  bigint not null check (units_left >= 0),
    price_idr   bigint check (price_idr >= 0),
    primary key (buyer_id, purchase_id, shop_id, variant_id),
    foreign key (buyer_id, purchase_id) references market.purchase (buyer_id, purchase_id)
);
comment on table market.purchase_shortfall is 'key: buyer. Why orders of a purchase could not be placed, append-only; told before payment.';
"""

ORDERS = """
alter table market.shop_order
    add column buyer_id uuid,
    add column purchase_id uuid,
    add column payment_id uuid,
    add column shipping_fee_idr bigint check (shipping_fee_idr >= 0),
    add column courier_company text not null default '',
    add column courier_service text not null default '',
    add column courier_name text not null default '',
    add column pay_by timestamptz,
    add column ship_within interval,
    add column ship_by timestamptz,
    add column complete_within interval,
    add column complete_by timestamptz,
    add column packed_at timestamptz,
    add column completed_at timestamptz,
    add constraint shop_order_native_whole check (
        num_nulls(buyer_id, purchase_id, payment_id, shipping_fee_idr, pay_by, ship_within, complete_within)
        = case when platform = 'padu' then 0 else 7 end);
create index order_by_id on market.shop_order (order_id);
create index order_due_to_ship on market.shop_order (ship_by) where status in ('paid', 'packed') and ship_by is not null;
create index order_due_to_complete on market.shop_order (complete_by) where status = 'delivered' and complete_by is not null;

alter table market.order_line
    add column weight_grams integer not null default 0 check (weight_grams >= 0),
    add column handoff_id uuid,
    add column creator_id uuid,
    add constraint order_line_credit_whole check (num_nulls(handoff_id, creator_id) in (0, 2));

create table market.order_destination (
    shop_id      uuid not null,
    order_id     uuid not null,
    recipient    text not null check (recipient <> ''),
    phone        text not null check (phone <> ''),
    street       text not null check (street <> ''),
    district     text not null default '',
    city         text not null,
    province     text not null,
    postal_code  text not null,
    primary key (shop_id, order_id),
    foreign key (shop_id, order_id) references market.shop_order (shop_id, order_id)
);
comment on table market.order_destination is 'key: shop. Where an order goes, as the buyer''s address was when it was placed.';

create table market.order_transition (
    shop_id      uuid not null,
    order_id     uuid not null,
    number       integer not null check (number >= 1),
    from_status  text,
    to_status    text not null,
    actor_kind   text not null check (actor_kind in ('buyer', 'seller', 'operator', 'system')),
    actor_id     uuid,
    reason       text not null default '',
    at           timestamptz not null,
    primary key (shop_id, order_id, number),
    foreign key (shop_id, order_id) references market.shop_order (shop_id, order_id),
    constraint order_transition_begins check ((number = 1) = (from_status is null)),
    constraint order_transition_by check ((actor_kind = 'system') = (actor_id is null))
);
comment on table market.order_transition is 'key: shop. An order''s life, append-only: who moved it from where to where, when and why.';

create table market.commission_rate (
    kind            text not null check (kind in ('platform', 'creator')),
    begins          date not null,
    per_ten_thousand integer not null check (per_ten_thousand between 0 and 10000),
    source          text not null check (source <> ''),
    primary key (kind, begins)
);
comment on table market.commission_rate is
    'key: reference. What the marketplace and a creator get of the goods'' price, from a day on; revisions write them.';
insert into market.commission_rate (kind, begins, per_ten_thousand, source) values
    ('platform', '2000-01-01', 650, 'this marketplace''s own, until its operator writes another'),
    ('platform', '2026-02-13', 697, 'Tokopedia Seller University, commission fee, other categories, as of 13 February 2026'),
    ('creator', '2000-01-01', 500, 'this marketplace''s own for an open collaboration; TikTok Shop admits 1 to 80 per cent');

alter table market.stock_entry
    drop constraint stock_entry_reason_check,
    add constraint stock_entry_reason_check check (reason in ('opening', 'same_shelf_correction', 'import_adjustment', 'order_placed',
        'order_cancelled', 'order_returned'));
create index stock_entry_of_order on market.stock_entry (shop_id, reference) where reason = 'order_placed';
"""

PAYMENTS = """
create table market.payment (
    payment_id      uuid primary key,
    buyer_id        uuid not null,
    purchase_id     uuid not null,
    method          text not null check (method in ('qris', 'bca', 'bni', 'bri', 'permata', 'gopay')),
    amount_idr      bigint not null check (amount_idr > 0),
    items           jsonb not null check (jsonb_typeof(items) = 'array'),
    pay_by          timestamptz not null,
    state           text not null check (state in ('pending', 'in_review', 'expired', 'cancelled', 'failed', 'paid', 'partly_refunded',
                        'refunded')),
    refunded_idr    bigint not null default 0 check (refunded_idr >= 0),
    transaction_id  text not null default '',
    qr_string       text not null default '',
    va_number       text not null default '',
    links           jsonb not null default '{}',
    requested_at    timestamptz not null,
    charged_at      timestamptz,
    expires_at      timestamptz,
    asked_at        timestamptz,
    failures        integer not null default 0 check (failures >= 0),
    error           text not null default ''
);
comment on table market.payment is 'key: payment. What a buyer is asked to pay, and how far that has come as the gateway knows it.';
create index payment_to_open on market.payment (requested_at) where charged_at is null and state = 'pending';
create index payment_to_ask on market.payment (asked_at) where charged_at is not null and state in ('pending', 'in_review');

create table market.payment_notice (
    payment_id   uuid not null references market.payment (payment_id),
    digest       bytea not null check (octet_length(digest) = 32),
    raw          bytea not null,
    received_at  timestamptz not null,
    primary key (payment_id, digest)
);
comment on table market.payment_notice is 'key: payment. Notifications of the gateway with a right signature, append-only, each once.';

create table market.refund (
    payment_id    uuid not null references market.payment (payment_id),
    refund_id     uuid not null,
    shop_id       uuid not null,
    order_id      uuid not null,
    amount_idr    bigint not null check (amount_idr > 0),
    reason        text not null,
    state         text not null check (state in ('wanted', 'sent', 'by_hand')),
    requested_at  timestamptz not null,
    retry_at      timestamptz not null,
    sent_at       timestamptz,
    failures      integer not null default 0 check (failures >= 0),
    error         text not null default '',
    primary key (payment_id, refund_id),
    constraint refund_sent_when check ((state = 'sent') = (sent_at is not null))
);
comment on table market.refund is
    'key: payment. Money to send back to a buyer; by hand where the gateway cannot (a transfer to a bank''s number).';
create index refund_to_send on market.refund (retry_at) where state = 'wanted';
"""

PARCELS = """
create table market.parcel (
    shop_id          uuid not null,
    parcel_id        uuid not null,
    order_id         uuid not null,
    state            text check (state in ('booked', 'assigned', 'cancelled', 'in_transit', 'refused', 'delivered', 'returning',
                         'returned', 'disposed')),
    courier_company  text not null,
    courier_service  text not null,
    booking_id       text not null default '',
    tracking_id      text not null default '',
    waybill          text not null default '',
    price_idr        bigint check (price_idr >= 0),
    requested_at     timestamptz not null,
    booked_at        timestamptz,
    asked_at         timestamptz,
    failures         integer not null default 0 check (failures >= 0),
    error            text not null default '',
    primary key (shop_id, parcel_id),
    foreign key (shop_id, order_id) references market.shop_order (shop_id, order_id),
    constraint parcel_booked_whole check (num_nulls(state, booked_at, price_idr) in (0, 3))
);
comment on table market.parcel is 'key: shop. Parcels asked of couriers, and how far each came; without a state it is not booked yet.';
create unique index parcel_of_order on market.parcel (shop_id, order_id) where state is distinct from 'cancelled';
create index parcel_to_book on market.parcel (requested_at) where booked_at is null;
create index parcel_to_ask on market.parcel (asked_at)
    where booked_at is not null and state in ('booked', 'assigned', 'in_transit', 'returning');

create table market.parcel_step (
    shop_id    uuid not null,
    parcel_id  uuid not null,
    at         timestamptz not null,
    status     text not null check (status <> ''),
    note       text not null default '',
    primary key (shop_id, parcel_id, at, status),
    foreign key (shop_id, parcel_id) references market.parcel (shop_id, parcel_id)
);
comment on table market.parcel_step is 'key: shop. A parcel''s way in the courier''s words, append-only.';

create table market.parcel_booking (
    booking_id  text primary key check (booking_id <> ''),
    shop_id     uuid not null,
    parcel_id   uuid not null
);
comment on table market.parcel_booking is 'key: reference. Which parcel a courier''s booking is, append-only; unique over all shops.';
"""

GRANTS = """
comment on column market.address.label is 'secret';
comment on column market.address.recipient is 'secret';
comment on column market.address.phone is 'secret';
comment on column market.address.street is 'secret';
comment on column market.order_destination.recipient is 'secret';
comment on column market.order_destination.phone is 'secret';
comment on column market.order_destination.street is 'secret';
revoke all on market.address, market.cart_line, market.purchase, market.purchase_order, market.purchase_shortfall,
    market.order_destination, market.order_transition, market.commission_rate, market.payment, market.payment_notice, market.refund,
    market.parcel, market.parcel_step, market.parcel_booking from public;
grant select, insert, update, delete on market.address, market.cart_line to padu_market_app;
grant select, insert, update on market.purchase, market.payment, market.refund, market.parcel to padu_market_app;
grant select, insert on market.purchase_order, market.purchase_shortfall, market.order_destination, market.order_transition,
    market.payment_notice, market.parcel_step, market.parcel_booking to padu_market_app;
grant select on market.commission_rate to padu_market_app;
grant select (buyer_id, address_id, district, city, province, postal_code, used_at) on market.address to padu_market_auditor;
grant select (shop_id, order_id, district, city, province, postal_code) on market.order_destination to padu_market_auditor;
grant select on market.cart_line, market.purchase, market.purchase_order, market.purchase_shortfall, market.order_transition,
    market.commission_rate, market.payment, market.payment_notice, market.refund, market.parcel, market.parcel_step,
    market.parcel_booking to padu_market_auditor;
revoke all on function market.place_orders from public;
grant execute on function market.place_orders to padu_market_app;
"""

# The journal keeps what orders moved: its reasons stay wide.
ORDERS_BEFORE = """
drop index market.stock_entry_of_order, market.order_due_to_ship, market.order_due_to_complete, market.order_by_id;
alter table market.order_line drop column weight_grams, drop column handoff_id, drop column creator_id;
alter table market.shop_order
    drop column buyer_id, drop column purchase_id, drop column payment_id, drop column shipping_fee_idr, drop column courier_company,
    drop column courier_service, drop column courier_name, drop column pay_by, drop column ship_within, drop column ship_by,
    drop column complete_within, drop column complete_by, drop column packed_at, drop column completed_at;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    for statements in (STATUSES, BUYERS, ORDERS, PAYMENTS, PARCELS):
        op.execute(statements)
    op.get_bind().connection.cursor().execute(PLACE_ORDERS.read_text("utf-8"))
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop function market.place_orders")
    op.execute("drop table market.parcel_booking, market.parcel_step, market.parcel, market.refund, market.payment_notice, market.payment")
    op.execute("drop table market.commission_rate, market.order_transition, market.order_destination")
    op.execute("drop table market.purchase_shortfall, market.purchase_order, market.purchase, market.cart_line, market.address")
    op.execute(ORDERS_BEFORE)
    op.execute(STATUSES_BEFORE)
