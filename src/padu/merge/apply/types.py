"""What a chunk of the plan is applied from."""

from __future__ import annotations

from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.merge.plan.types import PlanItem
from padu.merge.sources.types import SourceRecord

RecordT = TypeVar("RecordT", bound=SourceRecord)


class Carried(msgspec.Struct, Generic[RecordT], frozen=True):
    """A plan item with the record it speaks of."""

    item: PlanItem
    record: RecordT

    @property
    def shop_id(self) -> UUID:
        """The shop it goes to; a plan's items that create or merge always name one."""
        if self.item.shop_id is None:
            raise PlanBrokenError(self.item)
        return self.item.shop_id

    @property
    def target_id(self) -> UUID:
        """The row of the market it becomes."""
        if self.item.target_id is None:
            raise PlanBrokenError(self.item)
        return self.item.target_id


class PlanBrokenError(PaduError):
    """A plan item that cannot be carried out as it stands."""

    def __init__(self, item: PlanItem) -> None:
        super().__init__(
            "merge.plan_broken",
            f"the plan says {item.action} but names no place for it",
            where=f"{item.platform} {item.kind} {item.source_id}",
            todo="this is a fault of Padu: keep the database and report it; nothing of this chunk was written",
        )
