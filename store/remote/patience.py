"""How long a server is waited for, and how often it is asked."""

from dataclasses import dataclass

__all__ = ["Patience"]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds.

    `silence` is how long a server may say nothing, `pause` how long is waited before the second of `attempts`; each
    further pause is twice as long. A publisher gives a sign of life every `beat`; one that gave none for `lease` is
    taken for dead.
    """

    silence: float = 60.0
    attempts: int = 5
    pause: float = 0.5
    beat: float = 5.0
    lease: float = 120.0
