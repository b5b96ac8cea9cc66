"""Which generations are known to be derived in full and sound, so that of a change of them no more has to be looked at.

It stands in a file of the generation: its content's hash, and the version of the program that knows it.
"""

from __future__ import annotations

from contextlib import suppress

from claimgraph.api.growing.program import program_version
from claimgraph.store import Generation

_NAME = "sound"


def mark_sound(generation: Generation) -> None:
    """Note that this program has derived all of a published generation, and found it sound; where it may."""
    with suppress(OSError):
        (generation.directory / _NAME).write_text(_mark(generation), "ascii")


def is_sound(generation: Generation) -> bool:
    """Whether it is known; if not, it may be sound all the same."""
    try:
        return (generation.directory / _NAME).read_text("ascii") == _mark(generation)
    except (OSError, UnicodeDecodeError):
        return False


def _mark(generation: Generation) -> str:
    return f"{generation.manifest.content} {program_version()}\n"
