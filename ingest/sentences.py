"""The sentences of a letter's body, as they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sentencex import segment

from claimgraph.ingest.models import Letter, Span
from claimgraph.ingest.structure import read_spans

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is read, and the span of each of its words in the letter's text; it has one word at least."""

    text: str
    words: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where its first word stands."""
        return self.words[0].start


def sentences(letter: Letter) -> tuple[Sentence, ...]:
    """The sentences of the letter's paragraphs, list items and table cells, in their order.

    Headings and footnotes are not among them. A sentence ends with its block at the latest.
    """
    found: list[Sentence] = []
    for block in letter.blocks:
        if block.kind == "heading":
            continue
        reading = read_spans(letter.text, block.spans, letter.marks)
        begin = 0
        for part in segment("en", reading.text):
            words = tuple(
                Span(reading.offsets[begin + word.start()], reading.offsets[begin + word.end() - 1] + 1)
                for word in _WORD.finditer(part)
            )
            if words:
                found.append(Sentence(part.strip(), words))
            begin += len(part)
    return tuple(found)
