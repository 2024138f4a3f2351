"""Hash leaves and nodes, and grow a tree leaf by leaf (RFC 6962 section 2.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

EMPTY_ROOT = hashlib.sha256(b"").digest()


def hash_leaf(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data): 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right): 32 bytes. The other first byte keeps a node from being passed off as a leaf."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """A growing tree that remembers only the roots of its full subtrees, largest first: one for each 1 bit of `size`.

    Enough to go on with the log without its earlier leaves. Raises ValueError where `subtrees` do not fit `size`.
    """

    size: int = 0
    subtrees: list[bytes] = field(default_factory=list[bytes])

    def __post_init__(self) -> None:
        if len(self.subtrees) != self.size.bit_count():
            raise ValueError(f"{len(self.subtrees)} subtrees for {self.size} leaves")

    def add(self, leaf_hash: bytes) -> None:
        """Append one leaf, given as its hash."""
        made = leaf_hash
        full = self.size
        while full & 1:
            made = hash_node(self.subtrees.pop(), made)
            full >>= 1
        self.subtrees.append(made)
        self.size += 1

    def root(self) -> bytes:
        """The hash of the whole tree."""
        if not self.subtrees:
            return EMPTY_ROOT
        root = self.subtrees[-1]
        for left in reversed(self.subtrees[:-1]):
            root = hash_node(left, root)
        return root


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The hash of the tree over these leaf hashes."""
    frontier = Frontier()
    for leaf_hash in leaf_hashes:
        frontier.add(leaf_hash)
    return frontier.root()
