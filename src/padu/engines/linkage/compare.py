"""How alike each candidate pair is, feature by feature, and on which level of each comparison it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

COMPARISONS: dict[str, tuple[str, ...]] = {
    "title": tuple(f"alike >= {edge}" for edge in (0.95, 0.86, 0.78, 0.7, 0.62, 0.54, 0.46, 0.38, 0.25)),
    "code": ("code >= 0.9", "code >= 0.5", "code > 0"),
    "number": ("number >= 0.99", "number >= 0.5", "number > 0", "number is null"),
    "variant": ("variant >= 0.99", "variant > 0", "variant is null"),
    "grade": ("grade = 1",),
    "price": ("price_gap <= 0.02", "price_gap <= 0.16", "price_gap <= 0.4", "price_gap <= 0.8"),
    "weight": ("weight_gap <= 0.01", "weight_gap <= 0.1", "weight_gap <= 0.4"),
    "brand": ("brand >= 0.99", "brand > 0"),
    "detail": ("detail >= 0.5", "detail >= 0.25", "detail >= 0.1"),
    "reference": ("reference = 1",),
    "rank": ("rank_worst = 1", "rank_best = 1"),
}
"""For each comparison its levels from best to worst as conditions on `pair`'s columns; what meets none stands on level 0.

A comparison that says nothing of the pair stands on level -1.
"""

_SILENT = {
    "title": "false",
    "number": "not number_said",
    "variant": "not variant_said",
    "price": "price_gap is null",
    "weight": "weight_gap is null",
    "rank": "false",
}
"""When a comparison says nothing, where that is not simply its column being null.

A number or a size that only one side gives is weak evidence against, which EM measures; given by neither it is none.
"""


def compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `pair`: a row a candidate with its features (0 to 1 each, null where one side says nothing) and its levels."""
    connection.execute(_SHARED)
    connection.execute(_TOTALS)
    connection.execute(_CLASHES)
    connection.execute(_REFERENCES)
    connection.execute(_BRANDS)
    connection.execute(_DETAILS)
    connection.execute(_FEATURES)
    set_levels(connection, COMPARISONS, _SILENT)


def set_levels(connection: duckdb.DuckDBPyConnection, comparisons: Mapping[str, Sequence[str]], silent: Mapping[str, str]) -> None:
    """Fill `pair`: `feature` with a column `level_NAME` for each comparison, from its conditions, best first."""
    levels = ", ".join(
        f"{_level(conditions, silent.get(name, f'{name} is null'))} as level_{name}" for name, conditions in comparisons.items()
    )
    connection.execute(f"create or replace table pair as select *, {levels} from feature order by l, r")  # noqa: S608 - our own conditions


def _level(conditions: Sequence[str], silent: str) -> str:
    cases = " ".join(f"when {condition} then {len(conditions) - place}" for place, condition in enumerate(conditions))
    return f"cast(case when {silent} then -1 {cases} else 0 end as tinyint)"


# What two titles share, by kind. An alike word counts for its likeness; each word of the left counts once, for its best.
_SHARED = """
create or replace table shared as
with l_tokens as (
    select rec, tok, tok as seen_as, kind, w, 1000 as likeness from token where side = 0
    union all
    select rec, tok, tok_r, kind, w, cast(round(1000 * likeness) as bigint) from token join alike on tok = tok_l where side = 0
), met as (
    select l, r, a.tok, a.kind, max(a.likeness) as likeness, max(a.w) as w_l, max(b.w) as w_r
    from candidate
    join l_tokens a on a.rec = l
    join token b on b.side = 1 and b.rec = r and b.tok = a.seen_as
    group by l, r, a.tok, a.kind
)
select l, r,
    sum(w_l * w_r * likeness // 1000) as dot,
    sum(w_l * likeness // 1000) as w_l, sum(w_r * likeness // 1000) as w_r,
    coalesce(sum(w_l * likeness // 1000) filter (kind = 'code'), 0) as code_l,
    coalesce(sum(w_r * likeness // 1000) filter (kind = 'code'), 0) as code_r,
    count(*) filter (kind in ('number', 'quantity')) as numbers,
    count(*) filter (kind in ('colour', 'size')) as variants,
    count(*) filter (kind = 'grade') as grades
from met group by l, r
"""

_TOTALS = """
create or replace table total as
select side, rec, sum(w * w) as norm, sum(w) as w, sum(w) filter (kind = 'code') as code,
    nullif(count(*) filter (kind in ('number', 'quantity')), 0) as numbers,
    nullif(count(*) filter (kind in ('colour', 'size')), 0) as variants,
    count(*) filter (kind = 'grade') as grades
from token group by side, rec
"""

# Both sides give a quantity in the same unit and agree in none: 250 g is not 500 g, whatever else is the same.
_CLASHES = """
create or replace table clashing as
with measured as (
    select side, rec, tok, regexp_replace(tok, '^[0-9.]+', '') as unit from token where kind = 'quantity'
)
select distinct l, r from (
    select l, r, a.unit, max(cast(a.tok = b.tok as integer)) as agreed
    from candidate
    join measured a on a.side = 0 and a.rec = l
    join measured b on b.side = 1 and b.rec = r and b.unit = a.unit
    group by l, r, a.unit
) where agreed = 0
"""

