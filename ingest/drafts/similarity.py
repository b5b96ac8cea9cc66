"""How near texts are by the letters of their words: cosine of character n-grams, weighed by how rare they are.

Four letters of a word at a time join "regulate", "regulation" and "regulatory" without a stemmer and without a model
that would have to be fetched. `bench/drafts.py` compares it with others on the annotated letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from claimgraph.ingest.drafts.english import FUNCTION_WORDS

GRAM = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Match:
    """How near the text at ``position`` of the index is, from 0 to 1."""

    position: int
    score: float


class Index:
    """Texts prepared for finding the nearest; the same texts give the same scores.

    For each gram it holds the texts with it and the gram's weight in each, so that a question costs what its own grams
    occur, and memory what the texts are long.

    >>> index = Index(["Lamps make streets safer.", "Cities should pay for lamps."])
    >>> [(match.position, index.shared(match, "The city pays")) for match in index.nearest("The city pays")]
    [(1, ('city', 'pays'))]
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        counted = [_counted(text) for text in texts]
        self._held = Counter(gram for counts in counted for gram in counts)
        rows: dict[str, list[int]] = {gram: [] for gram in self._held}
        weights: dict[str, list[float]] = {gram: [] for gram in self._held}
        for row, counts in enumerate(counted):
            for gram, weight in self._weighed(counts).items():
                rows[gram].append(row)
                weights[gram].append(weight)
        self._postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]] = {
            gram: (np.array(rows[gram], dtype=np.int32), np.array(weights[gram], dtype=np.float32)) for gram in rows
        }

    def nearest(self, text: str, most: int = 5, least: float = 0.0) -> tuple[Match, ...]:
        """At most so many texts above ``least``, nearest first; equally near ones in their order."""
        scores = np.zeros(self._size, dtype=np.float64)
        for gram, weight in self._weighed(_counted(text)).items():
            if gram in self._postings:
                rows, weights = self._postings[gram]
                scores[rows] += weight * weights
        order = np.argsort(-scores, kind="stable")[:most]
        return tuple(Match(int(row), min(1.0, float(scores[row]))) for row in order if scores[row] > least)

    def shared(self, match: Match, text: str) -> tuple[str, ...]:
        """The words of a text that bring it nearest to the one that was matched; at most four."""
        asked = self._weighed(_counted(text))
        gained = {
            word: sum(asked[gram] * self._weight(gram, match.position) for gram in dict.fromkeys(grams(word)))
            for word in dict.fromkeys(content_words(text))
        }
        best = sorted((word for word in gained if gained[word] > 0), key=lambda word: (-gained[word], word))
        return tuple(best[:_SHOWN])

    def _weight(self, gram: str, row: int) -> float:
        if gram not in self._postings:
            return 0.0
        rows, weights = self._postings[gram]
        at = int(np.searchsorted(rows, row))
        return float(weights[at]) if at < len(rows) and rows[at] == row else 0.0

    def _weighed(self, counts: Counter[str]) -> dict[str, float]:
        """Each gram's weight in a text of length 1; a gram that no text holds counts as the rarest."""
        weights = {
            gram: (1 + log(count)) * (1 + log((1 + self._size) / (1 + self._held[gram])))
            for gram, count in counts.items()
        }
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {gram: weight / length for gram, weight in weights.items()}


def _counted(text: str) -> Counter[str]:
    return Counter(gram for word in content_words(text) for gram in grams(word))


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in lower case."""
    found = (match.group().casefold().replace("’", "'").removesuffix("'s") for match in _WORD.finditer(text))
    return [word for word in found if word not in FUNCTION_WORDS]


def grams(word: str) -> list[str]:
    """The word's character n-grams, its ends marked.

    >>> grams("lamp")
    [' lam', 'lamp', 'amp ']
    """
    ended = f" {word} "
    return [ended[at : at + GRAM] for at in range(max(1, len(ended) - GRAM + 1))]
