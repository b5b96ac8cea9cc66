"""Ranges of characters in an address, as RFC 5147 writes them for plain text: `char=120,180`."""

import re
from dataclasses import dataclass

__all__ = ["CharRange", "RangeError", "char_range"]

_RANGE = re.compile(r"([0-9]{0,12})(?:(,)([0-9]{0,12}))?(?:;.*)?", re.DOTALL)


class RangeError(ValueError):
    """What was given is no range of the text; the message says what would be."""


@dataclass(frozen=True, slots=True)
class CharRange:
    """A range of a text, in code points, `end` exclusive; `cut` says that what was asked for goes on behind it."""

    start: int
    end: int
    cut: bool = False


def char_range(given: str, length: int) -> CharRange:
    """Return the range of a text of so many code points that the address names.

    Either end may be missing, one number alone is a position and stands for the character behind it, and what checks
    integrity is left aside, which RFC 5147 leaves to who reads it. Raises RangeError for what is no range, and for one
    in which there is no text.

    >>> char_range("4,9", 100)
    CharRange(start=4, end=9, cut=False)
    >>> char_range("90,", 100), char_range("90,200", 100).cut
    (CharRange(start=90, end=100, cut=False), True)
    """
    match = _RANGE.fullmatch(given)
    if match is None or not (match[1] or match[3]):
        raise RangeError(f"{given[:40]!r} is no range of characters: write the first and the end, as in 120,180.")
    start = int(match[1] or 0)
    end = int(match[3]) if match[3] else (length if match[2] else start + 1)
    if start >= length:
        raise RangeError(
            f"The text has {length:,} characters, from 0 to {max(length - 1, 0)}; there is none at {start}."
        )
    if end <= start:
        raise RangeError(f"The range ends at {end}, which is not behind its start, {start}.")
    return CharRange(start, min(end, length), end > length)
