"""Characters without width, such as the bidirectional controls around every run of some letters."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain

from claimgraph.ingest.models import Letter, Link, Span

INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""For a character class. The joiners U+200C and U+200D are left out, as they shape the words of some scripts."""

_RUN = re.compile(rf"[^{INVISIBLE}]+")


def visible(text: str) -> tuple[str, tuple[int, ...]]:
    r"""The text without them, and the offset in ``text`` of each character that is left.

    >>> visible("a\u202ab")
    ('ab', (0, 2))
    """
    runs = [(match.start(), match.end()) for match in _RUN.finditer(text)]
    return "".join(text[start:end] for start, end in runs), tuple(chain.from_iterable(range(*run) for run in runs))


def restored(letter: Letter, text: str, offsets: tuple[int, ...]) -> Letter:
    """The letter read from ``visible(text)``, speaking of ``text`` itself."""

    def start(at: int) -> int:
        return offsets[at] if at < len(offsets) else len(text)

    def end(at: int) -> int:
        return offsets[at - 1] + 1 if at else 0

    def spans(old: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(start(span.start), end(span.end)) for span in old)

    def links(old: tuple[Link, ...]) -> tuple[Link, ...]:
        return tuple(replace(link, start=start(link.start), end=end(link.end)) for link in old)

    edges = [0, *(start(section.start) for section in letter.sections[1:]), len(text)]
    sections = zip(letter.sections, edges, edges[1:], strict=False)
    return replace(
        letter,
        text=text,
        sections=tuple(replace(section, start=low, end=high) for section, low, high in sections),
        blocks=tuple(replace(block, spans=spans(block.spans)) for block in letter.blocks),
        footnotes=tuple(replace(n, spans=spans(n.spans), links=links(n.links)) for n in letter.footnotes),
        marks=tuple(replace(mark, start=start(mark.start), end=end(mark.end)) for mark in letter.marks),
        links=links(letter.links),
        warnings=tuple(replace(warning, start=start(warning.start)) for warning in letter.warnings),
    )
