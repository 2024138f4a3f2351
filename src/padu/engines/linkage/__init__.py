"""Linkage: which records of two tables are one and the same thing, learned from the tables themselves.

A pure library over DuckDB, Splink and rapidfuzz's measures; it knows Padu's errors and nothing else of it.
Invariants: two runs over the same tables give the same probabilities; no step compares every record with every other;
every pair that is given back says by what evidence. Method: tokens are unified (`words.yaml`), candidates are blocked on
rare tokens and pairs of tokens, compared feature by feature, weighed after Fellegi and Sunter (1969) with weights fitted by
expectation maximisation from shipped ones (`weights.yaml`), and assigned one to one, the surest first.
"""

from padu.engines.linkage.arrow import arrow_table, write_parquet
from padu.engines.linkage.assign import assign_one_to_one
from padu.engines.linkage.link_catalogues import match_catalogues
from padu.engines.linkage.link_shops import match_sellers
from padu.engines.linkage.types import ArrowTable, LinkageError, MatchOptions, Progress, ignore

__all__ = [
    "ArrowTable",
    "LinkageError",
    "MatchOptions",
    "Progress",
    "arrow_table",
    "assign_one_to_one",
    "ignore",
    "match_catalogues",
    "match_sellers",
    "write_parquet",
]
