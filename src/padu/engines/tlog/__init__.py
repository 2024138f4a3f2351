"""Transparency logs: Merkle trees, their proofs, and signed checkpoints that anybody can check without asking the log.

Trees as in RFC 6962 section 2.1: a leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right), the empty tree
SHA-256 of nothing. Checkpoints as in C2SP tlog-checkpoint, signed as in C2SP signed-note with Ed25519. Nothing here reads a
file, a clock or a database.
"""

from padu.engines.tlog.checkpoint import format_checkpoint, open_checkpoint, parse_checkpoint, sign_checkpoint
from padu.engines.tlog.keys import format_signer, format_verifier, make_signer, parse_signer, parse_verifier
from padu.engines.tlog.note import open_note, sign_note
from padu.engines.tlog.proofs import prove_consistency, prove_inclusion, verify_consistency, verify_inclusion
from padu.engines.tlog.tree import EMPTY_ROOT, Frontier, hash_leaf, hash_node, root_of
from padu.engines.tlog.types import Checkpoint, Signer, TlogError, Verifier

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "Frontier",
    "Signer",
    "TlogError",
    "Verifier",
    "format_checkpoint",
    "format_signer",
    "format_verifier",
    "hash_leaf",
    "hash_node",
    "make_signer",
    "open_checkpoint",
    "open_note",
    "parse_checkpoint",
    "parse_signer",
    "parse_verifier",
    "prove_consistency",
    "prove_inclusion",
    "root_of",
    "sign_checkpoint",
    "sign_note",
    "verify_consistency",
    "verify_inclusion",
]
