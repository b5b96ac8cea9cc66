"""Lines on standard error that say how far a long run is."""

from __future__ import annotations

import sys

__all__ = ["say"]


def say(line: str) -> None:
    """Writes the line at once."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
