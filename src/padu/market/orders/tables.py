"""Tables of orders; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    Interval,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

metadata = MetaData(schema="market")

shop_order = Table(
    "shop_order",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    # The database decides openness from the status, so the two can never disagree.
    Column(
        "is_open",
        Boolean,
        Computed("status in ('awaiting_payment', 'on_hold', 'paid', 'packed', 'shipped', 'disputed')", persisted=True),
        nullable=False,
    ),
    Column("currency", Text, nullable=False),
    Column("total_original", Numeric, nullable=False),
    Column("total_idr", BigInteger, nullable=False),
    Column("sub_total_original", Numeric, nullable=False),
    Column("shipping_fee_original", Numeric, nullable=False),
    Column("fx_rate", Numeric, nullable=True),
    Column("fx_on", Date, nullable=True),
    Column("fx_source", Text, nullable=True),
    Column("ordered_at", DateTime(timezone=True), nullable=False),
    Column("paid_at", DateTime(timezone=True), nullable=True),
    Column("shipped_at", DateTime(timezone=True), nullable=True),
    Column("delivered_at", DateTime(timezone=True), nullable=True),
    Column("cancelled_at", DateTime(timezone=True), nullable=True),
    Column("destination_province", Text, nullable=False),
    Column("destination_city", Text, nullable=False),
    Column("payment_method", Text, nullable=False),
    Column("order_channel", Text, nullable=False),
    Column("creator", Text, nullable=False),
    Column("invoice_number", Text, nullable=False),
    # From here on: only orders that were placed here have them.
    Column("buyer_id", Uuid),
    Column("purchase_id", Uuid),
    Column("payment_id", Uuid),
    Column("shipping_fee_idr", BigInteger),
    Column("courier_company", Text, nullable=False),
    Column("courier_service", Text, nullable=False),
    Column("courier_name", Text, nullable=False),
    Column("pay_by", DateTime(timezone=True)),
    Column("ship_within", Interval),
    Column("ship_by", DateTime(timezone=True)),
    Column("complete_within", Interval),
    Column("complete_by", DateTime(timezone=True)),
    Column("packed_at", DateTime(timezone=True)),
    Column("completed_at", DateTime(timezone=True)),
    UniqueConstraint("shop_id", "platform", "source_id"),
)

order_line = Table(
    "order_line",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("listing_id", Uuid, nullable=True),
    Column("variant_id", Uuid, nullable=True),
    Column("title", Text, nullable=False),
    Column("variant", Text, nullable=False),
    Column("seller_sku", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price_original", Numeric, nullable=False),
    Column("unit_price_idr", BigInteger, nullable=False),
    Column("seller_discount", Numeric, nullable=False),
    Column("platform_discount", Numeric, nullable=False),
    Column("returned_quantity", Integer, nullable=False),
    Column("is_sale", Boolean, nullable=False),
    Column("weight_grams", Integer, nullable=False),
    Column("handoff_id", Uuid),
    Column("creator_id", Uuid),
    ForeignKeyConstraint(["shop_id", "order_id"], ["market.shop_order.shop_id", "market.shop_order.order_id"]),
)

order_destination = Table(
    "order_destination",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("postal_code", Text, nullable=False),
    ForeignKeyConstraint(["shop_id", "order_id"], ["market.shop_order.shop_id", "market.shop_order.order_id"]),
)

order_transition = Table(
    "order_transition",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("from_status", Text),
    Column("to_status", Text, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Column("reason", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["shop_id", "order_id"], ["market.shop_order.shop_id", "market.shop_order.order_id"]),
)

commission_rate = Table(
    "commission_rate",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("begins", Date, primary_key=True),
    Column("per_ten_thousand", Integer, nullable=False),
    Column("source", Text, nullable=False),
)

purchase = Table(
    "purchase",
    metadata,
    Column("buyer_id", Uuid, primary_key=True),
    Column("purchase_id", Uuid, primary_key=True),
    Column("payment_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("total_idr", BigInteger, nullable=False),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    Column("pay_by", DateTime(timezone=True), nullable=False),
)

purchase_order = Table(
    "purchase_order",
    metadata,
    Column("buyer_id", Uuid, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("purchase_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    ForeignKeyConstraint(["buyer_id", "purchase_id"], ["market.purchase.buyer_id", "market.purchase.purchase_id"]),
)

purchase_shortfall = Table(
    "purchase_shortfall",
    metadata,
    Column("buyer_id", Uuid, primary_key=True),
    Column("purchase_id", Uuid, primary_key=True),
    Column("shop_id", Uuid, primary_key=True),
    Column("variant_id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("units_left", BigInteger, nullable=False),
    Column("price_idr", BigInteger),
    ForeignKeyConstraint(["buyer_id", "purchase_id"], ["market.purchase.buyer_id", "market.purchase.purchase_id"]),
)
