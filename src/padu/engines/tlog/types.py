"""What logs are made of: checkpoints, the keys that sign them, and what can be wrong with either."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from padu.kernel.errors import PaduError


class TlogError(PaduError):
    """A note, checkpoint or key that is not what its format promises, or a signature that does not hold."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: `origin` names it, `size` counts its leaves, `root` is the 32-byte hash of its tree."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under a name; `key_id` are the 4 bytes by which a signature names its key."""

    name: str
    key_id: bytes
    public: Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under a name; what it prints never holds the key."""

    verifier: Verifier
    private: Ed25519PrivateKey = field(repr=False)

    @property
    def name(self) -> str:
        """The name it signs under."""
        return self.verifier.name
