"""How alike two texts are in their words, and which words they share: exact, and linear in their length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_END = re.compile(r"(?<![.!?])[.!?]++[\"”’')\]]*+(?=\s|$)|\n\s*\n")

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words in lower case, and its runs of three words, each once (of a shorter text, its words).

    ``sentences`` are stretches of words up to a full stop, a question or exclamation mark, or a blank line.
    """

    text: str
    words: tuple[str, ...]
    shingles: frozenset[Shingle]
    sentences: tuple[range, ...]

    def said(self, sentence: range) -> tuple[str, ...]:
        """A sentence's words.

        >>> words = words_of("Lamps are dim. Why?")
        >>> [words.said(each) for each in words.sentences]
        [('lamps', 'are', 'dim'), ('why',)]
        """
        return self.words[sentence.start : sentence.stop]

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
        places = [match.span() for match in _WORD.finditer(self.text)]
        return self.text[places[stretch.start][0] : places[stretch.stop - 1][1]]


def words_of(text: str) -> Words:
    """The words of a text."""
    words: list[str] = []
    sentences: list[range] = []
    plain = text.isascii()
    for part in _END.split(text.lower() if plain else text):
        found = _WORD.findall(part)
        if found:
            sentences.append(range(len(words), len(words) + len(found)))
            # word by word, as folding may change where words end
            words.extend(found if plain else (word.casefold().replace("’", "'") for word in found))
    return Words(text, tuple(words), frozenset(_runs(tuple(words))), tuple(sentences))


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
