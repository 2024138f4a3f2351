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
    ForeignKeyConstraint(["shop_id", "order_id"], ["market.shop_order.shop_id", "market.shop_order.order_id"]),
)
