"""How much each level of evidence weighs: Fellegi and Sunter's m and u, fitted to the candidates without any label.

Splink runs expectation maximisation over the candidates' levels. The candidates are already pairs, so each is given to
Splink as two records that only each other can meet. What EM finds is then drawn towards the shipped weights as if these had
been seen in `_PRIOR_PAIRS` pairs: levels that hardly occur keep a sensible weight.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import resources

import duckdb
import msgspec
from splink import DuckDBAPI, Linker, SettingsCreator

from padu.engines.linkage.types import MatchOptions

_PRIOR_PAIRS = 50.0
_FLOOR = 1e-4
_HALF = 0.5


class Levels(msgspec.Struct, frozen=True):
    """Probabilities of a comparison's levels, best level first, among matches (m) and among other candidates (u)."""

    m: list[float]
    u: list[float]


class Weights(msgspec.Struct, frozen=True):
    """The whole model: the share of matches among candidates, and every comparison's levels."""

    share: float
    comparisons: dict[str, Levels]


def shipped_weights(name: str) -> Weights:
    """The weights that hold before any table was seen, from `name` beside this file."""
    return msgspec.yaml.decode(resources.files(__package__ or "").joinpath(name).read_bytes(), type=Weights)


def learn(connection: duckdb.DuckDBPyConnection, prior: Weights, options: MatchOptions) -> Weights:
    """The weights for these candidates (`pair`, whose `level_*` columns are read); the prior's own where pairs are too few.

    Where each record has at most one counterpart two things are known beforehand and are not left to EM, which would else
    find the largest cluster it can, products of one sort, instead of the smallest that matters, one and the same product:
    matches are fewer than the smaller side (half of it is assumed), and pairs that are nobody's best are not matches, so
    that their levels are u. Otherwise EM is free.
    """
    pairs, smaller = _count(connection)
    if not options.learn or pairs < options.learn_from:
        return prior
    spoken = _spoken(connection, prior)
    silent = {name: levels for name, levels in prior.comparisons.items() if name not in spoken}
    prior = Weights(share=prior.share, comparisons={name: prior.comparisons[name] for name in spoken})
    if options.one_to_one:
        prior = _with_known_u(connection, msgspec.structs.replace(prior, share=min(0.5, _HALF * smaller / pairs)))
    connection.execute("set threads = 1")  # EM sums probabilities: their order must not depend on who came first
    try:
        fitted = _fit(connection, prior, pairs, options)
    finally:
        connection.execute(f"set threads = {options.threads}")
    return Weights(share=fitted.share, comparisons={**fitted.comparisons, **silent})


def _spoken(connection: duckdb.DuckDBPyConnection, prior: Weights) -> list[str]:
    """The comparisons that say anything of at least one pair, without rank.

    Of every record's candidates one is the best, whether it is the same thing or not. That the best are matches more often
    is true, but how much more cannot be learned from pairs that were called matches because they were best.
    """
    said = ", ".join(f"max(level_{name}) >= 0" for name in prior.comparisons)
    row = connection.execute(f"select {said} from pair").fetchall()[0]  # noqa: S608 - our own names
    return [name for name, spoken in zip(prior.comparisons, row, strict=True) if spoken and name != "rank"]


