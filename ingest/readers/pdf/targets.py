"""Addresses in a PDF: link annotations with the words they lie on, and printed ones mended over line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claimgraph.ingest.layout import Remark
from claimgraph.ingest.models import Link, Span
from claimgraph.ingest.readers.addresses import same_target
from claimgraph.ingest.readers.pdf.glyphs import Box
from claimgraph.ingest.readers.pdf.lines import PrintedLine
from claimgraph.ingest.readers.pdf.notes import FoundNote, Place
from claimgraph.ingest.readers.pdf.setting import Setting
from claimgraph.ingest.readers.pdf.written import Written
from claimgraph.ingest.structure.links import find_addresses

_ADDRESS = re.compile(r"(?:htt?ps?://|www\.)\S*$", re.I)
_LIGATED = re.compile(r"\bht(?=ps?://)")
_CUT = tuple("-_=&%/?#~+.")
_PART = re.compile(r"[\w%&=?#~+/.@:-]+")
_LIKE_PART = re.compile(r"[/_=%&?#\d]|\w[-.]\w")
_PRINTED = re.compile(r"(?:https?://|www\.)", re.I)


def find_targets(
    written: Written, notes: Sequence[FoundNote], setting: Setting
) -> tuple[tuple[Link, ...], tuple[Remark, ...]]:
    """All links of the letter by offset, and remarks on those whose words name another address."""
    annotated = list(_annotated(written))
    links: list[Link] = list(annotated)
    remarks: list[Remark] = []
    for chain in _chains(written, notes):
        for link in _printed(written, chain, annotated, setting):
            over = [other for other in annotated if other.start < link.end and link.start < other.end]
            if any(same_target(link.url, other.url) for other in over):
                continue
            links.append(link)
            if over and not any(_alike(other.url, link.url) for other in over):
                remarks.append(Remark(f"the printed address {link.url} leads to {over[0].url}", link.start))
    return tuple(sorted(links, key=lambda link: (link.start, link.end, link.url))), tuple(remarks)


def _alike(one: str, other: str) -> bool:
    """Whether one address begins like the other, as when a reader program linked the first line only."""
    first, second = (re.sub(r"^https?|\W|_", "", url.casefold()) for url in (one, other))
    return first.startswith(second[:30]) or second.startswith(first[:30])


def _annotated(written: Written) -> Iterator[Link]:
    """The annotations' links; those of one target that follow each other are one."""
    held = [
        (span, target)
        for number, page in enumerate(written.pages)
        for target, boxes in page.links
        for box in boxes
        for span in _under(written, number, box)
    ]
    joined: list[tuple[str, list[Span]]] = []
    for span, target in sorted(set(held)):
        if joined and joined[-1][0] == target and not written.text[joined[-1][1][-1].end : span.start].strip():
            joined[-1][1].append(span)
        else:
            joined.append((target, [span]))
    for target, spans in joined:
        words = " ".join(written.text[span.start : span.end] for span in spans)
        bare = "".join(words.split())
        anchor = None if _PRINTED.match(bare) or same_target(bare, target) else " ".join(words.split())
        yield Link(target, anchor, spans[0].start, max(span.end for span in spans))


def _under(written: Written, number: int, box: Box) -> Iterator[Span]:
    """The characters of a page that lie in a box, one span a line, without blanks at the ends."""
    for at, line in enumerate(written.pages[number].lines):
        if not box.y0 <= line.y + 0.3 * line.size <= box.y1:
            continue
        inside = [
            index
            for index, (x0, x1) in enumerate(line.xs)
            if box.x0 - 0.5 <= (x0 + x1) / 2 <= box.x1 + 0.5 and not line.text[index].isspace()
        ]
        if inside:
            start = written.starts[number, at]
            yield Span(start + inside[0], start + inside[-1] + 1)


def _chains(written: Written, notes: Sequence[FoundNote]) -> Iterator[list[Place]]:
    """The lines of each note, and of each stretch of body between paragraphs' beginnings."""
    noted: set[Place] = set()
    for note in notes:
        noted.update(note.places)
        yield note.places
    chain: list[Place] = []
    for place in written.places():
        if place in noted or place[1] in written.pages[place[0]].furniture:
            continue
        if chain and place in written.opens and place[0] == chain[-1][0]:
            yield chain
            chain = []
        chain.append(place)
    if chain:
        yield chain


def _printed(written: Written, chain: Sequence[Place], annotated: Sequence[Link], setting: Setting) -> Iterator[Link]:
    """The addresses printed in a chain of lines, mended where they run over a line's end."""
    shadow: list[str] = []
    offsets: list[int] = []
    running = False
    for place, after in zip(chain, [*chain[1:], None], strict=True):
        line, start = written.line(place), written.starts[place]
        shadow.append(line.text)
        offsets.extend(range(start, start + len(line.text)))
        open_end = _ADDRESS.search(line.text) or (running and " " not in line.text)
        running = (
            open_end is not None
            and after is not None
            and bool(open_end)
            and _joined(written, place, after, annotated, setting)
        )
        if not running:
            shadow.append("\n")
            offsets.append(start + len(line.text))
    text, offsets = _with_schemes("".join(shadow), offsets)
    for address in find_addresses(text, 0, len(text)):
        if address.anchor is None:
            first, last = offsets[address.words_start], offsets[address.words_end - 1]
            end = last + 1 if last - first < 2 * len(address.url) else first + 1
            yield Link(address.url, None, first, end)


def _with_schemes(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """The text with ``htps://`` as ``https://``: fonts with one glyph for "tt" often say that it means one "t"."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for match in _LIGATED.finditer(text):
        parts.extend((text[at : match.start()], "htt"))
        places.extend((*offsets[at : match.start()], *offsets[match.start() : match.end()], offsets[match.end() - 1]))
        at = match.end()
    return "".join((*parts, text[at:])), [*places, *offsets[at:]]


def _joined(written: Written, place: Place, after: Place, annotated: Sequence[Link], setting: Setting) -> bool:
    """Whether the address that ends a line goes on in the next: by the links upon them, else by how they are set."""
    line, below = written.line(place), written.line(after)
    part = _PART.match(below.text)
    if part is None:
        return False
    start, end = written.span(place).end, written.starts[after]
    here = [link.url for link in annotated if link.start < start <= link.end]
    there = [link.url for link in annotated if link.start <= end < link.end]
    if here and there:
        return here[0] == there[0]
    last = _ADDRESS.search(line.text)
    if here and last and same_target(here[0], last.group()):
        return False
    right = max(other.x1 for other in written.pages[place[0]].lines if other.column == line.column)
    return _goes_on(line, below, part.group(), setting, right)


def _goes_on(line: PrintedLine, below: PrintedLine, part: str, setting: Setting, right: float) -> bool:
    """Whether what stands at the head of the line below belongs to the address at this one's end."""
    if line.trailing or _PRINTED.match(below.text):
        return False
    full = right - line.x1 < 1.0 * line.size
    like = _LIKE_PART.search(part) is not None
    if setting.blanks:
        return full or like or line.text.endswith(_CUT)
    if line.text.endswith(_CUT):
        return like or (part[0].islower() and (full or not line.text.endswith((".", "/"))))
    return full and like
