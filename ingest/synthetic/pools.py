"""What the letters of a made-up docket share, as it stands when each letter is written.

The first thousand letters of ten thousand are those of a docket of one thousand: whatever a letter draws is drawn from
what was there when it was written, with a generator of its own.
"""

from __future__ import annotations

from random import Random

__all__ = ["generator", "organizations", "propositions", "works", "zipf"]


def works(letter: int) -> int:
    """How many works are known when the letter with that number is written; letters count from 0."""
    return 40 + 2 * letter


def propositions(letter: int) -> int:
    """Likewise, propositions."""
    return 60 + 3 * letter


def organizations(letter: int) -> int:
    """Likewise, organisations that publish works."""
    return 8 + letter // 4


def zipf(count: int, draw: Random) -> int:
    """A rank from 0 below the count, about as often as 1 / (rank + 1)."""
    return min(int(count ** draw.random()), count) - 1


def generator(seed: int, *what: str | int) -> Random:
    """The random numbers for one thing of the docket, the same in every process."""
    return Random(":".join(map(str, (seed, *what))))  # noqa: S311 (nothing secret)
