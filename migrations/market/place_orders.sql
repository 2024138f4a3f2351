-- Places a batch of one shop's orders; run by revision 0008_trade. Several set-based statements, no trigger: runs on Citus as well.
--
-- Shelves are locked in id order with the shop bound. Orders are decided as they arrive in p_orders, each whole or not at all. The
-- deciding goes in rounds over running sums: whatever fits behind all that came before it is placed; the first that does not is
-- short, and so is what would not fit alone; the rest is weighed again without those. An order that stands already is told as
-- standing and changes nothing.
create function market.place_orders(
    p_shop uuid, p_at timestamptz, p_orders uuid[], p_details jsonb[],
    p_line_orders integer[], p_line_variants uuid[], p_line_quantities integer[], p_line_prices bigint[],
    p_line_handoffs uuid[], p_line_creators uuid[]
) returns table (order_id uuid, outcome text, variant_id uuid, units_left bigint, price_idr bigint)
language plpgsql
as $$
#variable_conflict use_column
declare
    s_variants uuid[];    -- shelves
    s_warehouses uuid[];
    s_on_hand bigint[];
    s_entries integer[];
    v_variants uuid[];    -- variants on sale
    v_prices bigint[];
    k_variants uuid[];    -- variants with shelves, and what is left of them
    k_left bigint[];
    o_outcomes text[];    -- by position in p_orders; null while undecided
    a_orders integer[];   -- what each placed order takes from which shelf
    a_variants uuid[];
    a_warehouses uuid[];
    a_units bigint[];
    a_numbers integer[];
    a_balances bigint[];
