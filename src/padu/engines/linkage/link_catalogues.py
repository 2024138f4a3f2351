"""Two catalogues in, scored pairs out."""

from __future__ import annotations

import duckdb

from padu.engines.linkage.arrow import arrow_table, fetch, store
from padu.engines.linkage.assign import assign_one_to_one
from padu.engines.linkage.block import find_alike_words, find_candidates, take_candidates
from padu.engines.linkage.compare import compare
from padu.engines.linkage.learn import Weights, learn, shipped_weights
from padu.engines.linkage.load import load_catalogues
from padu.engines.linkage.types import ArrowTable, MatchOptions, Progress, ignore
from padu.engines.linkage.weigh import refine, weigh

_STEPS = 5


def match_catalogues(
    left: ArrowTable,
    right: ArrowTable,
    *,
    within: ArrowTable | None = None,
    options: MatchOptions | None = None,
    progress: Progress = ignore,
) -> ArrowTable:
    """Find which records of two tables are one and the same product, without any label.

    Tables have the columns `id` and `title`, and may have `price` (positive, one currency on both sides), `weight` (positive,
    one unit), `brand`, `description`, `codes` (model numbers, added to the title), `references` (SKU codes and barcodes,
    separated by blanks) and `group`. With `within` (columns `group_left`, `group_right`) every pair of records of these groups
    is compared and no other; without it candidates are found by rare words.

    Gives a row a candidate pair, ordered by id: `id_left`, `id_right`, `probability` (0 to 1), `is_match`, and the evidence
    (null where a side says nothing), shares from 0 to 1: `title_similarity`, `similarity`, `code_overlap`, `number_overlap`,
    `variant_overlap`, `price_ratio` and `weight_ratio` (smaller by larger), `brand_similarity`, `description_overlap`,
    `reference_shared`, `grade_same`; and `rank` (1: the best for both). Errors: LinkageError.
    """
    options = options or MatchOptions()
    with duckdb.connect() as connection:
        connection.execute(f"set threads = {options.threads}")
        progress("reading titles", 0, _STEPS)
        load_catalogues(connection, left, right)
        progress("finding candidates", 1, _STEPS)
        find_alike_words(connection)
        if within is None:
            find_candidates(connection, options)
        else:
            store(connection, "within", within)
            take_candidates(connection)
        progress("comparing", 2, _STEPS)
        compare(connection)
        progress("learning weights", 3, _STEPS)
        prior = _prior(within=within is not None)
        weigh(connection, refine(connection, learn(connection, prior, options), options), options)
        progress("choosing", 4, _STEPS)
        choose(connection, options)
        found = fetch(connection, _RESULT)
        progress("choosing", _STEPS, _STEPS)
        return found


def _prior(*, within: bool) -> Weights:
    """The shipped weights, without rank inside groups.

    Being the best of a whole catalogue says something; being the best of a shop's twenty says little: one always is.
    """
    weights = shipped_weights("weights.yaml")
    if not within:
        return weights
    return Weights(share=weights.share, comparisons={name: levels for name, levels in weights.comparisons.items() if name != "rank"})


def choose(connection: duckdb.DuckDBPyConnection, options: MatchOptions) -> None:
    """Fill `chosen(l, r)`: the pairs of `scored` above the threshold, each record used once if `options.one_to_one`."""
    rows: list[tuple[int, int, float, float]] = connection.execute(
        "select l, r, probability, alike from scored where probability >= $1 order by l, r", [options.threshold]
    ).fetchall()
    if options.one_to_one:
        # Probabilities saturate; of two sure pairs the more alike is the surer.
        taken = assign_one_to_one((probability + alike / 1000, left, right) for left, right, probability, alike in rows)
    else:
        taken = [(left, right) for left, right, *_ in rows]
    store(connection, "chosen", arrow_table({"l": ("whole", [one for one, _ in taken]), "r": ("whole", [one for _, one in taken])}))


_RESULT = """
select a.id as id_left, b.id as id_right, probability, chosen.l is not null as is_match,
    scored.title as title_similarity, alike as similarity, code as code_overlap, number as number_overlap, variant as variant_overlap,
    exp(-price_gap) as price_ratio, exp(-weight_gap) as weight_ratio, scored.brand as brand_similarity,
    detail as description_overlap, scored.reference as reference_shared, grade as grade_same, rank_worst as rank
from scored
join record a on a.side = 0 and a.rec = scored.l
join record b on b.side = 1 and b.rec = scored.r
left join chosen on chosen.l = scored.l and chosen.r = scored.r
order by id_left, id_right
"""
