"""Where a quote stands in its letter: exact spans, or a reason why not."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from claimgraph.ingest.models import Letter, Span
from claimgraph.ingest.structure import Reading, read_spans

_FOLDED = str.maketrans("“”„‟«»‘’‚‛`´\u00a0\u2007\u202f", "\"\"\"\"\"\"''''''   ")
"""Quotation marks and blanks that differ between a letter and what a person types; one character for one."""

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_MARK = re.compile(r"[⁰¹²³⁴-⁹]+|\^\{[\d, ]+\}|\[\^?\d+\]")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One block or footnote: where its reading begins in the whole reading, and its own unbroken spans."""

    begin: int
    reading: Reading
    spans: tuple[Span, ...]
    is_note: bool


@dataclass(frozen=True, slots=True)
class Anchored:
    """A quote found: its unbroken spans in the letter's text, in order, and its words as they are read there."""

    spans: tuple[Span, ...]
    words: str

    @property
    def whole(self) -> Span:
        """From its first code point to its last, whatever stands in between."""
        return Span(self.spans[0].start, self.spans[-1].end)


class AnchorError(Exception):
    """A quote that can't be anchored; the text says why and where to look."""


class Anchors:
    """A letter prepared for finding quotes in it.

    A quote is looked for in the reading view (no footnote marks, emphasis, page breaks or line wraps), within one
    paragraph, list item, table cell or footnote; its spans are cut at what interrupts it, such as a footnote's body.
    """

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        stretches: list[_Stretch] = []
        begin = 0
        bodies = [(block.spans, False) for block in letter.blocks] + [(note.spans, True) for note in letter.footnotes]
        for spans, is_note in bodies:
            reading = read_spans(letter.text, spans, letter.marks)
            stretches.append(_Stretch(begin, reading, spans, is_note))
            begin += len(reading.text) + 1
        self._stretches = tuple(stretches)
        self._begins = [stretch.begin for stretch in stretches]
        self._folded = "\n".join(stretch.reading.text for stretch in stretches).translate(_FOLDED)

    def find(self, quote: str, context: str | None = None, within: Span | None = None) -> Anchored:
        """The one place where the quote stands, in the whole letter or in what is read ``within`` a stretch of it.

        ``context`` is a longer stretch around it, needed where the quote stands twice.
        Raises `AnchorError` when quote or context stand nowhere (naming the nearest passage) or more than once.
        """
        low, high = self._view(within) if within else (0, len(self._folded))
        if context is not None:
            flowing = self._folded.replace("\n", " ")  # a context may run on into the next list item or paragraph
            low, high = self._only(flowing, _candidates(context), low, high, "context")
        begin, end = self._only(self._folded, _candidates(quote), low, high, "quote")
        return self._anchored(begin, end)

    def names(self, words: str, within: Span) -> bool:
        """Whether the words stand, once or more, as whole words in what is read within the stretch."""
        low, high = self._view(within)
        return any(
            next(_whole_words(self._folded, wanted, low, high), None) is not None for wanted in _candidates(words)
        )

    def _view(self, within: Span) -> tuple[int, int]:
        """The part of the whole reading that stands in a stretch of the letter, without the footnotes inside it."""
        inside = [
            stretch
            for stretch in self._stretches
            if any(span.start < within.end and within.start < span.end for span in stretch.spans)
        ]
        of_body = [stretch for stretch in inside if not stretch.is_note] or inside
        views = [
            (stretch.begin + low, stretch.begin + high)
            for stretch in of_body
            for low, high in (stretch.reading.between(within),)
            if low < high
        ]
        return (views[0][0], views[-1][1]) if views else (0, 0)

    def _only(self, view: str, candidates: tuple[str, ...], low: int, high: int, name: str) -> tuple[int, int]:
        for wanted in candidates:
            places = list(islice(_whole_words(view, wanted, low, high), 2))
            if len(places) == 2:
                lines = " and ".join(str(self._line(place)) for place in places)
                remedy = "give a context, a longer stretch that stands once" if name == "quote" else "make it longer"
                raise AnchorError(f"the {name} {_shown(wanted)} stands twice, in lines {lines} of the letter: {remedy}")
            if places:
                return places[0], places[0] + len(wanted)
        if name == "quote" and (low, high) != (0, len(self._folded)):
            raise AnchorError(f"the quote {_shown(candidates[0])} does not stand in its context: correct one of them")
        raise AnchorError(f"the {name} {_shown(candidates[0])} is not in the letter; {self._nearest(candidates[0])}")

    def _anchored(self, begin: int, end: int) -> Anchored:
        stretch = self._stretches[bisect_right(self._begins, begin) - 1]
        begin, end = begin - stretch.begin, end - stretch.begin
        offsets = stretch.reading.offsets[begin:end]
        spans = []
        for span in stretch.spans:
            inside = [offset for offset in offsets if span.start <= offset < span.end]
            if inside:
                spans.append(Span(inside[0], inside[-1] + 1))
        return Anchored(tuple(spans), stretch.reading.text[begin:end])

    def _line(self, position: int) -> int:
        stretch = self._stretches[bisect_right(self._begins, position) - 1]
        offset = stretch.reading.offsets[position - stretch.begin]
        return self._letter.text.count("\n", 0, offset) + 1

    def _nearest(self, wanted: str) -> str:
        """The passage that shares the longest run of characters with the quote."""
        best, place = 0, 0
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        for stretch in self._stretches:
            text = self._folded[stretch.begin : stretch.begin + len(stretch.reading.text)]
            matcher.set_seq1(text)
            match = matcher.find_longest_match()
            if match.size > best:
                best, place = match.size, stretch.begin + max(0, match.a - match.b)
        if best < min(12, len(wanted)):
            return "no passage comes near: copy the words from the letter"
        end = self._folded.find("\n", place)
        passage = self._folded[place : end if end >= 0 else None][: len(wanted) + 20]
        return f"the nearest passage, in line {self._line(place)} of the letter, is {_shown(passage)}"


def _whole_words(view: str, wanted: str, low: int, high: int) -> Iterator[int]:
    """Where the words stand as whole words: "likely" is not found in "unlikely", whose meaning it would turn around."""
    begin = view.find(wanted, low, high) if wanted else -1
    while begin >= 0:
        end = begin + len(wanted)
        cut_before = begin > 0 and view[begin - 1].isalnum() and wanted[0].isalnum()
        cut_after = end < len(view) and view[end].isalnum() and wanted[-1].isalnum()
        if not (cut_before or cut_after):
            yield begin
        begin = view.find(wanted, begin + 1, high)


def _candidates(quote: str) -> tuple[str, ...]:
    """The quote as it is read: first as given, then without what may be link mark-up, footnote marks and emphasis."""
    folded = " ".join(quote.split()).translate(_FOLDED)
    bare = " ".join(_EMPHASIS.sub("", _MARK.sub("", _LINK.sub(r"\1", folded))).split())
    return (folded,) if bare == folded else (folded, bare)


def _shown(text: str) -> str:
    return f'"{text if len(text) <= _SHOWN else text[:_SHOWN] + "…"}"'
