"""The market's first rooms: shops, their catalogue, their stock with its journal, orders, returns and reviews."""

from alembic import op

revision = "0001_market_rooms"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    create table market.shop (
        shop_id uuid primary key,
        name text not null check (name <> ''),
        slug text not null check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 60),
        domain text not null default '',
        province text not null default '',
        city text not null default '',
        postal_code text not null default '',
        seller_type text not null check (seller_type in ('LOCAL', 'CROSS_BORDER')),
        status text not null check (status in ('open', 'closed', 'suspended')),
        phone text not null default '' check (phone ~ '^[0-9]*$'),
        joined_at timestamptz not null
    )
    """,
    """
    create table market.shop_slug (
        slug text primary key check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 60),
        shop_id uuid not null unique
    )
    """,
    """
    create table market.shop_channel (
        shop_id uuid not null references market.shop (shop_id),
        channel text not null check (channel ~ '^[a-z][a-z0-9_]{0,39}$'),
        source_id text not null check (source_id <> ''),
        primary key (shop_id, channel, source_id)
    )
    """,
    """
    create table market.warehouse (
        shop_id uuid not null references market.shop (shop_id),
        warehouse_id uuid not null,
        name text not null default '',
        province text not null default '',
        city text not null default '',
        district text not null default '',
        postal_code text not null default '',
        is_default boolean not null default false,
        primary key (shop_id, warehouse_id)
    )
    """,
    """
    create table market.category (
        slug text primary key check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
        name_id text not null check (name_id <> ''),
        name_en text not null check (name_en <> ''),
        emoji text not null check (emoji <> ''),
        position integer not null unique
    )
    """,
    """
    create table market.listing (
        shop_id uuid not null references market.shop (shop_id),
        listing_id uuid not null,
        title text not null check (title <> ''),
        description text not null default '',
        category_slug text not null references market.category (slug),
        brand text not null default '',
        condition text not null check (condition in ('new', 'used')),
        status text not null check (status in ('active', 'inactive', 'draft', 'blocked', 'deleted')),
        weight_grams integer not null default 0 check (weight_grams >= 0),
        minimum_order integer not null default 1 check (minimum_order >= 1),
        pictures text[] not null default '{}',
        channels text[] not null default '{}',
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (shop_id, listing_id)
    )
    """,
    """
    create table market.variant (
        shop_id uuid not null,
        variant_id uuid not null,
        listing_id uuid not null,
        name text not null default '',
        seller_sku text not null default '',
        price_idr bigint not null check (price_idr >= 0),
        original_amount numeric check (original_amount >= 0),
        original_currency text check (original_currency ~ '^[A-Z]{3}$'),
        fx_rate numeric check (fx_rate > 0),
        fx_on date,
        fx_source text,
        barcode text not null default '',
        position integer not null default 0 check (position >= 0),
        status text not null check (status in ('active', 'inactive', 'draft', 'blocked', 'deleted')),
        primary key (shop_id, variant_id),
        foreign key (shop_id, listing_id) references market.listing (shop_id, listing_id),
        constraint variant_original_whole check (num_nulls(original_amount, original_currency, fx_rate, fx_on, fx_source) in (0, 5))
    )
    """,
    """
    create table market.stock (
        shop_id uuid not null,
        variant_id uuid not null,
        warehouse_id uuid not null,
        on_hand bigint not null check (on_hand >= 0),
        entries integer not null check (entries >= 0),
        primary key (shop_id, variant_id, warehouse_id),
        foreign key (shop_id, variant_id) references market.variant (shop_id, variant_id),
        foreign key (shop_id, warehouse_id) references market.warehouse (shop_id, warehouse_id)
    )
    """,
    """
    create table market.stock_entry (
        shop_id uuid not null,
        entry_id uuid not null,
        variant_id uuid not null,
        warehouse_id uuid not null,
        number integer not null check (number >= 1),
        delta bigint not null,
        balance_after bigint not null check (balance_after >= 0),
        reason text not null check (reason in ('opening', 'same_shelf_correction', 'import_adjustment')),
        reference text not null default '',
        at timestamptz not null,
        primary key (shop_id, entry_id),
        unique (shop_id, variant_id, warehouse_id, number),
        foreign key (shop_id, variant_id, warehouse_id) references market.stock (shop_id, variant_id, warehouse_id),
        constraint stock_entry_moves check (delta <> 0 or reason = 'opening')
    )
    """,
    """
    create table market.shop_order (
        shop_id uuid not null references market.shop (shop_id),
        order_id uuid not null,
        platform text not null check (platform ~ '^[a-z][a-z0-9_]{0,39}$'),
        source_id text not null check (source_id <> ''),
        status text not null check (status in ('pending_payment', 'on_hold', 'to_ship', 'ready_for_pickup', 'shipped', 'delivered',
            'completed', 'cancelled', 'returning')),
        is_open boolean not null
            generated always as (status in ('pending_payment', 'on_hold', 'to_ship', 'ready_for_pickup', 'shipped')) stored,
        currency text not null check (currency ~ '^[A-Z]{3}$'),
        total_original numeric not null check (total_original >= 0),
        total_idr bigint not null check (total_idr >= 0),
        sub_total_original numeric not null default 0 check (sub_total_original >= 0),
        shipping_fee_original numeric not null default 0 check (shipping_fee_original >= 0),
        fx_rate numeric check (fx_rate > 0),
        fx_on date,
        fx_source text,
        ordered_at timestamptz not null,
        paid_at timestamptz,
        shipped_at timestamptz,
        delivered_at timestamptz,
        cancelled_at timestamptz,
        destination_province text not null default '',
        destination_city text not null default '',
        payment_method text not null default '',
        order_channel text not null default '',
        creator text not null default '',
        invoice_number text not null default '',
        primary key (shop_id, order_id),
        unique (shop_id, platform, source_id),
        constraint shop_order_rate_whole check (num_nulls(fx_rate, fx_on, fx_source) = case when currency = 'IDR' then 3 else 0 end)
    )
    """,
    """
    create table market.order_line (
        shop_id uuid not null,
        order_id uuid not null,
        line_no integer not null check (line_no >= 1),
        listing_id uuid,
        variant_id uuid,
        title text not null default '',
        variant text not null default '',
        seller_sku text not null default '',
        quantity integer not null check (quantity > 0),
        unit_price_original numeric not null check (unit_price_original >= 0),
        unit_price_idr bigint not null check (unit_price_idr >= 0),
        seller_discount numeric not null default 0 check (seller_discount >= 0),
        platform_discount numeric not null default 0 check (platform_discount >= 0),
        returned_quantity integer not null default 0 check (returned_quantity between 0 and quantity),
        is_sale boolean not null default true,
        primary key (shop_id, order_id, line_no),
        foreign key (shop_id, order_id) references market.shop_order (shop_id, order_id),
        foreign key (shop_id, listing_id) references market.listing (shop_id, listing_id),
        foreign key (shop_id, variant_id) references market.variant (shop_id, variant_id)
    )
    """,
    """
    create table market.order_return (
        shop_id uuid not null references market.shop (shop_id),
        return_id uuid not null,
        order_id uuid,
        platform text not null check (platform ~ '^[a-z][a-z0-9_]{0,39}$'),
        source_id text not null check (source_id <> ''),
        return_type text not null check (return_type <> ''),
        status text not null check (status <> ''),
        currency text not null check (currency ~ '^[A-Z]{3}$'),
        refund_original numeric not null check (refund_original >= 0),
        refund_idr bigint not null check (refund_idr >= 0),
        fx_rate numeric check (fx_rate > 0),
        fx_on date,
        fx_source text,
        reason text not null default '',
        requested_at timestamptz not null,
        primary key (shop_id, return_id),
        unique (shop_id, platform, source_id),
        foreign key (shop_id, order_id) references market.shop_order (shop_id, order_id),
        constraint order_return_rate_whole check (num_nulls(fx_rate, fx_on, fx_source) = case when currency = 'IDR' then 3 else 0 end)
    )
    """,
    """
    create table market.review (
        shop_id uuid not null,
        review_id uuid not null,
        listing_id uuid not null,
        platform text not null check (platform ~ '^[a-z][a-z0-9_]{0,39}$'),
        source_id text not null check (source_id <> ''),
        rating smallint not null check (rating between 1 and 5),
        body text not null default '',
        pictures integer not null default 0 check (pictures >= 0),
        at timestamptz not null,
        primary key (shop_id, review_id),
        unique (shop_id, platform, source_id),
        foreign key (shop_id, listing_id) references market.listing (shop_id, listing_id)
    )
    """,
    """
    create table market.listing_rating (
        shop_id uuid not null,
        listing_id uuid not null,
        count integer not null check (count >= 0),
        sum bigint not null,
        primary key (shop_id, listing_id),
        foreign key (shop_id, listing_id) references market.listing (shop_id, listing_id),
        constraint listing_rating_possible check (sum between count and 5 * count::bigint)
    )
    """,
)

INDEXES = (
    # The category page and home show active listings, newest first.
    "create index listing_by_category on market.listing (category_slug, created_at desc, listing_id) where status = 'active'",
    "create index listing_newest on market.listing (created_at desc, listing_id) where status = 'active'",
    "create index listing_of_shop on market.listing (shop_id, created_at desc, listing_id)",
    "create index listing_title_words on market.listing using gin (to_tsvector('simple', title))",
    # A page that knows only the listing's id still finds its shop.
    "create index listing_by_id on market.listing (listing_id)",
    "create index variant_of_listing on market.variant (shop_id, listing_id, position)",
    "create index order_of_shop on market.shop_order (shop_id, ordered_at desc, order_id)",
    "create index order_open on market.shop_order (shop_id, ordered_at) where is_open",
    "create index order_line_of_listing on market.order_line (shop_id, listing_id) where listing_id is not null",
    "create index order_return_of_order on market.order_return (shop_id, order_id) where order_id is not null",
    "create index review_of_listing on market.review (shop_id, listing_id, at desc, review_id)",
)

COMMENTS = {
    "shop": "key: shop. One seller's shop on the marketplace.",
    "shop_slug": "key: reference. Which shop a readable address belongs to; unique over all shops.",
    "shop_channel": "key: shop. The platforms a shop came from and its id on each.",
    "warehouse": "key: shop. Places a shop ships from.",
    "category": "key: reference. The market's own categories; revisions write them.",
    "listing": "key: shop. What one shop offers, with its text and pictures.",
    "variant": "key: shop. The sellable forms of a listing with their price in whole rupiah.",
    "stock": "key: shop. Units on hand of a variant in a warehouse and how many journal entries explain them.",
    "stock_entry": "key: shop. The journal of stock, append-only: every change of units with its reason.",
    "shop_order": "key: shop. Orders of one shop as imported, in their own currency and in rupiah at a dated rate.",
    "order_line": "key: shop. What an order holds, line by line.",
    "order_return": "key: shop. Returns, refunds and replacements that buyers asked for.",
    "review": "key: shop. What buyers said of a listing; who said it is not kept.",
    "listing_rating": "key: shop. How many reviews a listing has and the sum of their stars.",
}

APP_GRANTS = {
    "shop": "select, insert, update",
    "shop_slug": "select, insert",
    "shop_channel": "select, insert",
    "warehouse": "select, insert, update",
    "category": "select",
    "listing": "select, insert, update",
    "variant": "select, insert, update",
    "stock": "select, insert, update",
    "stock_entry": "select, insert",
    "shop_order": "select, insert, update",
    "order_line": "select, insert, update",
    "order_return": "select, insert, update",
    "review": "select, insert, update",
    "listing_rating": "select, insert, update",
}

CATEGORIES = (
    ("fashion-wanita", "Fashion Wanita", "Women's Fashion", "👗"),
    ("fashion-pria", "Fashion Pria", "Men's Fashion", "👔"),
    ("fashion-muslim", "Fashion Muslim", "Muslim Fashion", "🧕"),
    ("sepatu-tas", "Sepatu & Tas", "Shoes & Bags", "👟"),
    ("kecantikan", "Kecantikan", "Beauty", "💄"),
    ("kesehatan", "Kesehatan", "Health", "💊"),
    ("ibu-bayi", "Ibu & Bayi", "Mother & Baby", "🍼"),
    ("makanan-minuman", "Makanan & Minuman", "Food & Drinks", "🍜"),
    ("kopi-teh", "Kopi & Teh", "Coffee & Tea", "☕"),
    ("rumah-tangga", "Rumah Tangga", "Household", "🏠"),
    ("dapur", "Dapur", "Kitchen", "🍳"),
    ("elektronik", "Elektronik", "Electronics", "📺"),
    ("handphone-aksesoris", "Handphone & Aksesoris", "Phones & Accessories", "📱"),
    ("komputer-laptop", "Komputer & Laptop", "Computers & Laptops", "💻"),
    ("olahraga", "Olahraga", "Sports", "⚽"),
    ("hobi-koleksi", "Hobi & Koleksi", "Hobbies & Collectibles", "🎨"),
    ("buku-alat-tulis", "Buku & Alat Tulis", "Books & Stationery", "📚"),
    ("mainan", "Mainan", "Toys", "🧸"),
    ("otomotif", "Otomotif", "Automotive", "🛵"),
    ("kerajinan-batik", "Kerajinan & Batik", "Crafts & Batik", "🧵"),
    ("pertanian-hewan", "Pertanian & Hewan", "Farming & Animals", "🌾"),
    ("lainnya", "Lainnya", "Other", "📦"),
)


def upgrade() -> None:
    # A revision that can't get its locks gives up at once rather than queue every page behind it.
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.execute("create schema market authorization padu_market_owner")
    op.execute("revoke all on schema market from public")
    op.execute("grant usage on schema market to padu_market_app, padu_market_auditor")
    for statement in (*TABLES, *INDEXES):
        op.execute(statement)
    for table, comment in COMMENTS.items():
        text = comment.replace("'", "''")
        op.execute(f"comment on table market.{table} is '{text}'")
        op.execute(f"revoke all on market.{table} from public")
        op.execute(f"grant {APP_GRANTS[table]} on market.{table} to padu_market_app")
        op.execute(f"grant select on market.{table} to padu_market_auditor")
    for position, category in enumerate(CATEGORIES, start=1):
        values = ", ".join("'" + text.replace("'", "''") + "'" for text in category)
        op.execute(f"insert into market.category (slug, name_id, name_en, emoji, position) values ({values}, {position})")  # noqa: S608 - constants above


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop schema market cascade")
