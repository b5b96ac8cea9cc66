"""A letter's structure from its plain text, and from its layout where a reader knows that."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from claimgraph.ingest.layout import KnownCell, Layout, Remark
from claimgraph.ingest.models import Block, Doubt, Footnote, Letter, Link, Mark, Section
from claimgraph.ingest.structure.blocks import read_blocks
from claimgraph.ingest.structure.captions import is_caption
from claimgraph.ingest.structure.front_matter import read_front_matter
from claimgraph.ingest.structure.headings import Heading, find_headings
from claimgraph.ingest.structure.invisible import restored, visible
from claimgraph.ingest.structure.lines import Line, Numbers, Pages, lines_in, split_lines
from claimgraph.ingest.structure.links import find_links
from claimgraph.ingest.structure.marks import Warn, find_marks
from claimgraph.ingest.structure.notes import Body, Notes, find_notes, known_notes
from claimgraph.ingest.structure.pages import is_rule, join_blocks, page_furniture
from claimgraph.ingest.structure.paragraphs import Paragraph
from claimgraph.ingest.structure.questions import Questions
from claimgraph.ingest.structure.reading import read_spans

_SIGNS = " *_#>\t"
_GAP = re.compile(r"\t\s*|\s{3,}")


def parse(
    text: str,
    questions: Sequence[tuple[str, str]] = (),
    layout: Layout | None = None,
    remarks: Sequence[Remark] = (),
) -> Letter:
    """The letter that a text is; ``questions`` are the notations and texts of the request's questions.

    Any text parses; what can't be settled becomes a warning, as do the reader's ``remarks``. What ``layout`` knows of
    the text is taken from there and not looked for. Blocks and footnotes don't overlap, and the sections, from 0 on,
    cover the text.
    """
    plain, offsets = visible(text)
    if layout is not None and len(plain) < len(text):
        layout = layout.moved(offsets)
    letter = _parse(plain, Questions(questions), layout or Layout())
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if len(plain) < len(text):
        letter = restored(letter, text, offsets)
    if remarks:
        numbers = Numbers(text)
        doubts = [Doubt(remark.message, remark.start, numbers.at(remark.start)) for remark in remarks]
        letter = replace(letter, warnings=_sorted([*letter.warnings, *doubts]))
    return replace(letter, text_sha256=digest)


def _parse(text: str, questions: Questions, layout: Layout) -> Letter:
    numbers, pages = Numbers(text), Pages(text)
    warnings: list[Doubt] = []

    def warn(message: str, start: int) -> None:
        warnings.append(Doubt(message, start, numbers.at(start)))

    lines = split_lines(text)
    furniture = page_furniture(text, lines) if layout.furniture is None else lines_in(lines, layout.furniture)
    kept = [line for position, line in enumerate(lines) if position not in furniture]
    if layout.notes is None:
        notes = find_notes(text, kept, warn)
    else:
        notes = known_notes(text, kept, layout.notes, layout.marks)
    raw = list(_in_cells(read_blocks(text, _chunks(text, kept, notes)), layout.cells))
    spoken = list(_without_captions(text, raw, warn))
    parted, headings = find_headings(text, spoken, questions, warn, layout.headings)
    links = find_links(text) if layout.links is None else layout.links
    interruptions = sorted(
        [span.start for body in notes.bodies for span in body.spans] + [lines[position].start for position in furniture]
    )
    blocks = tuple(join_blocks(text, parted, interruptions))
    marks = notes.marks
    if marks is None:
        spans = sorted(span for block in blocks for span in block.spans)
        numbered = {body.number for body in notes.bodies if body.printed is None}
        marks = find_marks(text, spans, numbered, warn, notes.brackets)
        marks = tuple(sorted((*marks, *layout.further_marks), key=lambda mark: mark.start))
    _warn_unmarked(notes.bodies, marks, warn)
    front = read_front_matter(tuple(_paragraphs(text, blocks)), text, warn)
    return Letter(
        text=text,
        text_sha256="",
        respondent=front.respondent,
        date=front.date,
        docket=front.docket,
        addressee=front.addressee,
        signatory=front.signatory,
        signatory_role=front.signatory_role,
        sections=tuple(_sections(text, headings, marks)),
        blocks=blocks,
        footnotes=tuple(_footnote(text, body, pages, links) for body in notes.bodies),
        marks=tuple(replace(mark, page=pages.at(mark.start)) for mark in marks),
        links=links,
        warnings=_sorted(warnings),
    )


def _sorted(warnings: Sequence[Doubt]) -> tuple[Doubt, ...]:
    return tuple(sorted(warnings, key=lambda warning: (warning.start, warning.message)))


def _chunks(text: str, lines: Sequence[Line], notes: Notes) -> Iterator[list[Line]]:
    """Runs of lines of the body that no blank line, note, rule or page break interrupts."""
    noted = notes.lines
    chunk: list[Line] = []
    for position, line in enumerate(lines):
        apart = position in noted or is_rule(text, line)
        if chunk and (apart or line.gap or line.page != chunk[-1].page):
            yield chunk
            chunk = []
        if not apart:
            chunk.append(line)
    if chunk:
        yield chunk


def _in_cells(blocks: Iterable[Block], cells: Sequence[KnownCell]) -> Iterator[Block]:
    """The blocks, those that stand in a known table's cell as such."""
    starts = [cell.span.start for cell in cells]
    for block in blocks:
        at = bisect_right(starts, block.spans[0].start) - 1
        cell = cells[at] if at >= 0 and block.spans[0].start < cells[at].span.end else None
        if cell is None:
            yield block
        else:
            yield Block("table-cell", block.spans, table=cell.table, row=cell.row, column=cell.column)


