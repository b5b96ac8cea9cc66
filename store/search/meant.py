"""What somebody may have meant who typed a word that no entry has."""

from __future__ import annotations

import re
import sqlite3
import string
from collections.abc import Iterator

from claimgraph.store.search.asked import Asked
from claimgraph.store.search.words import fold

LEAST, LONGEST = 4, 24
"""Letters of the words that are put right: of shorter ones there are too many like them."""

_WORD = re.compile(r"[^\W_]+")


def nearby(opened: sqlite3.Connection, text: str, asked: Asked) -> str:
    """The text with each word that the index doesn't have put right, by one letter; empty where nothing can be."""
    unknown = {
        word
        for term in asked.wanted
        for word in term.words
        if LEAST <= len(word) <= LONGEST and not _begins_one(opened, word)
    }
    better = {word: near for word in sorted(unknown) if (near := _nearest(opened, word))}
    return _WORD.sub(lambda found: better.get(fold(found[0]), found[0]), text) if better else ""


def _begins_one(opened: sqlite3.Connection, word: str) -> bool:
    row = opened.execute("SELECT word FROM word WHERE word >= ? ORDER BY word LIMIT 1", (word,)).fetchone()
    return row is not None and row[0].startswith(word)


def _nearest(opened: sqlite3.Connection, word: str) -> str:
    """The most frequent word that is one slip away; empty where there is none."""
    ways = sorted(set(_slips(word)))
    known = opened.execute(
        f"SELECT word FROM word WHERE word IN ({','.join('?' * len(ways))}) ORDER BY entries DESC, word LIMIT 1",  # noqa: S608 - marks only
        ways,
    )
    row = known.fetchone()
    return row[0] if row else ""


def _slips(word: str) -> Iterator[str]:
    """The words with one letter left out, swapped with the next, replaced or put in.

    >>> len(set(_slips("wieghts")))
    390
    """
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in string.ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
