"""How much of a letter is in the graph: for each sentence what covers it, or why nothing does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.ingest.letters import AnchoredLetter
from claimgraph.ingest.models import Span
from claimgraph.ingest.sentences import Sentence, sentences

_ENTRIES = ("tables", "availability-levels", "distribution-methods", "risks", "components", "outcomes")
_KINDS = {"affiliations": "disclosure", "people": "person", **dict.fromkeys(_ENTRIES, "table or list entry")}
_CLAIMS = {"recommendation": "recommendation", "definitional": "definition"}
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class CoveredSentence:
    """A sentence and what is made of it.

    ``covered`` are those of its words that some claim, entry, disclosure or person quotes, ``by`` the kinds of these;
    ``reason`` is why nothing is made of it, where the annotation says so. ``left_out`` are the words in neither.
    """

    sentence: Sentence
    line: int
    by: tuple[str, ...]
    covered: int
    reason: str | None
    excused: int
    left_out: str

    @property
    def verdict(self) -> str:
        """``covered`` or ``excused`` if at least half of its words are, else ``neither``."""
        words = len(self.sentence.words)
        if self.covered >= _HALF * words:
            return "covered"
        return "excused" if self.covered + self.excused >= _HALF * words else "neither"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of one letter; headings, which the graph has as sections, are no sentences."""

    letter: str
    text_file: str
    sentences: tuple[CoveredSentence, ...]

    def count(self, verdict: str) -> int:
        """How many sentences have the verdict."""
        return sum(each.verdict == verdict for each in self.sentences)

    def share(self, *verdicts: str) -> float:
        """The share of the sentences that have one of the verdicts, in per cent."""
        return 100 * sum(map(self.count, verdicts)) / max(1, len(self.sentences))

    @property
    def words_covered(self) -> float:
        """The share of all words that are covered, in per cent."""
        words = sum(len(each.sentence.words) for each in self.sentences)
        return 100 * sum(each.covered for each in self.sentences) / max(1, words)

    def kinds(self) -> dict[str, int]:
        """How many covered sentences each kind of thing covers, most first; a sentence may count under several."""
        return dict(Counter(k for each in self.sentences if each.verdict == "covered" for k in each.by).most_common())

    def reasons(self) -> dict[str, int]:
        """How many sentences are excused for each reason, most first."""
        excused = (each for each in self.sentences if each.verdict == "excused")
        return dict(Counter(each.reason or "" for each in excused).most_common())


def coverage(read: AnchoredLetter) -> Coverage:
    """What covers each sentence of a letter's body."""
    covering = list(_stretches(read))
    return Coverage(
        read.slug, read.text_file, tuple(_cover(read, sentence, covering) for sentence in sentences(read.letter))
    )


def _stretches(read: AnchoredLetter) -> Iterator[tuple[Span, str, bool]]:
    """What is quoted: each unbroken span, the kind of thing that quotes it or the reason of its omission, and which."""
    annotation = read.annotation.content
    for path, anchored in read.anchors.items():
        if path[-1] == "condition":
            continue
        place, omitted = int(path[1]), path[0] == "omissions"
        if path[0] == "claims":
            kind = _CLAIMS.get(annotation.claims[place].type, "claim")
        else:
            kind = annotation.omissions[place].reason if omitted else _KINDS[str(path[0])]
        yield from ((span, kind, omitted) for span in anchored.spans)


def _cover(read: AnchoredLetter, sentence: Sentence, covering: list[tuple[Span, str, bool]]) -> CoveredSentence:
    text = read.letter.text
    first, last = sentence.words[0].start, sentence.words[-1].end
    near = [each for each in covering if each[0].start < last and first < each[0].end]
    kinds: dict[str, None] = {}
    reason, covered, excused = None, 0, 0
    left_out: list[str] = []
    for word in sentence.words:
        over = [(kind, omitted) for span, kind, omitted in near if span.start <= word.start < span.end]
        claimed = [kind for kind, omitted in over if not omitted]
        if claimed:
            covered += 1
            kinds.update(dict.fromkeys(claimed))
        elif over:
            excused, reason = excused + 1, over[0][0]
        else:
            left_out.append(text[word.start : word.end])
    line = text.count("\n", 0, first) + 1
    return CoveredSentence(sentence, line, tuple(kinds), covered, reason, excused, " ".join(left_out))