def _without_captions(text: str, blocks: Sequence[Block], warn: Warn) -> Iterator[Block]:
    before, first = "", True
    for block in blocks:
        span = block.spans[0]
        words = text[span.start : span.end]
        if block.kind == "paragraph" and is_caption(words, before, first):
            warn("this describes a picture and is taken for no words of the letter", span.start)
            continue
        before, first = words, first and len(words) < 200
        yield block


def _paragraphs(text: str, blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if block.kind in ("paragraph", "heading"):
            raw = [part for span in block.spans for part in text[span.start : span.end].splitlines()]
            bare = [stripped for part in raw if (stripped := part.strip(_SIGNS))]
            lines = tuple(" ".join(part.split()) for part in bare)
            columns = tuple(tuple(" ".join(cell.split()) for cell in _GAP.split(part)) for part in bare)
            words = read_spans(text, block.spans).text
            yield Paragraph(block.spans[0].start, lines, columns, words, block.kind == "heading")


def _sections(text: str, headings: Sequence[Heading], marks: Sequence[Mark]) -> Iterator[Section]:
    starts = [0, *(heading.block.spans[0].start for heading in headings), len(text)]
    yield Section(0, None, (), 0, starts[1])
    for number, heading in enumerate(headings, start=1):
        words = read_spans(text, heading.block.spans, marks).text
        yield Section(number, words, heading.questions, starts[number], starts[number + 1])


def _footnote(text: str, body: Body, pages: Pages, known: Sequence[Link]) -> Footnote:
    links = tuple(link for link in known if any(span.start <= link.start < span.end for span in body.spans))
    words = _mended(read_spans(text, body.spans).text, links) if body.worded else ""
    return Footnote(body.number, words, body.spans, links, pages.at(body.spans[0].start), body.printed)


def _mended(words: str, links: Sequence[Link]) -> str:
    """The words, addresses that run over a line's end without the blank that stands for it."""
    for link in links:
        if link.anchor is None and link.url not in words:
            broken = re.compile(" ?".join(map(re.escape, link.url)))
            words = broken.sub(lambda _, url=link.url: url, words)  # type: ignore[misc]
    return words


def _warn_unmarked(bodies: Sequence[Body], marks: Sequence[Mark], warn: Warn) -> None:
    marked = {mark.number for mark in marks}
    before = 0
    for body in bodies:
        start = body.spans[0].start
        if body.number not in marked:
            warn(f"footnote {body.number} has no mark in the text", start)
        if not body.worded:
            warn(f"footnote {body.number} has no words: another begins right under its number", start)
        if body.number > before + 1:
            missing = f"{before + 1}" if body.number == before + 2 else f"{before + 1} to {body.number - 1}"
            warn(f"footnote {missing} is missing before footnote {body.number}", start)
        before = body.number
