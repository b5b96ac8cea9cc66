"""What somebody typed, read as words and phrases to look for, and written as the index wants to be asked.

open weights       both words, in any form: "weight" and "weights" are one
"open weights"     the words side by side
regulat*           every word that begins so; the last word is always read so, until something follows it
-licence           not that word
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from claimgraph.store.search.words import words_of

MAX_LENGTH = 300
"""Characters; whoever pastes a sentence has room, and a query stays small."""

LEAST_PREFIX = 2
"""Letters that a word has to have before it stands for all that begin so."""

_PART = re.compile(r'(-?)(?:"([^"]*)("?)|(\S+))(\s*)')
_COMMON = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "been", "by", "do", "does", "for", "from", "has", "have", "how"),
        *("in", "is", "it", "its", "of", "on", "or", "that", "the", "their", "there", "this", "to", "was", "were"),
        *("what", "when", "where", "which", "who", "why", "will", "with"),
    )
)
"""Words that are left out unless they stand in a phrase, or alone: nearly everything has them."""

Continue = Callable[[str], Iterable[str]]
"""Gives the words of the index that begin so."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side; the last may be the beginning of one. Those that are `barred` may not stand."""

    words: tuple[str, ...]
    is_phrase: bool = False
    is_open: bool = False
    is_barred: bool = False

    def expression(self, continuing: Continue) -> str:
        """The term as FTS5 reads it: strings in quotes, in which nothing has a meaning of its own."""
        ways = [self.words]
        if self.is_open:
            ways += [(*self.words[:-1], each) for each in continuing(self.words[-1])]
        written = list(dict.fromkeys('"' + " ".join(way) + '"' for way in ways))
        return written[0] if len(written) == 1 else f"({' OR '.join(written)})"


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms of a query, in their order; there may be none."""

    terms: tuple[Term, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that are looked for."""
        return tuple(each for each in self.terms if not each.is_barred)

    def expression(self, continuing: Continue, *, every: bool = True) -> str:
        """The query as FTS5 reads it: all that is wanted, or any of it; empty where nothing is."""
        if not self.wanted:
            return ""
        found = (" AND " if every else " OR ").join(each.expression(continuing) for each in self.wanted)
        barred = " OR ".join(each.expression(continuing) for each in self.terms if each.is_barred)
        return f"({found}) NOT ({barred})" if barred else found


def read_query(text: str) -> Asked:
    """What the text asks for. Whatever can't be read as words is passed over; nothing is an error.

    >>> [term.words for term in read_query('the "open weights" debate').terms]
    [('open', 'weights'), ('debate',)]
    """
    terms = [term for term in map(_term, _PART.finditer(text)) if term.words]
    telling = [term for term in terms if term.is_phrase or term.words[0] not in _COMMON]
    return Asked(tuple(dict.fromkeys(telling or terms)))


def _term(part: re.Match[str]) -> Term:
    barred, phrase, closed, word, gap = part.groups()
    words = tuple(words_of(phrase if word is None else word))
    is_last = part.end() == len(part.string) and not gap
    unended = is_last and (bool(words_of(word[-1:])) if word else not closed)
    is_open = bool(words) and (unended or (word or "").endswith("*")) and len(words[-1]) >= LEAST_PREFIX
    return Term(words, word is None or len(words) > 1, is_open and not (barred and unended), bool(barred))
