"""How a letter is set: its body's size, the usual distance of lines, and whether boldness means anything."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from claimgraph.ingest.readers.pdf.lines import PrintedLine
from claimgraph.ingest.readers.pdf.pages import Page

SMALLER = 0.7
"""Points by which notes are set smaller than the body, at least."""


@dataclass(frozen=True, slots=True)
class Setting:
    """``body`` is the size of most characters in points; ``pitches`` the distance of lines by their rounded size.

    ``bold`` tells whether bold type sets anything apart, ``blanks`` whether lines keep the blank at which they break.
    """

    body: float
    pitches: dict[int, float]
    bold: bool
    blanks: bool

    def pitch(self, size: float) -> float:
        """The usual distance of two baselines of lines of a size, in points."""
        return self.pitches.get(round(size), 1.2 * size)

    def is_small(self, line: PrintedLine) -> bool:
        """Whether a line is set smaller than the body."""
        return line.size <= self.body - SMALLER


def read_setting(pages: Sequence[Page]) -> Setting:
    """What most of the letter's lines show."""
    sizes: Counter[float] = Counter()
    distances: defaultdict[int, Counter[float]] = defaultdict(Counter)
    bold = all_characters = wrapped = blanks = 0
    for page in pages:
        previous: PrintedLine | None = None
        for at, line in enumerate(page.lines):
            if at in page.furniture:
                continue
            sizes[round(line.size, 1)] += len(line.text)
            all_characters += len(line.text)
            bold += len(line.text) * line.bold
            if previous is not None and previous.column == line.column and abs(previous.size - line.size) < 0.3:
                distance = previous.y - line.y
                if 0.9 * line.size < distance < 3 * line.size:
                    distances[round(line.size)][round(distance * 2) / 2] += 1
                    if distance < 1.5 * line.size:
                        wrapped += 1
                        blanks += previous.trailing
            previous = line
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    pitches = {size: _pitch(counts) for size, counts in distances.items()}
    return Setting(body, pitches, bold < 0.4 * all_characters, wrapped > 0 and blanks > 0.6 * wrapped)


def _pitch(counts: Counter[float]) -> float:
    """The smallest distance that is not rare: double spacing is one, the gap after a paragraph is none."""
    enough = max(2, 0.2 * sum(counts.values()))
    usual = [distance for distance, count in counts.items() if count + counts[distance + 0.5] >= enough]
    return min(usual) + 0.25 if usual else counts.most_common(1)[0][0]