begin
    select array_agg(x.variant_id), array_agg(x.warehouse_id), array_agg(x.on_hand), array_agg(x.entries)
    into s_variants, s_warehouses, s_on_hand, s_entries
    from (
        select s.variant_id, s.warehouse_id, s.on_hand, s.entries from market.stock s
        where s.shop_id = p_shop and s.variant_id = any (p_line_variants)
        order by s.variant_id, s.warehouse_id
        for no key update
    ) x;

    select array_agg(v.variant_id), array_agg(v.price_idr) into v_variants, v_prices
    from market.variant v
    join market.listing l on l.shop_id = v.shop_id and l.listing_id = v.listing_id
    join market.shop p on p.shop_id = v.shop_id
    where v.shop_id = p_shop and v.variant_id = any (p_line_variants)
        and v.status = 'active' and l.status = 'active' and p.status = 'open';

    select array_agg(k.variant_id), array_agg(k.units) into k_variants, k_left
    from (
        select s.variant_id, sum(s.on_hand)::bigint as units from unnest(s_variants, s_on_hand) as s (variant_id, on_hand) group by 1
    ) k;

    select array_agg(case
        when exists (select from market.shop_order o where o.shop_id = p_shop and o.order_id = p.order_id)
            or p.nth > array_position(p_orders, p.order_id) then 'standing'
        when l.lines is null or l.malformed then 'malformed'
        when l.gone then 'gone'
        when l.repriced then 'repriced'
        end order by p.nth)
    into o_outcomes
    from unnest(p_orders) with ordinality as p (order_id, nth)
    left join (
        select t.nth, count(*) as lines, bool_or(coalesce(t.quantity, 0) < 1) as malformed, bool_or(v.variant_id is null) as gone,
            bool_or(v.price_idr is distinct from t.price_idr) as repriced
        from unnest(p_line_orders, p_line_variants, p_line_quantities, p_line_prices) as t (nth, variant_id, quantity, price_idr)
        left join unnest(v_variants, v_prices) as v (variant_id, price_idr) on v.variant_id = t.variant_id
        group by t.nth
    ) l on l.nth = p.nth;

    while array_position(o_outcomes, null) is not null loop
        with wanted as (
            select t.nth, t.variant_id, sum(t.quantity) as units
            from unnest(p_line_orders, p_line_variants, p_line_quantities) as t (nth, variant_id, quantity)
            where o_outcomes[t.nth] is null
            group by t.nth, t.variant_id
        ),
        weighed as (
            select w.nth, w.units, coalesce(k.units, 0) as units_left,
                sum(w.units) over (partition by w.variant_id order by w.nth) as running
            from wanted w
            left join unnest(k_variants, k_left) as k (variant_id, units) on k.variant_id = w.variant_id
        ),
        fitted as (
            select nth, bool_and(running <= units_left) as fits, bool_and(units <= units_left) as fits_alone from weighed group by nth
        )
        select array_agg(coalesce(o_outcomes[p.nth], case
            when f.fits then 'placed'
            when not f.fits_alone or f.nth = (select min(nth) from fitted where not fits) then 'short'
            end) order by p.nth)
        into o_outcomes
        from generate_subscripts(p_orders, 1) as p (nth)
        left join fitted f on f.nth = p.nth;

        -- What was placed so far, this round's included, is taken from what there was at the start.
        select array_agg(k.variant_id), array_agg(k.units - coalesce(t.units, 0)) into k_variants, k_left
        from (
            select s.variant_id, sum(s.on_hand)::bigint as units from unnest(s_variants, s_on_hand) as s (variant_id, on_hand) group by 1
        ) k
        left join (
            select t.variant_id, sum(t.quantity)::bigint as units
            from unnest(p_line_orders, p_line_variants, p_line_quantities) as t (nth, variant_id, quantity)
            where o_outcomes[t.nth] = 'placed'
            group by 1
        ) t on t.variant_id = k.variant_id;
    end loop;

    if 'placed' = any (o_outcomes) then
        -- Orders in arrival and shelves, fullest first, lie side by side on one scale of units; where they overlap, units are taken.
        with wanted as (
            select t.nth, t.variant_id, t.units, sum(t.units) over (partition by t.variant_id order by t.nth) as until
            from (
                select t.nth, t.variant_id, sum(t.quantity) as units
                from unnest(p_line_orders, p_line_variants, p_line_quantities) as t (nth, variant_id, quantity)
                where o_outcomes[t.nth] = 'placed'
                group by t.nth, t.variant_id
            ) t
        ),
        shelf as (
            select s.*, sum(s.on_hand) over (partition by s.variant_id order by s.on_hand desc, s.warehouse_id) as until
            from unnest(s_variants, s_warehouses, s_on_hand, s_entries) as s (variant_id, warehouse_id, on_hand, entries)
        ),
        taken as (
            select w.nth, s.variant_id, s.warehouse_id, s.on_hand, s.entries,
                least(w.until, s.until) - greatest(w.until - w.units, s.until - s.on_hand) as units
            from wanted w
            join shelf s on s.variant_id = w.variant_id
            where least(w.until, s.until) > greatest(w.until - w.units, s.until - s.on_hand)
        )
        select array_agg(nth), array_agg(variant_id), array_agg(warehouse_id), array_agg(units), array_agg(number), array_agg(balance)
        into a_orders, a_variants, a_warehouses, a_units, a_numbers, a_balances
        from (
            select t.nth, t.variant_id, t.warehouse_id, t.units,
                (t.entries + row_number() over shelf_order)::integer as number, (t.on_hand - sum(t.units) over shelf_order) as balance
            from taken t
            window shelf_order as (partition by t.variant_id, t.warehouse_id order by t.nth)
        ) t;

        insert into market.shop_order (
            shop_id, order_id, platform, source_id, status, currency, total_original, total_idr, sub_total_original,
            shipping_fee_original, ordered_at, destination_province, destination_city, payment_method, invoice_number, buyer_id,
            purchase_id, payment_id, shipping_fee_idr, courier_company, courier_service, courier_name, pay_by, ship_within,
            complete_within)
        select p_shop, p.order_id, 'padu', p.order_id::text, 'awaiting_payment', 'IDR', l.goods + d.shipping_fee_idr,
            l.goods + d.shipping_fee_idr, l.goods, d.shipping_fee_idr, p_at, d.province, d.city, d.payment_method, d.invoice_number,
            d.buyer_id, d.purchase_id, d.payment_id, d.shipping_fee_idr, d.courier_company, d.courier_service, d.courier_name, d.pay_by,
            make_interval(secs => d.ship_within_seconds), make_interval(secs => d.complete_within_seconds)
        from unnest(p_orders, p_details, o_outcomes) with ordinality as p (order_id, detail, outcome, nth)
        cross join lateral jsonb_to_record(p.detail) as d (
            buyer_id uuid, purchase_id uuid, payment_id uuid, payment_method text, invoice_number text, shipping_fee_idr bigint,
            courier_company text, courier_service text, courier_name text, pay_by timestamptz, ship_within_seconds double precision,
            complete_within_seconds double precision, province text, city text)
        join (
            select t.nth, sum(t.quantity * t.price_idr)::bigint as goods
            from unnest(p_line_orders, p_line_quantities, p_line_prices) as t (nth, quantity, price_idr) group by 1
        ) l on l.nth = p.nth
        where p.outcome = 'placed';

        insert into market.order_line (
            shop_id, order_id, line_no, listing_id, variant_id, title, variant, seller_sku, quantity, unit_price_original, unit_price_idr,
            weight_grams, handoff_id, creator_id)
        select p_shop, p_orders[t.nth], row_number() over (partition by t.nth order by t.line_no), v.listing_id, t.variant_id, l.title,
            v.name, v.seller_sku, t.quantity, t.price_idr, t.price_idr, l.weight_grams, t.handoff_id, t.creator_id
        from unnest(p_line_orders, p_line_variants, p_line_quantities, p_line_prices, p_line_handoffs, p_line_creators)
            with ordinality as t (nth, variant_id, quantity, price_idr, handoff_id, creator_id, line_no)
        join market.variant v on v.shop_id = p_shop and v.variant_id = t.variant_id
        join market.listing l on l.shop_id = p_shop and l.listing_id = v.listing_id
        where o_outcomes[t.nth] = 'placed';

        insert into market.order_destination (shop_id, order_id, recipient, phone, street, district, city, province, postal_code)
        select p_shop, p.order_id, d.recipient, d.phone, d.street, d.district, d.city, d.province, d.postal_code
        from unnest(p_orders, p_details, o_outcomes) as p (order_id, detail, outcome)
        cross join lateral jsonb_to_record(p.detail) as d (
            recipient text, phone text, street text, district text, city text, province text, postal_code text)
        where p.outcome = 'placed';

        insert into market.order_transition (shop_id, order_id, number, from_status, to_status, actor_kind, actor_id, reason, at)
        select p_shop, p.order_id, 1, null, 'awaiting_payment', 'buyer', (p.detail ->> 'buyer_id')::uuid, '', p_at
        from unnest(p_orders, p_details, o_outcomes) as p (order_id, detail, outcome)
        where p.outcome = 'placed';

        insert into market.stock_entry (
            shop_id, entry_id, variant_id, warehouse_id, number, delta, balance_after, reason, reference, at)
        select p_shop, uuidv7(), t.variant_id, t.warehouse_id, t.number, -t.units, t.balance, 'order_placed',
            'order:' || p_orders[t.nth], p_at
        from unnest(a_orders, a_variants, a_warehouses, a_units, a_numbers, a_balances)
            as t (nth, variant_id, warehouse_id, units, number, balance);

        update market.stock s set on_hand = s.on_hand - t.units, entries = s.entries + t.entries
        from (
            select t.variant_id, t.warehouse_id, sum(t.units)::bigint as units, count(*)::integer as entries
            from unnest(a_variants, a_warehouses, a_units) as t (variant_id, warehouse_id, units) group by 1, 2
        ) t
        where s.shop_id = p_shop and s.variant_id = t.variant_id and s.warehouse_id = t.warehouse_id;
    end if;

    return query
    select p.order_id, p.outcome, x.variant_id, x.units_left, x.price_idr
    from unnest(p_orders, o_outcomes) with ordinality as p (order_id, outcome, nth)
    left join (
        select t.nth, t.variant_id, coalesce(k.units, 0) as units_left, v.price_idr,
            o_outcomes[t.nth] = 'short' and t.units > coalesce(k.units, 0)
                or o_outcomes[t.nth] = 'gone' and v.variant_id is null
                or o_outcomes[t.nth] = 'repriced' and v.price_idr is distinct from t.price_idr as fails
        from (
            select t.nth, t.variant_id, sum(t.quantity) as units, min(t.price_idr) as price_idr
            from unnest(p_line_orders, p_line_variants, p_line_quantities, p_line_prices) as t (nth, variant_id, quantity, price_idr)
            group by t.nth, t.variant_id
        ) t
        left join unnest(k_variants, k_left) as k (variant_id, units) on k.variant_id = t.variant_id
        left join unnest(v_variants, v_prices) as v (variant_id, price_idr) on v.variant_id = t.variant_id
    ) x on x.nth = p.nth and x.fails
    order by p.nth, x.variant_id;
end
$$;
comment on function market.place_orders is
    'Places orders of one shop in the order given, each whole or not at all; tells of each whether it was placed, and if not, why.';
