"""Two lists of shops in, scored pairs out."""

from __future__ import annotations

import duckdb

from padu.engines.linkage.arrow import arrow_table, fetch, store
from padu.engines.linkage.block import find_alike_words, find_candidates
from padu.engines.linkage.compare import set_levels
from padu.engines.linkage.learn import learn, shipped_weights
from padu.engines.linkage.link_catalogues import choose
from padu.engines.linkage.load_names import load_names
from padu.engines.linkage.types import ArrowTable, MatchOptions, Progress, ignore
from padu.engines.linkage.weigh import refine, weigh

COMPARISONS: dict[str, tuple[str, ...]] = {
    "name": ("alike >= 0.95", "alike >= 0.75", "alike >= 0.55", "alike >= 0.3"),
    "place": ("place = 3", "place = 2", "place = 1"),
    "phone": ("phone = 1",),
    "overlap": ("overlap >= 0.5", "overlap >= 0.25", "overlap >= 0.1", "overlap > 0"),
}
_SILENT = {"name": "false"}
_STEPS = 3


def match_sellers(
    left: ArrowTable,
    right: ArrowTable,
    *,
    overlap: ArrowTable | None = None,
    options: MatchOptions | None = None,
    progress: Progress = ignore,
) -> ArrowTable:
    """Find which shops of two lists are one and the same, by name, place, telephone number and what they sell.

    Tables have the columns `id` and `name`, and may have `city`, `province`, `postal_code`, `phone` (digits with country code).
    `overlap` has `id_left`, `id_right` and `overlap`: which share (0 to 1) of the smaller of two shops' catalogues has a
    strong counterpart in the other; pairs it does not name have none, and shops with no catalogue should be left out of the
    tables' `listings` column (0) so that their silence is no evidence. Gives a row a candidate pair, ordered by id:
    `id_left`, `id_right`, `probability`, `is_match`, `name_similarity`, `place` (3 same postal code, 2 city, 1 province,
    0 none), `phone` (1 same, 0 another), `overlap`, `rank`; null where nothing is known. Errors: LinkageError.
    """
    options = options or MatchOptions()
    with duckdb.connect() as connection:
        connection.execute(f"set threads = {options.threads}")
        progress("reading shops", 0, _STEPS)
        load_names(connection, left, right)
        empty = arrow_table({"id_left": ("text", []), "id_right": ("text", []), "overlap": ("real", [])})
        store(connection, "overlapping", overlap or empty)
        find_alike_words(connection)
        find_candidates(connection, options)
        progress("comparing shops", 1, _STEPS)
        for step in (_MORE_CANDIDATES, _SHARED, _FEATURES):
            connection.execute(step)
        set_levels(connection, COMPARISONS, _SILENT)
        progress("weighing shops", 2, _STEPS)
        weigh(connection, refine(connection, learn(connection, shipped_weights("seller_weights.yaml"), options), options), options)
        choose(connection, options)
        found = fetch(connection, _RESULT)
        progress("weighing shops", _STEPS, _STEPS)
        return found


# Shops that nothing in the name brings together but a telephone number or a shared catalogue does.
_MORE_CANDIDATES = """
insert into candidate by position
select distinct l, r from (
    select a.rec as l, b.rec as r from record a join record b on a.phone = b.phone where a.side = 0 and b.side = 1
    union
    select a.rec, b.rec from overlapping
    join record a on a.side = 0 and a.id = id_left
    join record b on b.side = 1 and b.id = id_right
    where overlap >= 0.1
) anti join candidate using (l, r)
"""

_SHARED = """
create or replace table shared as
with l_tokens as (
    select rec, tok, tok as seen_as, w, 1000 as likeness from token where side = 0
    union all
    select rec, tok, tok_r, w, cast(round(1000 * likeness) as bigint) from token join alike on tok = tok_l where side = 0
), met as (
    select l, r, a.tok, max(a.likeness) as likeness, max(a.w) as w_l, max(b.w) as w_r
    from candidate
    join l_tokens a on a.rec = l
    join token b on b.side = 1 and b.rec = r and b.tok = a.seen_as
    group by l, r, a.tok
)
select l, r, sum(w_l * w_r * likeness // 1000) as dot, sum(w_l * likeness // 1000) as w_l, sum(w_r * likeness // 1000) as w_r
from met group by l, r
"""

_FEATURES = """
create or replace table feature as
with total as (
    select side, rec, sum(w * w) as norm, sum(w) as w from token group by side, rec
), compared as (
    select candidate.l, candidate.r,
        least(1.0, coalesce(dot, 0) / sqrt(a.norm * b.norm)) as cosine,
        least(1.0, greatest(coalesce(shared.w_l, 0) / a.w, coalesce(shared.w_r, 0) / b.w)) as cover,
        case when ra.postal_code = rb.postal_code then 3 when ra.city = rb.city then 2 when ra.province = rb.province then 1
            when ra.city is null or rb.city is null then null else 0 end as place,
        cast(ra.phone = rb.phone as integer) as phone,
        coalesce(overlapping.overlap, case when ra.listings > 0 and rb.listings > 0 then 0.0 end) as overlap
    from candidate
    left join shared on shared.l = candidate.l and shared.r = candidate.r
    join total a on a.side = 0 and a.rec = candidate.l
    join total b on b.side = 1 and b.rec = candidate.r
    join record ra on ra.side = 0 and ra.rec = candidate.l
    join record rb on rb.side = 1 and rb.rec = candidate.r
    left join overlapping on overlapping.id_left = ra.id and overlapping.id_right = rb.id
), placed as (
    select *, (cosine + cover) / 2 as alike,
        round((cosine + cover) / 2 + 2 * coalesce(overlap, 0) + coalesce(phone, 0) + coalesce(place, 0) * 0.2, 9) as merit
    from compared
), ranked as (
    select *, rank() over (partition by l order by merit desc) as rank_l, rank() over (partition by r order by merit desc) as rank_r
    from placed
)
select *, greatest(rank_l, rank_r) as rank_worst, least(rank_l, rank_r) as rank_best from ranked
"""

_RESULT = """
select a.id as id_left, b.id as id_right, probability, chosen.l is not null as is_match,
    alike as name_similarity, place, scored.phone as phone, overlap, rank_worst as rank
from scored
join record a on a.side = 0 and a.rec = scored.l
join record b on b.side = 1 and b.rec = scored.r
left join chosen on chosen.l = scored.l and chosen.r = scored.r
order by id_left, id_right
"""
