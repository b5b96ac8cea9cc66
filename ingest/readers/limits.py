"""How much one letter may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file: its bytes, its pages, seconds, and bytes of memory.

    ``part`` are bytes of each unpacked part of a Word file or of a record, ``recognition`` seconds for the program that
    recognises a scan's text.

    The longest letters of a docket have a few hundred pages and need some seconds and a tenth of the memory.
    """

    size: int = 100 * 1024 * 1024
    pages: int = 1000
    seconds: int = 120
    memory: int = 2 * 1024 * 1024 * 1024
    part: int = 64 * 1024 * 1024
    recognition: int = 600
