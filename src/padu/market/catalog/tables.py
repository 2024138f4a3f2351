"""Tables of the catalogue; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKeyConstraint, Integer, MetaData, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData(schema="market")

category = Table(
    "category",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("name_id", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("emoji", Text, nullable=False),
    Column("position", Integer, nullable=False, unique=True),
)

listing = Table(
    "listing",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("category_slug", Text, nullable=False),
    Column("brand", Text, nullable=False),
    Column("condition", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("weight_grams", Integer, nullable=False),
    Column("minimum_order", Integer, nullable=False),
    Column("pictures", ARRAY(Text), nullable=False),
    Column("channels", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["category_slug"], ["market.category.slug"]),
)

variant = Table(
    "variant",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("variant_id", Uuid, primary_key=True),
    Column("listing_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("seller_sku", Text, nullable=False),
    Column("price_idr", BigInteger, nullable=False),
    Column("original_amount", Numeric, nullable=True),
    Column("original_currency", Text, nullable=True),
    Column("fx_rate", Numeric, nullable=True),
    Column("fx_on", Date, nullable=True),
    Column("fx_source", Text, nullable=True),
    Column("barcode", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("status", Text, nullable=False),
    ForeignKeyConstraint(["shop_id", "listing_id"], ["market.listing.shop_id", "market.listing.listing_id"]),
)
