"""What writing may take."""

from dataclasses import dataclass

from claimgraph.store import KEEP, MEBIBYTE

__all__ = ["WriteSettings"]


@dataclass(frozen=True, slots=True)
class WriteSettings:
    """The limits of a write, and how many generations stay.

    A write gets `timeout_seconds` once it is its turn, and may allocate `memory_bytes`; its body has up to `max_body`.
    `queue` writes may wait, each `wait_seconds` at most. While a build holds the store, a write waits for its end,
    `patience_seconds` at most. The last `keep` generations stay.
    """

    timeout_seconds: float = 120.0
    memory_bytes: int = 2048 * MEBIBYTE
    max_body: int = 16 * MEBIBYTE
    queue: int = 16
    wait_seconds: float = 60.0
    patience_seconds: float = 5.0
    keep: int = KEEP
