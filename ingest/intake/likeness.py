"""How alike two texts are in their words, and which words they share: exact, and linear in their length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_END = re.compile(r"[.!?]+[\"”’')\]]*(?=\s|$)|\n\s*\n")

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words in lower case, and its runs of three words, each once (of a shorter text, its words)."""

    text: str
    words: tuple[str, ...]
    shingles: frozenset[Shingle]

    def sentences(self) -> tuple[range, ...]:
        """Stretches of words up to a full stop, a question or exclamation mark, or a blank line.

        >>> words_of("Lamps are dim. Why?").sentences()
        (range(0, 3), range(3, 4))
        """
        places = self._places()
        ends = [match.end() for match in _END.finditer(self.text)] + [len(self.text)]
        found, begin, at = [], 0, 0
        for end in ends:
            while at < len(places) and places[at][0] < end:
                at += 1
            if at > begin:
                found.append(range(begin, at))
            begin = at
        return tuple(found)

    def shared(self, other: Words) -> bytearray:
        """For each word whether it is in a run of three that the other text has, or in the same beginning or end."""
        shared = bytearray(len(self.words))
        for at, run in enumerate(_runs(self.words)):
            if run in other.shingles:
                shared[at : at + len(run)] = b"\x01" * len(run)
        for at, (mine, theirs) in enumerate(zip(self.words, other.words, strict=False)):
            if mine != theirs:
                break
            shared[at] = 1
        for at, (mine, theirs) in enumerate(zip(reversed(self.words), reversed(other.words), strict=False), start=1):
            if mine != theirs:
                break
            shared[-at] = 1
        return shared

    def printed(self) -> list[str]:
        """The words as they stand, with their capitals."""
        return _WORD.findall(self.text)

    def cut(self, stretch: range) -> str:
        """The text of a stretch of words as it stands."""
        places = self._places()
        return self.text[places[stretch.start][0] : places[stretch.stop - 1][1]]

    def _places(self) -> list[tuple[int, int]]:
        return [match.span() for match in _WORD.finditer(self.text)]


def words_of(text: str) -> Words:
    """The words of a text."""
    if text.isascii():
        words = tuple(_WORD.findall(text.lower()))
    else:  # word by word, as folding may change where words end
        words = tuple(word.casefold().replace("’", "'") for word in _WORD.findall(text))
    return Words(text, words, frozenset(_runs(words)))


def jaccard(one: frozenset[Shingle], other: frozenset[Shingle]) -> float:
    """The share of runs that both have among those that either has (Jaccard 1901), from 0 to 1.

    >>> jaccard(words_of("Lamps are dim").shingles, words_of("lamps ARE dim!").shingles)
    1.0
    """
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if one or other else 1.0


def _runs(words: tuple[str, ...]) -> Iterator[Shingle]:
    if len(words) < 3:
        return iter((words,))
    return zip(words, words[1:], words[2:], strict=False)
