"""A letter's text cut into readable paragraphs, with the passages that something was read from in their places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claimgraph.store.search import paragraphs as paragraphs_of

__all__ = ["Excerpt", "Paragraph", "Piece", "Reader", "Span", "excerpts", "paragraphs"]

REACH = 400
"""How many code points before and after a quote its excerpt has at most."""

_BREAK = re.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class Reader:
    """What was read from a span: its IRI, its label, and a word for its kind."""

    iri: str
    label: str
    word: str


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text, in code points, `end` exclusive; one that something was read from is marked in the text."""

    start: int
    end: int
    readers: tuple[Reader, ...] = ()
    marked: bool = True

    @property
    def anchor(self) -> str:
        """The fragment at which the page of the whole text shows the span."""
        return f"c{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without a boundary in it: the anchors of the spans that start here, the readers of those that end here.

    The anchors of marked spans stand in `anchors`, those of the others in `places`. `start` is where it starts in the
    text: `p` and that number of a paragraph's first piece is the fragment at which its page shows the paragraph.
    """

    text: str
    marked: bool = False
    anchors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    readers: tuple[Reader, ...] = ()
    start: int = 0


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Spans that stand close to one another, in their context; `opens` and `ends` say where a sentence was cut."""

    anchor: str
    paragraphs: tuple[Paragraph, ...]
    opens: bool
    ends: bool

    @property
    def chars(self) -> str:
        """The range of its first span, as the letter's page takes it."""
        return self.anchor[1:].replace("-", ",")


def paragraphs(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> tuple[Paragraph, ...]:
    r"""Return text[start:end] by paragraphs, parted at blank lines and cut where a span starts or ends.

    >>> [[(piece.text, piece.marked) for piece in each] for each in paragraphs("One two.\n\nThree.", [Span(4, 13)])]
    [[('One ', False), ('two.', True)], [('Thr', True), ('ee.', False)]]
    """
    last = len(text) if end is None else end
    within = sorted((span for span in spans if span.start < last and span.end > start), key=lambda s: (s.start, s.end))
    blocks = list(paragraphs_of(text, start, last))
    afters = [first for first, _ in blocks[1:]] + [last + 1]
    return tuple(
        tuple(_pieces(text, within, first, stop, blocks[n - 1][1] if n else start, after))
        for n, ((first, stop), after) in enumerate(zip(blocks, afters, strict=True))
    )


def excerpts(text: str, spans: Iterable[Span], reach: int = REACH) -> tuple[Excerpt, ...]:
    """Return the spans in their contexts; those with less than `reach` between them share one."""
    groups: list[list[Span]] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if groups and span.start - max(each.end for each in groups[-1]) < reach:
            groups[-1].append(span)
        else:
            groups.append([span])
    return tuple(_excerpt(text, group, reach) for group in groups)


def _excerpt(text: str, spans: Sequence[Span], reach: int) -> Excerpt:
    start, opens = _before(text, spans[0].start, reach)
    end, ends = _after(text, max(span.end for span in spans), reach)
    return Excerpt(spans[0].anchor, paragraphs(text, spans, start, end), opens, ends)


def _before(text: str, start: int, reach: int) -> tuple[int, bool]:
    """Return where the context begins, and whether that is amid a paragraph."""
    first = max(start - reach, 0)
    if first == 0:
        return 0, False
    # A paragraph's start is the better place, unless that leaves little to read before the quote.
    if gap := _BREAK.search(text, first, max(start - reach // 4, first)):
        return gap.end(), False
    word = re.compile(r"\s+").search(text, first, start)
    return (word.end() if word else first), True


def _after(text: str, end: int, reach: int) -> tuple[int, bool]:
    """Return where the context ends, and whether that is amid a paragraph."""
    last = min(end + reach, len(text))
    if last == len(text):
        return last, False
    if gaps := list(_BREAK.finditer(text, min(end + reach // 4, last), last)):
        return gaps[-1].start(), False
    words = list(re.compile(r"\s+").finditer(text, end, last))
    return (words[-1].start() if words else last), True


def _pieces(text: str, spans: Sequence[Span], first: int, stop: int, since: int, until: int) -> Iterator[Piece]:
    """Cut one block; `since` is where the block before ends and `until` where the next starts: none is lost between."""
    cuts = {first, stop}
    cuts |= {at for span in spans for at in (span.start, span.end) if first < at < stop}
    for here, there in pairwise(sorted(cuts)):
        low = since if here == first else here
        high = until if there == stop else there + 1
        # The widest first: its anchor is that of the mark itself.
        started = [span for span in reversed(spans) if low <= span.start <= here]
        yield Piece(
            text[here:there],
            any(span.marked and span.start <= here and there <= span.end for span in spans),
            tuple(span.anchor for span in started if span.marked),
            tuple(span.anchor for span in started if not span.marked),
            tuple(dict.fromkeys(reader for span in spans if there <= span.end < high for reader in span.readers)),
            here,
        )
