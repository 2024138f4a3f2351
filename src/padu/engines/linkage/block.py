"""Which pairs are worth a close look: those that share rare words, rare pairs of words, or a typo's distance of them."""

from __future__ import annotations

import duckdb

from padu.engines.linkage.types import MatchOptions


def find_alike_words(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `alike(tok_l, tok_r, likeness)`: words of the two sides one slip of the keyboard apart, and codes one the start of the other.

    Slips are found by deleting a letter from both (SymSpell, Garbe 2012), so no word is compared with all others. A slip is
    rare by nature: one of the two words must be. Codes never count as slips of each other, for `a15` and `a15s` are two products.
    """
    connection.execute(_ALIKE)


def find_candidates(connection: duckdb.DuckDBPyConnection, options: MatchOptions) -> None:
    """Fill `candidate(l, r)`: for each record of either side its most promising counterparts, at most `options.candidates`.

    Keys are a record's words and the pairs of its five weightiest tokens; the commonest keys are left out once all keys
    together would bring more than `options.block_budget` pairs a record.
    """
    connection.execute(_KEYS)
    connection.execute(_AFFORDABLE, [options.block_budget])
    connection.execute(_CANDIDATES, [options.candidates])


def take_candidates(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `candidate(l, r)` with every pair of records whose groups stand together in `within(group_left, group_right)`."""
    connection.execute(_WITHIN)


_ALIKE = """
create or replace table alike as
with short as (
    select tok, df_l, df_r, df_l + df_r as df from word where kind = 'word' and length(tok) >= 5
), erased as (
    select distinct tok, df_l, df_r, df, cut from (
        select *, tok as cut from short
        union all
        select short.*, substr(tok, 1, i) || substr(tok, i + 2) as cut from short, range(1, length(tok)) as step(i)
    )
), slips as (
    select distinct a.tok as tok_l, b.tok as tok_r
    from erased a join erased b using (cut)
    where a.df_l > 0 and b.df_r > 0 and a.tok <> b.tok and least(a.df, b.df) <= 3
), codes as (
    select tok, df_l, df_r, substr(tok, 1, 4) as head from word where kind = 'code' and length(tok) >= 4
), starts as (
    select a.tok as tok_l, b.tok as tok_r, least(length(a.tok), length(b.tok)) / greatest(length(a.tok), length(b.tok)) as likeness
    from codes a join codes b using (head)
    where a.df_l > 0 and b.df_r > 0 and a.tok <> b.tok and (starts_with(a.tok, b.tok) or starts_with(b.tok, a.tok))
)
select tok_l, tok_r, 'slip' as how, jaro_winkler_similarity(tok_l, tok_r) as likeness from slips
where jaro_winkler_similarity(tok_l, tok_r) >= 0.9
union all
select tok_l, tok_r, 'start', likeness from starts
"""

_KEYS = """
create or replace table block_key as
with spelled as (
    select side, rec, tok, kind, w from token
    union
    select side, rec, tok_r as tok, kind, w * 8 // 10 as w from token join alike on tok = tok_l where side = 0
), ranked as (
    select *, row_number() over (partition by side, rec order by w desc, tok) as place from token
)
select side, rec, hash(tok) as key, cast(w as bigint) * w as worth from spelled where kind in ('word', 'code', 'quantity')
union all
select a.side, a.rec, hash(least(a.tok, b.tok), greatest(a.tok, b.tok)), cast(a.w as bigint) * b.w
from ranked a join ranked b on a.side = b.side and a.rec = b.rec and a.place < b.place
where a.place <= 5 and b.place <= 5
"""

_AFFORDABLE = """
create or replace table block_used as
with counted as (
    select key, count(*) filter (side = 0) as df_l, count(*) filter (side = 1) as df_r from block_key group by key
), costed as (
    select key, sum(df_l * df_r) over (order by df_l * df_r, key rows unbounded preceding) as spent
    from counted where df_l > 0 and df_r > 0
)
select key from costed where spent <= $1 * (select count(*) from record)
"""

_CANDIDATES = """
create or replace table candidate as
with used as (
    select block_key.* from block_key join block_used using (key)
), scored as (
    select a.rec as l, b.rec as r, sum(a.worth) as worth
    from used a join used b using (key) where a.side = 0 and b.side = 1
    group by a.rec, b.rec
), ranked as (
    select l, r, row_number() over (partition by l order by worth desc, r) as place_l,
        row_number() over (partition by r order by worth desc, l) as place_r
    from scored
)
select l, r from ranked where place_l <= $1 or place_r <= $1
order by l, r
"""

_WITHIN = """
create or replace table candidate as
select distinct a.rec as l, b.rec as r
from within join record a on a.side = 0 and a.grp = group_left join record b on b.side = 1 and b.grp = group_right
order by l, r
"""
