"""From levels of evidence to probabilities, and once more back to the weights where each record has one counterpart at most."""

from __future__ import annotations

import math

import duckdb

from padu.engines.linkage.learn import Levels, Weights, mix
from padu.engines.linkage.types import MatchOptions

_ROUNDS = 2


def weigh(connection: duckdb.DuckDBPyConnection, weights: Weights, options: MatchOptions) -> None:
    """Fill `scored`: `pair` with its `probability`.

    A pair's odds are the prior odds times m/u of each of its levels (Fellegi and Sunter). Where each record has at most one
    counterpart its candidates compete: a pair's probability is its odds by one (that neither has a counterpart) and the odds
    of all pairs that share a record with it, so that of two equally good counterparts neither is sure.
    """
    terms = [f"{math.log2(weights.share / (1 - weights.share)):.6f}"]
    for name, levels in weights.comparisons.items():
        last = len(levels.m) - 1
        cases = " ".join(
            f"when {last - place} then {math.log2(m / u):.6f}" for place, (m, u) in enumerate(zip(levels.m, levels.u, strict=True))
        )
        terms.append(f"(case level_{name} {cases} else 0.0 end)")
    rivals = "sum(odds) over (partition by l) + sum(odds) over (partition by r) - odds" if options.one_to_one else "odds"
    # Odds are rounded to decimals, whose sums do not depend on the order of adding.
    connection.execute(
        "create or replace table scored as with weighed as ("  # noqa: S608 - numbers and our own names
        f"select *, cast(pow(2.0, greatest(-40.0, least(40.0, {' + '.join(terms)}))) as decimal(30, 12)) as odds from pair"
        f") select * exclude (odds), round(cast(odds as double) / cast(1 + {rivals} as double), 9) as probability from weighed "
        "order by l, r"
    )


def refine(connection: duckdb.DuckDBPyConnection, weights: Weights, options: MatchOptions) -> Weights:
    """Fit the weights again, with candidates competing for each record, which Splink's EM cannot know.

    `_ROUNDS` of expectation (`weigh`) and maximisation (the levels' shares among pairs, each counted as match by its
    probability and as other by the rest) suffice: after that no public set's probabilities move in the second decimal.
    """
    pairs = connection.execute("select count(*) from pair").fetchall()[0][0]
    if not options.learn or not options.one_to_one or pairs < options.learn_from:
        return weights
    prior = weights
    for _ in range(_ROUNDS):
        weigh(connection, weights, options)
        weights = _maximise(connection, prior, int(pairs))
    return weights


def _maximise(connection: duckdb.DuckDBPyConnection, prior: Weights, pairs: int) -> Weights:
    comparisons: dict[str, Levels] = {}
    # Probabilities have nine decimals: as decimals their sum is exact, whatever the order of adding.
    expected = float(connection.execute("select sum(cast(probability as decimal(18, 9))) from scored").fetchall()[0][0])
    for name, levels in prior.comparisons.items():
        if name == "rank":  # see learn
            comparisons[name] = levels
            continue
        rows = connection.execute(
            f"select level_{name}, sum(cast(probability as decimal(18, 9))), count(*) from scored where level_{name} >= 0 group by all"  # noqa: S608 - our own names
        ).fetchall()
        last = len(levels.m) - 1
        matches = {int(level): float(matched) for level, matched, _ in rows}
        others = {int(level): int(number) - float(matched) for level, matched, number in rows}
        as_m, as_u = sum(matches.values()), sum(others.values())
        comparisons[name] = Levels(
            m=mix([matches.get(last - place, 0.0) / max(as_m, 1e-9) for place in range(last + 1)], levels.m, as_m),
            u=mix([others.get(last - place, 0.0) / max(as_u, 1e-9) for place in range(last + 1)], levels.u, as_u),
        )
    return Weights(share=min(0.5, max(expected, 1.0) / pairs), comparisons=comparisons)
