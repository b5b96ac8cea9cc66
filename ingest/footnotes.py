"""Whether the footnotes that an annotation refers to are there, once, and have their mark at the quoted words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from claimgraph.ingest.anchors import Anchored
from claimgraph.ingest.annotations import LetterAnnotation, Noted, quoted
from claimgraph.ingest.corpus import File
from claimgraph.ingest.errors import Problem
from claimgraph.ingest.located import Key
from claimgraph.ingest.models import Letter, Span
from claimgraph.ingest.names import repeated, unknown


def check_footnotes(
    annotation: File[LetterAnnotation], letter: Letter, places: Mapping[Key, Anchored]
) -> Iterator[Problem]:
    """A problem for each footnote that isn't there, stands twice, or has no mark where the quote stands.

    ``places`` has the quotes' places by the path of what rests on them; what has none is not looked at for marks.
    """
    known = {str(note.number) for note in letter.footnotes}
    for path, record in quoted(annotation.content):
        if not isinstance(record, Noted):
            continue
        numbers = [reference.number for reference in record.references]
        entries = [(str(number), annotation.at(*path, "footnotes", j)) for j, number in enumerate(numbers)]
        yield from unknown("footnote", entries, known)
        yield from repeated("footnote", entries, "keep one")
        if entries and path in places:
            around, there = _surroundings(letter, places[path].spans[0].start)
            for (number, at), reference in zip(entries, numbers, strict=True):
                if number in known and reference not in there:
                    yield Problem(at, _unmarked(reference, around, there))


def _surroundings(letter: Letter, offset: int) -> tuple[str, frozenset[int]]:
    """What kind of thing stands at a code point of the letter, and the footnotes that have a mark in it.

    For words of a footnote that is the footnote itself.
    """
    for note in letter.footnotes:
        if _holds(note.spans, offset):
            return "footnote", frozenset({note.number})
    for block in letter.blocks:
        if _holds(block.spans, offset):
            return block.kind.replace("-", " "), frozenset(
                m.number for m in letter.marks if _holds(block.spans, m.start)
            )
    return "paragraph", frozenset()


def _holds(spans: tuple[Span, ...], offset: int) -> bool:
    return any(span.start <= offset < span.end for span in spans)


def _unmarked(number: int, around: str, there: Collection[int]) -> str:
    marks = ", ".join(map(str, sorted(there))) or "none"
    return f"footnote {number} has no mark in the {around} of the quoted words; there: {marks}"