# References (seller's own SKU codes, barcodes) that both sides give: one in common, or none.
_REFERENCES = """
create or replace table referred as
with told as (
    select distinct side, rec from reference
), met as (
    select distinct l, r from candidate
    join reference a on a.side = 0 and a.rec = l
    join reference b on b.side = 1 and b.rec = r and b.code = a.code
)
select l, r, cast(met.l is not null as integer) as reference
from candidate left join met using (l, r)
where exists (from told where side = 0 and rec = l) and exists (from told where side = 1 and rec = r)
"""

_BRANDS = """
create or replace table branded as
with telling as (
    select side, rec, tok from token where kind = 'word' and length(tok) > 2
)
select l, r, case
    when a.brand is null and b.brand is null then null
    when a.brand = b.brand then 1.0
    when a.brand is not null and b.brand is not null
        then case when jaro_winkler_similarity(a.brand, b.brand) >= 0.9 or contains(a.brand, b.brand) or contains(b.brand, a.brand)
            then 0.5 else 0.0 end
    when exists (from telling where side = 1 and rec = r and contains(a.brand, tok)) then 0.5
    when exists (from telling where side = 0 and rec = l and contains(b.brand, tok)) then 0.5
    else null end as brand
from candidate
join record a on a.side = 0 and a.rec = l
join record b on b.side = 1 and b.rec = r
where a.brand is not null or b.brand is not null
"""

# Descriptions: of the weight of the shorter one's words, title words left out since they are compared already, how much the
# other says too.
_DETAILS = """
create or replace table detailed as
with spoken as (
    select side, rec, tok from raw_detail anti join raw_token using (side, rec, tok)
), known as (
    select tok, cast(round(1000 * ln(1 + (select count(*) from record) / count(*))) as bigint) as w from spoken group by tok
), weighed as (
    select side, rec, tok, w from spoken join known using (tok)
), totals as (
    select side, rec, sum(w) as w from weighed group by side, rec
), met as (
    select l, r, sum(a.w) as w from candidate
    join weighed a on a.side = 0 and a.rec = l
    join weighed b on b.side = 1 and b.rec = r and b.tok = a.tok
    group by l, r
)
select candidate.l, candidate.r, coalesce(met.w, 0) / least(a.w, b.w) as detail
from candidate
join totals a on a.side = 0 and a.rec = candidate.l
join totals b on b.side = 1 and b.rec = candidate.r
left join met on met.l = candidate.l and met.r = candidate.r
"""

_FEATURES = """
create or replace table feature as
with alike_pairs as (
    select candidate.l, candidate.r,
        least(1.0, coalesce(dot, 0) / sqrt(a.norm * b.norm)) as title,
        least(1.0, greatest(coalesce(shared.w_l, 0) / a.w, coalesce(shared.w_r, 0) / b.w)) as cover,
        case when a.code is not null and b.code is not null
            then least(1.0, greatest(coalesce(code_l, 0) / a.code, coalesce(code_r, 0) / b.code)) end as code,
        case when clashing.l is not null then 0.0 when a.numbers is not null and b.numbers is not null
            then least(1.0, coalesce(shared.numbers, 0) / least(a.numbers, b.numbers)) end as number,
        a.numbers is not null or b.numbers is not null as number_said,
        case when a.variants is not null and b.variants is not null
            then least(1.0, coalesce(shared.variants, 0) / least(a.variants, b.variants)) end as variant,
        a.variants is not null or b.variants is not null as variant_said,
        case when a.grades + b.grades > 0
            then cast(a.grades = b.grades and coalesce(shared.grades, 0) = a.grades as integer) end as grade,
        abs(ln(ra.price / rb.price)) as price_gap, abs(ln(ra.weight / rb.weight)) as weight_gap,
        branded.brand, detail, reference
    from candidate
    left join shared on shared.l = candidate.l and shared.r = candidate.r
    join total a on a.side = 0 and a.rec = candidate.l
    join total b on b.side = 1 and b.rec = candidate.r
    join record ra on ra.side = 0 and ra.rec = candidate.l
    join record rb on rb.side = 1 and rb.rec = candidate.r
    left join clashing on clashing.l = candidate.l and clashing.r = candidate.r
    left join branded on branded.l = candidate.l and branded.r = candidate.r
    left join referred on referred.l = candidate.l and referred.r = candidate.r
    left join detailed on detailed.l = candidate.l and detailed.r = candidate.r
), judged as (
    -- Cosine alone punishes the side that says more, coverage alone forgives everything said on one side only.
    select *, (title + cover) / 2 as alike,
        round(title + cover + coalesce(code, 0) + coalesce(reference, 0) - coalesce(cast(number = 0 as integer), 0), 9) as merit
    from alike_pairs
), placed as (
    select *, rank() over (partition by l order by merit desc) as rank_l, rank() over (partition by r order by merit desc) as rank_r
    from judged
)
select *, greatest(rank_l, rank_r) as rank_worst, least(rank_l, rank_r) as rank_best from placed
"""
