"""Tables of parcels; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKeyConstraint, Integer, MetaData, Table, Text, Uuid

metadata = MetaData(schema="market")

parcel = Table(
    "parcel",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("parcel_id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("state", Text),
    Column("courier_company", Text, nullable=False),
    Column("courier_service", Text, nullable=False),
    Column("booking_id", Text, nullable=False),
    Column("tracking_id", Text, nullable=False),
    Column("waybill", Text, nullable=False),
    Column("price_idr", BigInteger),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("booked_at", DateTime(timezone=True)),
    Column("asked_at", DateTime(timezone=True)),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
)

parcel_step = Table(
    "parcel_step",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("parcel_id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), primary_key=True),
    Column("status", Text, primary_key=True),
    Column("note", Text, nullable=False),
    ForeignKeyConstraint(["shop_id", "parcel_id"], ["market.parcel.shop_id", "market.parcel.parcel_id"]),
)

parcel_booking = Table(
    "parcel_booking",
    metadata,
    Column("booking_id", Text, primary_key=True),
    Column("shop_id", Uuid, nullable=False),
    Column("parcel_id", Uuid, nullable=False),
)
