"""The words of a stretch of a letter as a reader reads them, and where each character stands in the letter."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimgraph.ingest.models import Mark, Span
from claimgraph.ingest.structure.invisible import INVISIBLE
from claimgraph.ingest.structure.links import find_addresses
from claimgraph.ingest.structure.marks import MARKED

_TAGS = (
    "abbr|br|b|big|center|code|div|em|font|h[1-6]|hr|img|i|li|ol|p|small|span|strong|sub|sup|s|table|tbody|td|thead|th|tr|"
    "ul|u|a"
)
_SYNTAX = re.compile(
    rf"(?P<power><su[bp]>[\d+−,-]{{1,9}}</su[bp]>)|(?P<tag></?(?:{_TAGS})(?:\s[^<>]{{0,300}})?/?>)|(?P<escape>\\(?=[()\[\]*_\\#<>]))"
    rf"|(?P<emphasis>\*+|_+)|(?P<invisible>[{INVISIBLE}]+)",
    re.I,
)
_PARTING = re.compile(r"</?(?:br|div|hr|li|ol|p|td|th|tr|ul)\b", re.I)
_LEAD = re.compile(r"(?:(?:[•▪●○◦‣■□➢✓⁃∙]|[-*–—](?=[ \t]))[ \t\u00a0]*(?:\d{1,2}[.)][ \t]+)?|#{1,6}[ \t]+)(?=\S)")
_QUOTED = re.compile(r">[ \t\u00a0]*$")
_QUOTE = re.compile(r"(?:>[ \t\u00a0]*)+(?=\S)")
_QUOTE_ON = re.compile(r"(?<=\n)[ \t\u00a0]*>[> \t\u00a0]*")
_WORDS = re.compile(r"\S+(?: \S+)*|\s+")
_BREAK = re.compile(r"[\n\r\f\v\x85\u2028\u2029]")
_SUSPENDED = re.compile(r"(?:and|or|to|und)\b|&")
_OPENER = re.compile(r"(?<![^\W_])_+(?=[^\s_])")
_CLOSER = re.compile(r"(?<=[^\s_])_+(?![^\W_])")
_NEAR = 160
_CLOSING = frozenset(".,;:!?)]”’\"'")

Cut = tuple[int, int, bool]
"""A stretch that is not read, and whether it parts words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Words as read, and for each character of ``text`` its offset in the letter.

    Offsets increase strictly. A single blank stands for whatever white space, line end or interruption it replaces.
    """

    text: str
    offsets: tuple[int, ...]

    def between(self, span: Span) -> tuple[int, int]:
        """Where in ``text`` the characters begin that stand in a stretch of the letter, and where they end."""
        return bisect_left(self.offsets, span.start), bisect_left(self.offsets, span.end)


def read_spans(letter_text: str, spans: Sequence[Span], marks: Sequence[Mark] = ()) -> Reading:
    r"""The reading of a block or footnote.

    Left out are footnote marks with what surrounds them (``^{``, ``}``, ``[^``, ``<sup>``), asterisks and underscores
    that emphasise, the syntax of links, HTML tags, the bullet in front, a quotation's ``>``, and characters that have
    no width. White space becomes one blank; fragments are joined by a blank, unless a hyphen ends the first. ``marks``
    come in the order of their offsets.

    >>> read_spans("**No**\ndoubt.¹", [Span(0, 14)], [Mark(1, 13, 14, "doubt.")]).text
    'No doubt.'
    """
    writer = _Writer(letter_text)
    starts = [mark.start for mark in marks]
    for position, span in enumerate(spans):
        at = span.start
        if position:
            writer.blank(spans[position - 1].end, broken=True)
        elif lead := _LEAD.match(letter_text, span.start, span.end) or _QUOTE.match(letter_text, span.start, span.end):
            at = lead.end()
        inside = marks[bisect_left(starts, at) : bisect_left(starts, span.end)]
        cuts = [*_syntax(letter_text, at, span.end), *_marks(letter_text, at, span.end, inside)]
        if letter_text.startswith(">", span.start) or _QUOTED.search(letter_text, max(0, span.start - 20), span.start):
            quotes = _QUOTE_ON.finditer(letter_text, at, span.end)
            cuts.extend((match.start(), match.end(), True) for match in quotes)
        for start, end, parts in sorted(cuts):
            writer.copy(at, start)
            if parts:
                writer.blank(start)
            elif end > at:
                writer.cut()
            at = max(at, end)
        writer.copy(at, span.end)
    return writer.reading()


class _Writer:
    """Collects characters; a blank is held back until a character follows it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[str] = []
        self._offsets: list[int] = []
        self._blank: int | None = None
        self._broken = self._cut = False

    def copy(self, start: int, end: int) -> None:
        """Take over a stretch, its white space as blanks."""
        for match in _WORDS.finditer(self._text, start, end):
            word = match.group()
            if word[0].isspace():
                self.blank(match.start(), broken=_BREAK.search(word) is not None)
            else:
                if self._blank is not None and self._offsets and self._parts_words(match.start()):
                    self._parts.append(" ")
                    self._offsets.append(self._blank)
                self._blank = None
                self._parts.append(word)
                self._offsets.extend(range(match.start(), match.end()))

    def blank(self, offset: int, broken: bool = False) -> None:
        """White space; ``broken`` where a line or a fragment ends."""
        if self._blank is None:
            self._blank, self._broken, self._cut = offset, broken, False
        self._broken |= broken

    def cut(self) -> None:
        """Something was left out here."""
        self._cut = True

    def reading(self) -> Reading:
        """All that was collected."""
        return Reading("".join(self._parts), tuple(self._offsets))

    def _parts_words(self, start: int) -> bool:
        """Whether the blank held back stands between what was read last and what begins at ``start``."""
        last, here = self._offsets[-1], self._text[start]
        if self._blank is None or not last < self._blank < start or (self._cut and here in _CLOSING):
            return False
        if not self._broken:
            return True
        if self._text[last + 1] == "\u00ad":
            return False
        glued = self._text[last] == "-" and last > 0 and self._text[last - 1].isalnum() and here.isalnum()
        return not glued or _SUSPENDED.match(self._text, start) is not None


def _syntax(text: str, start: int, end: int) -> Iterator[Cut]:
    """The links' syntax, tags, emphasis, backslashes and characters without width."""
    at = start
    for address in find_addresses(text, start, end):
        yield from _plain_syntax(text, at, address.start, start, end)
        yield address.start, address.words_start, False
        if address.anchor is not None:
            yield from _plain_syntax(text, address.words_start, address.words_end, start, end)
        yield address.words_end, address.end, False
        at = address.end
    yield from _plain_syntax(text, at, end, start, end)


def _plain_syntax(text: str, at: int, stop: int, start: int, end: int) -> Iterator[Cut]:
    for match in _SYNTAX.finditer(text, at, stop):
        if match.lastgroup == "power":  # without its tags 10<sup>26</sup> would read as another number
            continue
        if match.lastgroup == "emphasis" and not _emphasises(text, match.start(), match.end(), start, end):
            continue
        yield match.start(), match.end(), match.lastgroup == "tag" and _PARTING.match(match.group()) is not None


def _emphasises(text: str, at: int, stop: int, start: int, end: int) -> bool:
    """Whether asterisks or underscores are mark-up: they touch words, and not on both sides.

    Underscores only so in pairs, as names in code begin with one; asterisks also alone, as transcriptions lose their
    fellows.
    """
    if at > start and text[at - 1] == "\\":
        return False
    before = text[at - 1] if at > start else " "
    after = text[stop] if stop < end else " "
    opens = not _in_word(before) and not after.isspace()
    closes = not before.isspace() and not _in_word(after)
    run = text[at:stop]
    if run[0] == "*":
        return opens or closes or (len(run) in (2, 3) and not (before.isspace() and after.isspace()))
    closers = _CLOSER.finditer(text, stop, min(end, stop + _NEAR)) if opens else ()
    openers = _OPENER.finditer(text, max(start, at - _NEAR), at) if closes else ()
    return any(match.group() == run for matches in (closers, openers) for match in matches)


def _in_word(character: str) -> bool:
    return character.isalpha() or character.isdecimal()


def _marks(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Cut]:
    """For each mark its digits and the syntax around them."""
    if not marks:
        return
    known = {mark.start for mark in marks}
    covered: set[int] = set()
    for match in MARKED.finditer(text, start, end):
        inside = known.intersection(range(match.start(), match.end()))
        if inside:
            covered |= inside
            yield match.start(), match.end(), False
    yield from ((mark.start, mark.end, False) for mark in marks if mark.start not in covered)
