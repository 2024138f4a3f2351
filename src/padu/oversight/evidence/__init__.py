"""Evidence: signed checkpoints over the audit log, and a file of it that anybody can verify without us.

Invariants: a checkpoint covers the whole log as it stood and goes on from the one before it, so that none can be signed over
a changed past unnoticed; hashes of covered entries are kept apart from the entries, so that a changed one can be named; all
checkpoints of a log are signed by one key; what was traded stands in the log as well as what officials did. What is not covered by a
checkpoint is no evidence and not exported.
Tables owned: `oversight.checkpoint`, `oversight.audit_leaf`. Events told: none.
"""

from padu.oversight.evidence.export_evidence import export_evidence, stream_evidence
from padu.oversight.evidence.load_key import load_or_make_key
from padu.oversight.evidence.make_checkpoint import make_checkpoint
from padu.oversight.evidence.note_facts import NOTE_FACTS
from padu.oversight.evidence.sign_log import ORIGIN, key_file, sign_log, signer_of
from padu.oversight.evidence.store import list_checkpoints
from padu.oversight.evidence.types import EvidenceError, Fault, SignedCheckpoint, Verdict
from padu.oversight.evidence.verify_evidence import verify_evidence

__all__ = [
    "NOTE_FACTS",
    "ORIGIN",
    "EvidenceError",
    "Fault",
    "SignedCheckpoint",
    "Verdict",
    "export_evidence",
    "key_file",
    "list_checkpoints",
    "load_or_make_key",
    "make_checkpoint",
    "sign_log",
    "signer_of",
    "stream_evidence",
    "verify_evidence",
]
