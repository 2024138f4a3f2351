"""Prove that a leaf is in a tree, or that a tree only grew; and check such proofs.

Proofs are made as RFC 6962 sections 2.1.1 and 2.1.2 define them, and checked by the algorithms of RFC 9162 sections 2.1.3.2
and 2.1.4.2, which need neither the tree nor recursion.
"""

from __future__ import annotations

from collections.abc import Sequence

from padu.engines.tlog.tree import EMPTY_ROOT, hash_node, root_of


def _split(size: int) -> int:
    """The largest power of two smaller than `size`, which is 2 or more: the leaves of the left subtree."""
    return 1 << ((size - 1).bit_length() - 1)


def prove_inclusion(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf `index` (from 0), lowest first. Raises IndexError where there is no such leaf."""
    size = len(leaf_hashes)
    if not 0 <= index < size:
        raise IndexError(f"leaf {index} of {size}")
    if size == 1:
        return []
    left = _split(size)
    if index < left:
        return [*prove_inclusion(leaf_hashes[:left], index), root_of(leaf_hashes[left:])]
    return [*prove_inclusion(leaf_hashes[left:], index - left), root_of(leaf_hashes[:left])]


def prove_consistency(leaf_hashes: Sequence[bytes], earlier: int) -> list[bytes]:
    """The proof that the tree over the first `earlier` leaves is a beginning of the whole; empty for 0 and for all.

    Raises IndexError where the tree never had that many leaves.
    """
    if not 0 <= earlier <= len(leaf_hashes):
        raise IndexError(f"{earlier} of {len(leaf_hashes)} leaves")
    return _subproof(leaf_hashes, earlier, is_known=True) if earlier else []


def _subproof(leaf_hashes: Sequence[bytes], earlier: int, *, is_known: bool) -> list[bytes]:
    """`is_known`: whether the checker holds this subtree's root already, as the earlier tree's own root."""
    size = len(leaf_hashes)
    if earlier == size:
        return [] if is_known else [root_of(leaf_hashes)]
    left = _split(size)
    if earlier <= left:
        return [*_subproof(leaf_hashes[:left], earlier, is_known=is_known), root_of(leaf_hashes[left:])]
    return [*_subproof(leaf_hashes[left:], earlier - left, is_known=False), root_of(leaf_hashes[:left])]


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf at `index` (from 0) of the tree with `size` leaves and this root."""
    if not 0 <= index < size:
        return False
    here, last, made = index, size - 1, leaf_hash
    for beside in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            made = hash_node(beside, made)
            here, last = _rise_past_right_edge(here, last)
        else:
            made = hash_node(made, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and made == root


def verify_consistency(earlier: int, size: int, proof: Sequence[bytes], earlier_root: bytes, root: bytes) -> bool:
    """Whether `proof` shows that the tree of `earlier` leaves with `earlier_root` grew into that of `size` leaves with `root`."""
    if not 0 <= earlier <= size:
        return False
    if earlier == size:
        return not proof and earlier_root == root
    if earlier == 0:
        return not proof and earlier_root == EMPTY_ROOT
    # A full earlier tree is itself a subtree of the later one, so that the proof leaves it out.
    path = [earlier_root, *proof] if earlier & (earlier - 1) == 0 else list(proof)
    if not path:
        return False
    here, last = earlier - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = hash_node(beside, before), hash_node(beside, after)
            here, last = _rise_past_right_edge(here, last)
        else:
            after = hash_node(after, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and before == earlier_root and after == root


def _rise_past_right_edge(here: int, last: int) -> tuple[int, int]:
    """Climb while the node is a left child without a sibling: such a node is its own parent."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last
