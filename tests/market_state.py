"""What a merged market looks like to those who do not see the ids and times of one run."""

from __future__ import annotations

import psycopg

STATE = {
    "shops": """
        select s.name, s.slug, s.city, array_agg(c.channel || '/' || c.source_id order by c.channel, c.source_id)
        from market.shop s join market.shop_channel c using (shop_id) group by s.shop_id order by 1, 2""",
    "listings": """
        select s.slug, l.title, l.category_slug, l.status, l.channels, v.name, v.seller_sku, v.price_idr, coalesce(sum(k.on_hand), -1)
        from market.listing l join market.shop s using (shop_id) join market.variant v using (shop_id, listing_id)
        left join market.stock k using (shop_id, variant_id)
        group by s.shop_id, l.shop_id, l.listing_id, v.shop_id, v.variant_id order by 1, 2, 6, 7, 8, 9""",
    "journal": """
        select s.slug, v.seller_sku, v.name, e.delta, e.balance_after, e.reason, e.number
        from market.stock_entry e join market.shop s using (shop_id) join market.variant v using (shop_id, variant_id)
        order by 1, 2, 3, 7, 4""",
    "orders": """
        select s.slug, o.platform, o.source_id, o.status, o.total_idr, l.line_no, l.title, l.quantity, l.listing_id is null
        from market.shop_order o join market.shop s using (shop_id) join market.order_line l using (shop_id, order_id)
        order by 1, 2, 3, 6""",
    "returns": "select platform, source_id, return_type, status, refund_idr, order_id is null from market.order_return order by 1, 2",
    "reviews": """
        select r.platform, r.source_id, r.rating, r.body, l.title
        from market.review r join market.listing l using (shop_id, listing_id) order by 1, 2""",
    "ratings": """
        select s.slug, l.title, r.count, r.sum from market.listing_rating r
        join market.listing l using (shop_id, listing_id) join market.shop s using (shop_id) order by 1, 2, 3, 4""",
    "plan": """
        select platform, kind, source_id, action, rule, counterpart, source_units, kept_units, applied_at is null
        from merge.plan_item order by 1, 2, 3""",
    "crosswalk": "select platform, kind, source_id from merge.crosswalk order by 1, 2, 3",
    "quarantine": "select platform, kind, source_id, file, row, field, value, code, reason from merge.quarantine order by 4, 5, 6, 8, 7",
}


def state_of(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every table's rows, by the sources' names, in an order of their own."""
    with psycopg.connect(url) as connection:
        return {name: connection.execute(query).fetchall() for name, query in STATE.items()}