def _count(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    rows = connection.execute("select count(*), least(count(distinct l), count(distinct r)) from pair").fetchall()
    return int(rows[0][0]), int(rows[0][1])


def _with_known_u(connection: duckdb.DuckDBPyConnection, prior: Weights) -> Weights:
    """The prior with u as counted over pairs in which at least one side has a better counterpart."""
    comparisons: dict[str, Levels] = {}
    for name, levels in prior.comparisons.items():
        rows = connection.execute(f"select level_{name}, count(*) from pair where rank_worst > 1 group by all").fetchall()  # noqa: S608 - our own names
        counted = {int(level): int(number) for level, number in rows}
        last = len(levels.m) - 1
        found = [counted.get(last - place, 0) for place in range(last + 1)]
        comparisons[name] = Levels(m=levels.m, u=mix([number / max(1, sum(found)) for number in found], levels.u, sum(found)))
    return Weights(share=prior.share, comparisons=comparisons)


def _fit(connection: duckdb.DuckDBPyConnection, prior: Weights, pairs: int, options: MatchOptions) -> Weights:
    columns = ", ".join(f"level_{name}" for name in prior.comparisons)
    limit = int(min(1.0, options.learn_sample / pairs) * 1_000_000)
    drawn = f"select {columns} from pair where hash(l, r) % 1000000 < {limit} order by l, r"  # noqa: S608 - our own names and a number
    for side in ("l", "r"):
        connection.execute(
            f"create or replace table learn_{side} as select row_number() over () as unique_id, row_number() over () as pair, * "  # noqa: S608 - as above
            f"from (from ({drawn}) union all {_anchors(prior)})"
        )
    api = DuckDBAPI(connection)
    tables = [api.register(f"learn_{side}", dataset_display_name=f"learning_{side}") for side in ("l", "r")]  # pyright: ignore[reportUnknownMemberType] - its optional inputs are types of packages that are not here
    settings = SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=prior.share,
        comparisons=[_comparison(name, levels) for name, levels in prior.comparisons.items()],
        em_convergence=0.001,
        max_iterations=20,
    )
    linker = Linker(tables, settings, log_level=logging.ERROR)
    linker.training.estimate_parameters_using_expectation_maximisation(
        "l.pair = r.pair",
        fix_u_probabilities=options.one_to_one,
        fix_probability_two_random_records_match=options.one_to_one,
        populate_probability_two_random_records_match_from_trained_values=not options.one_to_one,
    )
    return _soften(prior, msgspec.convert(linker.misc.save_model_to_json(), _Model, strict=False), min(pairs, options.learn_sample))


class _ModelLevel(msgspec.Struct, frozen=True):
    m_probability: float | None = None
    u_probability: float | None = None
    is_null_level: bool = False


class _ModelComparison(msgspec.Struct, frozen=True):
    output_column_name: str
    comparison_levels: list[_ModelLevel]


class _Model(msgspec.Struct, frozen=True):
    """What Splink says of the fitted model, as far as it is used here."""

    probability_two_random_records_match: float
    comparisons: list[_ModelComparison]


def _comparison(name: str, levels: Levels) -> dict[str, object]:
    last = len(levels.m) - 1
    spoken = [
        {
            "sql_condition": f"level_{name}_l = {last - place}",
            "label_for_charts": f"level {last - place}",
            "m_probability": m,
            "u_probability": u,
        }
        for place, (m, u) in enumerate(zip(levels.m[:last], levels.u[:last], strict=True))
    ]
    return {
        "output_column_name": name,
        "comparison_levels": [
            {"sql_condition": f"level_{name}_l = -1", "label_for_charts": "not said", "is_null_level": True},
            *spoken,
            {"sql_condition": "ELSE", "label_for_charts": "none", "m_probability": levels.m[last], "u_probability": levels.u[last]},
        ],
    }


def _anchors(prior: Weights) -> str:
    """Two made-up pairs for each level, one that is best and one that is worst in all else.

    So no level is ever seen among matches only or among others only: a probability of 0 is not one that evidence can
    overcome, and Splink refuses it.
    """
    rows: list[str] = []
    for chosen, levels in prior.comparisons.items():
        for level in range(len(levels.m)):
            best = (level if name == chosen else len(other.m) - 1 for name, other in prior.comparisons.items())
            worst = (level if name == chosen else 0 for name in prior.comparisons)
            rows += [f"({', '.join(map(str, best))})", f"({', '.join(map(str, worst))})"]
    return f"from (values {', '.join(rows)})"


def _soften(prior: Weights, model: _Model, seen: float) -> Weights:
    """Draw what EM found towards the shipped weights, as if those had been seen in `_PRIOR_PAIRS` pairs of either kind."""
    matches = model.probability_two_random_records_match * seen
    found = {
        comparison.output_column_name: [level for level in comparison.comparison_levels if not level.is_null_level]
        for comparison in model.comparisons
    }
    return Weights(
        share=model.probability_two_random_records_match,
        comparisons={
            name: Levels(
                m=mix([level.m_probability for level in found[name]], levels.m, matches),
                u=mix([level.u_probability for level in found[name]], levels.u, seen - matches),
            )
            for name, levels in prior.comparisons.items()
        },
    )


def mix(found: Sequence[float | None], prior: list[float], seen: float) -> list[float]:
    """Shares found in `seen` pairs, drawn towards the prior as if that had been seen in `_PRIOR_PAIRS`; never 0."""
    return [
        max(_FLOOR, ((here or 0.0) * seen + shipped * _PRIOR_PAIRS) / (seen + _PRIOR_PAIRS))
        for here, shipped in zip(found, prior, strict=True)
    ]
