"""Form letters: texts that are one but for a signature or a paragraph of one's own stand together under one of them.

Candidates come from MinHash signatures (Broder 1997) in bands (LSH: Leskovec, Rajaraman, Ullman, Mining of Massive
Datasets, chapter 3); whether they are joined is decided by their words.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from claimgraph.ingest.intake.likeness import Words, jaccard, words_of
from claimgraph.ingest.intake.signing import find_difference

LEAST = 0.5
"""Of the runs of three words so many must be shared; `docs/intake.md` has what it was chosen by."""

_SEED = 1
_NUMBERS, _BANDS, _ROWS = 128, 42, 3
_SPREAD = 0.15
"""Of 128 numbers the share that two have in common is seldom further from the Jaccard index (3.5 standard errors)."""

_SHORTEST = 30


@dataclass(frozen=True, slots=True)
class Filed:
    """A submission's text, with what is said of who sent it."""

    id: str
    text: str
    respondent: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who sent a text of the cluster, and how it differs from the one that stands for it.

    ``similarity`` is the exact Jaccard index of runs of three words, 1.0 where the words are the same. ``added`` are
    the stretches of words that only this text has, ``lacking`` those that it hasn't, both as they stand.
    """

    id: str
    respondent: str | None
    date: str | None
    similarity: float
    added: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def difference(self) -> str:
        """What to say of it, as "adds 40 words, lacks 2"; empty where there is none."""
        added, lacking = (sum(len(words_of(each).words) for each in part) for part in (self.added, self.lacking))
        said = [f"adds {added:,} word{'s' if added > 1 else ''}"] if added else []
        return ", ".join(said + ([f"lacks {lacking:,}"] if lacking else []))


@dataclass(frozen=True, slots=True)
class Cluster:
    """A text sent more than once: the id of the submission that stands for it, and all who sent it, that one first."""

    standing: str
    signatories: tuple[Signatory, ...]


_Sender = tuple[str, str, str | None, str | None]
"""The date, or what sorts behind all dates, the id, the respondent, and the date."""


@dataclass(slots=True)
class _Text:
    """One text and all who sent it in the same words."""

    text: str
    size: int
    sentences: array[int]
    """A number for each sentence, in order, of its words' hash."""

    senders: list[_Sender] = field(default_factory=list)


def find_clusters(filed: Iterable[Filed], least: float = LEAST) -> tuple[Cluster, ...]:
    """The clusters of two and more, in the order of who stands for them; the same for every order of the input.

    Texts of the same words are one. Another joins if it is as like as ``least`` and has every sentence of the standing
    text (`find_difference`); what it has beyond is told. Each is compared with the standing text itself, so that no
    chain leads from one letter to another. Of each text its characters and 128 numbers are kept.
    """
    texts = _unique(filed)
    bands = _Bands(texts)
    taken = np.zeros(len(texts), dtype=np.bool_)
    clusters: list[Cluster] = []
    for at, text in enumerate(texts):
        if taken[at]:
            continue
        taken[at] = True
        standing = words_of(text.text)
        members = [_signed(text, 1.0)]
        inner = frozenset(text.sentences[1:-1])
        for other in bands.near(at, taken, least):
            if not inner.issubset(texts[other].sentences):
                continue
            signed = _joined(standing, texts[other], least)
            if signed:
                taken[other] = True
                members.append(signed)
        everyone = [each for member in members for each in member]
        if len(everyone) > 1:
            first = everyone[0]
            rest = sorted(everyone[1:], key=lambda each: (-each.similarity, each.date or "9", each.id))
            clusters.append(Cluster(first.id, (first, *rest)))
    return tuple(sorted(clusters, key=lambda cluster: (-len(cluster.signatories), cluster.standing)))


def _unique(filed: Iterable[Filed]) -> list[_Text]:
    """The different texts: those sent most often first, then the shorter, as a campaign's own words are."""
    found: dict[bytes, _Text] = {}
    for each in filed:
        words = words_of(each.text)
        if not words.words:
            continue
        sender = (each.date or "9", each.id, each.respondent, each.date)
        key = blake2b(" ".join(words.words).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        known = found.get(key)
        if known is None or sender[:2] < known.senders[0][:2]:
            sentences = array("Q", (_number(words.said(sentence)) for sentence in words.sentences))
            senders = known.senders if known else []
            found[key] = _Text(each.text, len(words.words), sentences, [sender, *senders])
        else:
            known.senders.append(sender)
    for text in found.values():
        text.senders.sort(key=lambda sender: sender[:2])
    return sorted(found.values(), key=lambda text: (-len(text.senders), text.size, text.senders[0][1]))


def _number(words: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class _Bands:
    """Which texts have a band of their signatures in common."""

    def __init__(self, texts: Sequence[_Text]) -> None:
        self._long = np.array([at for at, text in enumerate(texts) if text.size >= _SHORTEST], dtype=np.int64)
        self._signatures = signatures = np.empty((len(self._long), _NUMBERS), dtype=np.uint32)
        for row, at in enumerate(self._long):
            signatures[row] = _signature(texts[at].text)
        self._row = {int(at): row for row, at in enumerate(self._long)}
        self._groups = np.empty((_BANDS, len(self._long)), dtype=np.int32)
        self._orders = np.empty((_BANDS, len(self._long)), dtype=np.int32)
        self._starts: list[NDArray[np.int64]] = []
        for band in range(_BANDS):
            part = np.ascontiguousarray(signatures[:, band * _ROWS : (band + 1) * _ROWS]).view(f"V{4 * _ROWS}").ravel()
            _, groups, counts = np.unique(part, return_inverse=True, return_counts=True)
            self._groups[band] = groups
            self._orders[band] = np.argsort(groups, kind="stable")
            self._starts.append(np.concatenate(([0], np.cumsum(counts))))

    def near(self, at: int, taken: NDArray[np.bool_], least: float) -> list[int]:
        """The texts, not taken yet, that share a band with one and may be alike in so much, in order."""
        row = self._row.get(at)
        if row is None:
            return []
        found = []
        for groups, order, starts in zip(self._groups, self._orders, self._starts, strict=True):
            begin, end = starts[groups[row]], starts[groups[row] + 1]
            if end - begin > 1:
                rows = order[begin:end]
                found.append(rows[~taken[self._long[rows]]])
        if not found:
            return []
        near = np.unique(np.concatenate(found))
        alike = (self._signatures[near] == self._signatures[row]).mean(axis=1)
        return [int(each) for each in self._long[near[alike >= least - _SPREAD]]]


def _signature(text: str) -> list[int]:
    sketch = RMinHash(_NUMBERS, _SEED)
    sketch.update([" ".join(run) for run in words_of(text).shingles])
    numbers: list[int] = sketch.digest()
    return numbers


def _joined(standing: Words, text: _Text, least: float) -> list[Signatory] | None:
    """Its senders as signatories of the standing text; None where it is another letter."""
    words = words_of(text.text)
    similarity = jaccard(standing.shingles, words.shingles)
    difference = find_difference(standing, words) if similarity >= least else None
    return None if difference is None else _signed(text, similarity, difference.added, difference.lacking)


def _signed(
    text: _Text, similarity: float, added: tuple[str, ...] = (), lacking: tuple[str, ...] = ()
) -> list[Signatory]:
    return [Signatory(key, respondent, date, similarity, added, lacking) for _, key, respondent, date in text.senders]
