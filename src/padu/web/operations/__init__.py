"""The operator's pages: watching a merge, reading what it could not read, and what waits for a person."""

from padu.web.operations.merge import MergePageView
from padu.web.operations.merge_view import (
    CheckLine,
    CodeCount,
    Evidence,
    MergeQuestion,
    MergeReader,
    MergeStep,
    MergeView,
    MoneyLine,
    QualityLine,
    QuarantinePage,
    QuarantineRow,
    RecordRow,
    StockLine,
    WaitingPage,
    WaitingPair,
)
from padu.web.operations.routes import operations_router

__all__ = [
    "CheckLine",
    "CodeCount",
    "Evidence",
    "MergePageView",
    "MergeQuestion",
    "MergeReader",
    "MergeStep",
    "MergeView",
    "MoneyLine",
    "QualityLine",
    "QuarantinePage",
    "QuarantineRow",
    "RecordRow",
    "StockLine",
    "WaitingPage",
    "WaitingPair",
    "operations_router",
]
