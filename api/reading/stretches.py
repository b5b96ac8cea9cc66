"""A part of a letter's text as one reads it: without mark-up, each stretch with its place; its links and emphasis."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from claimgraph.api.reading.marking import Mark, Stretch
from claimgraph.ingest.models import Mark as FootnoteMark
from claimgraph.ingest.models import Span
from claimgraph.ingest.structure import Reading, read_spans
from claimgraph.ingest.structure.links import find_addresses

__all__ = ["stretches", "syntax"]

_EMPHASIS = re.compile(r"(\*{1,3})(?=[^\s*])((?:[^*\n]|\n(?!\s*\n))*?[^\s*])\1(?!\*)")


def stretches(text: str, spans: Sequence[Span], marks: Sequence[FootnoteMark]) -> list[Stretch]:
    r"""Return the words of these spans as one reads them (`read_spans`), white space as the text has it.

    >>> stretches("**No**\ndoubt.¹", [Span(0, 14)], [FootnoteMark(1, 13, 14, "doubt.")])
    [Stretch(start=2, text='No'), Stretch(start=6, text='\ndoubt.')]
    """
    found: list[Stretch] = []
    first, words, follows = 0, "", -1
    for start, end, shown in _shown(text, read_spans(text, spans, marks)):
        if start == follows:
            words += shown
        else:
            if words:
                found.append(Stretch(first, words))
            first, words = start, shown
        follows = end
    return [*found, Stretch(first, words)] if words else found


def syntax(text: str, spans: Sequence[Span], addresses: Sequence[str] = ()) -> Iterator[Mark]:
    """Yield the links to the web and the emphasis that the mark-up in these spans stands for.

    An address that runs over a line's end is one of `addresses`, which are whole. What an asterisk without its fellow
    means nobody knows, and it makes no emphasis.
    """
    for span in spans:
        for address in find_addresses(text, span.start, span.end):
            url, end = address.url, address.words_end
            if address.anchor is None:
                url, end = _whole(text, address.words_start, span.end, url, addresses) or (url, end)
            if url.startswith(("https://", "http://")):
                yield Mark(address.words_start, end, "link", target=url)
        for match in _EMPHASIS.finditer(text, span.start, span.end):
            yield Mark(match.start(2), match.end(2), "em" if len(match[1]) == 1 else "strong")


def _whole(text: str, start: int, end: int, url: str, addresses: Sequence[str]) -> tuple[str, int] | None:
    """Return the longest of the addresses that goes on from this one here, but for white space, and where it ends."""
    for whole in sorted(addresses, key=len, reverse=True):
        if len(whole) > len(url) and whole.startswith(url):
            match = re.compile(r"\s*".join(map(re.escape, whole))).match(text, start, end)
            if match:
                return whole, match.end()
    return None


def _shown(text: str, reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Yield runs of characters: where they start, where what follows directly would start, and what to show.

    Line ends of old systems, which a browser turns into others, are shown as blanks.
    """
    begin = 0
    offsets, words = reading.offsets, reading.text
    for n, (here, there) in enumerate(pairwise((*offsets, len(text) + 1))):
        blank = words[n] == " "
        if not blank and there == here + 1:
            continue
        if begin < n or not blank:
            last = n if blank else n + 1
            yield offsets[begin], offsets[last - 1] + 1, words[begin:last]
        if blank:
            gap = text[here:there]
            kept = gap.isspace() and "\r" not in gap
            yield (here, there, gap) if kept else (here, -1 if gap.strip() else here + 1, " ")
        begin = n + 1
