"""Trees and proofs against the reference test of RFC 6962's authors, a naive reading of the RFC, and flipped bits."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.engines.tlog import (
    EMPTY_ROOT,
    Frontier,
    hash_leaf,
    prove_consistency,
    prove_inclusion,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and their roots that implementations of Certificate Transparency test themselves with.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(data: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word: independent of the code under test."""
    if not data:
        return hashlib.sha256().digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(data[:k]) + naive_root(data[k:])).digest()


def hashes(count: int) -> list[bytes]:
    return [hash_leaf(str(number).encode()) for number in range(count)]


def flipped(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8 % len(raw)] ^= 1 << bit % 8
    return bytes(changed)


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]) == Frontier().root() == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_tree_has_its_known_roots(size: int) -> None:
    assert root_of(map(hash_leaf, LEAVES[:size])).hex() == ROOTS[size - 1] == naive_root(LEAVES[:size]).hex()


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_a_tree_grown_leaf_by_leaf_is_the_one_the_rfc_defines(data: list[bytes]) -> None:
    assert root_of(map(hash_leaf, data)) == naive_root(data)


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_tree_goes_on_from_its_subtrees_alone(earlier: int, later: int) -> None:
    first = Frontier()
    for leaf in hashes(earlier):
        first.add(leaf)
    resumed = Frontier(first.size, list(first.subtrees))
    for leaf in hashes(earlier + later)[earlier:]:
        resumed.add(leaf)
    assert (resumed.size, resumed.root()) == (earlier + later, root_of(hashes(earlier + later)))


def test_subtrees_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="1 subtrees for 3 leaves"):
        Frontier(3, [EMPTY_ROOT])


@pytest.mark.parametrize("size", range(1, 34))
def test_every_leaf_of_every_small_tree_is_proved(size: int) -> None:
    leaves, root = hashes(size), root_of(hashes(size))
    for index, leaf in enumerate(leaves):
        proof = prove_inclusion(leaves, index)
        assert verify_inclusion(leaf, index, size, proof, root)
        assert not verify_inclusion(leaf, index, size, [*proof, EMPTY_ROOT], root)
        assert not any(verify_inclusion(leaf, other, size, proof, root) for other in range(-1, size + 2) if other != index)
        assert not proof or not verify_inclusion(leaf, index, size, proof[:-1], root)


@pytest.mark.parametrize("size", range(34))
def test_every_growth_of_every_small_tree_is_proved(size: int) -> None:
    leaves, root = hashes(size), root_of(hashes(size))
    for earlier in range(size + 1):
        proof, before = prove_consistency(leaves, earlier), root_of(leaves[:earlier])
        assert verify_consistency(earlier, size, proof, before, root)
        assert not verify_consistency(earlier, size, [*proof, EMPTY_ROOT], before, root)
        assert not proof or not verify_consistency(earlier, size, proof[:-1], before, root)
        assert not verify_consistency(earlier, size, proof, hash_leaf(b"another"), root)
        assert not verify_consistency(size + 1, earlier, proof, root, before)


@given(st.data(), st.integers(1, 70))
def test_any_flipped_bit_breaks_a_proof_of_inclusion(data: st.DataObject, size: int) -> None:
    leaves, root = hashes(size), root_of(hashes(size))
    index = data.draw(st.integers(0, size - 1))
    parts = [leaves[index], root, *prove_inclusion(leaves, index)]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    assert verify_inclusion(parts[0], index, size, parts[2:], parts[1])
    parts[which] = flipped(parts[which], bit)
    assert not verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@given(st.data(), st.integers(1, 70))
def test_any_flipped_bit_breaks_a_proof_of_growth(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    earlier = data.draw(st.integers(1, size))
    parts = [root_of(leaves[:earlier]), root_of(leaves), *prove_consistency(leaves, earlier)]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    assert verify_consistency(earlier, size, parts[2:], parts[0], parts[1])
    parts[which] = flipped(parts[which], bit)
    assert not verify_consistency(earlier, size, parts[2:], parts[0], parts[1])


def test_proofs_of_what_is_not_there_are_refused() -> None:
    for index in (-1, 3):
        with pytest.raises(IndexError):
            prove_inclusion(hashes(3), index)
    for earlier in (-1, 4):
        with pytest.raises(IndexError):
            prove_consistency(hashes(3), earlier)
    assert not verify_consistency(3, 5, [], root_of(hashes(3)), root_of(hashes(5)))
