"""The audit log of a side: who did what to whom, appended in the transaction that did it, never changed or removed.

Invariants: entries are numbered from 0 in the order of their commits, without a gap, also where transactions run at once or
roll back; an entry's `leaf` is the UTF-8 text that stands for it wherever it is hashed, and the database keeps its columns
equal to it; the servers' role may insert and read, nothing else.
Table owned: `platform.audit_entry`.
"""

from padu.platform.audit.append import append
from padu.platform.audit.read import count, list_newest, read_leaves
from padu.platform.audit.types import AuditEntry, AuditError, AuditRecord, Leaf

__all__ = ["AuditEntry", "AuditError", "AuditRecord", "Leaf", "append", "count", "list_newest", "read_leaves"]
