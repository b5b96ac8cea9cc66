"""A PDF's text version and layout, with a remark for all that couldn't be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from claimgraph.ingest.errors import LetterError, ScanError
from claimgraph.ingest.layout import KnownCell, KnownNote, Layout, Remark
from claimgraph.ingest.models import Mark, Span
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.readers.pdf.fields import cut_off, fill_page, has_form
from claimgraph.ingest.readers.pdf.glyphs import PageGlyphs, read_glyphs
from claimgraph.ingest.readers.pdf.headings import find_headings
from claimgraph.ingest.readers.pdf.line_numbers import without_line_numbers
from claimgraph.ingest.readers.pdf.lines import read_lines
from claimgraph.ingest.readers.pdf.notes import FoundNote, FoundNotes, find_notes
from claimgraph.ingest.readers.pdf.pages import Page, page_furniture
from claimgraph.ingest.readers.pdf.setting import read_setting
from claimgraph.ingest.readers.pdf.targets import find_targets
from claimgraph.ingest.readers.pdf.written import Written, write
from claimgraph.ingest.structure.marks import context_before, number_of

_FEW = 8


def read_pdf(path: Path, limits: Limits = Limits()) -> Document:  # noqa: B008  (frozen)
    """The letter in a PDF.

    Raises `LetterError` for a file that is encrypted, damaged, empty, too long or without any text. Scripts are
    never run: the library is built without an engine for them.
    """
    pdf = _opened(path)
    try:
        count = len(pdf)
        if count > limits.pages:
            raise LetterError(
                f"{path}: {count:,} pages are too many for a letter, {limits.pages:,} at most: split the file"
            )
        form = pdf.get_formtype()
        raws, pages, broken, typed = _pages(pdf)
        remarks = [*_remarks(pdf, form, raws, broken), *typed]
    finally:
        pdf.close()
    if not any(page.lines for page in pages):
        if any(each is not None and each.pictures for each in raws):
            raise ScanError(
                f"{path}: this is a scan: its {count:,} page{'s have' if count > 1 else ' has'} pictures and no text:"
                " recognise the text first, or name a program that does, as --ocr ocrmypdf"
            )
        raise LetterError(f"{path}: there is no text in this PDF: give the letter in another format")
    return _document(pages, remarks)


def _document(seen: Sequence[Page], remarks: Sequence[tuple[int | None, str]]) -> Document:
    unnumbered, numbered = without_line_numbers([page.lines for page in seen])
    bare = [replace(page, lines=lines) for page, lines in zip(seen, unnumbered, strict=True)]
    pages = [replace(page, furniture=furniture) for page, furniture in zip(bare, page_furniture(bare), strict=True)]
    setting = read_setting(pages)
    found = find_notes(pages, setting)
    notes = found.notes
    written = write(pages, notes, setting)
    links, doubts = find_targets(written, notes, setting)
    marks = tuple(_marks(written, found))
    layout = Layout(
        marks=marks if found.own else None,
        further_marks=() if found.own else marks,
        notes=tuple(_known(written, note) for note in notes) if notes else None,
        furniture=tuple(
            written.span((number, at)) for number, page in enumerate(pages) for at in sorted(page.furniture)
        ),
        headings=find_headings(written, notes, setting),
        links=links,
        cells=tuple(_cells(written)),
    )
    turned = (
        Remark("this begins like a footnote, but its number is out of turn: it is read as text", written.starts[place])
        for place in found.odd
    )
    feeds = [0, *(at + 1 for at, character in enumerate(written.text) if character == "\f")]
    if numbered:
        remarks = [(None, "the numbers of the lines in the margin are left out"), *remarks]
    general = (Remark(message, feeds[number] if number is not None else 0) for number, message in remarks)
    return Document(written.text, "pdf", layout=layout, pages=len(pages), remarks=(*general, *turned, *doubts))


def _cells(written: Written) -> Iterator[KnownCell]:
    """The cells of ruled tables; tables are counted from 1 over all pages."""
    tables: dict[tuple[int, int], int] = {}
    for place in written.places():
        cell = written.line(place).cell
        if cell is not None:
            table = tables.setdefault((place[0], cell[0]), len(tables) + 1)
            yield KnownCell(written.span(place), table, cell[1], cell[2])


def _marks(written: Written, found: FoundNotes) -> Iterator[Mark]:
    """The marks that the layout tells, in the order of the text."""
    for mark in sorted(found.marks, key=lambda mark: (mark.place, mark.start)):
        line = written.starts[mark.place]
        before = context_before(written.text, line, line + mark.start)
        yield Mark(mark.number, line + mark.start, line + mark.end, before)


def _known(written: Written, note: FoundNote) -> KnownNote:
    first = written.span(note.places[0])
    words = first.start + note.label
    while words < first.end and written.text[words].isspace():
        words += 1
    spans: list[Span] = [Span(words, first.end)] if words < first.end else []
    for place in note.places[1:]:
        span = written.span(place)
        if spans and not written.text[spans[-1].end : span.start].strip():
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    label = Span(first.start, first.start + note.label)
    bare = re.search(r"[^\W_]+|[*†‡]+", written.text[label.start : label.end])
    printed = bare.group() if bare else ""
    printed = str(number_of(printed)) if printed.isdigit() else printed
    return KnownNote(note.number, label, tuple(spans), None if printed == str(note.number) else printed)


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = raw.FPDF_GetLastError()
        if code == raw.FPDF_ERR_PASSWORD:
            raise LetterError(f"{path}: this PDF is encrypted and asks for a password: save it without one") from error
        if code == raw.FPDF_ERR_SECURITY:
            raise LetterError(f"{path}: this PDF is encrypted in a way that isn't known: save it without") from error
        raise LetterError(
            f"{path}: this PDF is damaged and can't be opened: get it anew, or print it to a new PDF"
        ) from error
    if len(pdf) == 0:
        pdf.close()
        raise LetterError(f"{path}: this PDF has no pages: give it a text")
    return pdf


def _pages(
    pdf: pdfium.PdfDocument,
) -> tuple[list[PageGlyphs | None], list[Page], list[int], list[tuple[int | None, str]]]:
    """What stands on each page, its lines, which (from 0) can't be loaded, and remarks on form fields."""
    typed: list[tuple[int | None, str]] = []
    form = has_form(pdf)
    raws: list[PageGlyphs | None] = []
    pages: list[Page] = []
    broken: list[int] = []
    for number in range(len(pdf)):
        try:
            page = pdf[number]
        except pdfium.PdfiumError:
            broken.append(number)
            raws.append(None)
            pages.append(Page((), (), (), 792.0))
            continue
        try:
            seen = read_glyphs(page)
            values = fill_page(page) if form else ()
        finally:
            page.close()
        if values:
            seen, lost = _filled(pdf, number, seen, values)
            typed.extend((number, message) for message in lost)
        links = tuple((target, tuple(boxes)) for target, boxes in seen.links)
        lines = read_lines(seen.glyphs, seen.rules, seen.uprights)
        raws.append(seen._replace(glyphs=[], uprights=[]))
        pages.append(Page(lines, tuple(seen.rules), links, seen.height))
    return raws, pages, broken, typed


def _filled(
    pdf: pdfium.PdfDocument, number: int, empty: PageGlyphs, values: tuple[str, ...]
) -> tuple[PageGlyphs, Iterator[str]]:
    """A page again, with what was typed into its fields, and what of that doesn't stand there whole."""
    page = pdf[number]
    try:
        seen = read_glyphs(page)
    finally:
        page.close()
    text = "".join(glyph.text if glyph else " " for glyph in seen.glyphs)
    lost = (
        f"a form field of page {number + 1} shows not all of what was typed into it: “{value[:60]}”"
        for value in cut_off(values, text)
    )
    return seen._replace(links=empty.links, pictures=empty.pictures), lost


def _remarks(
    pdf: pdfium.PdfDocument, form: int, raws: Sequence[PageGlyphs | None], broken: Sequence[int]
) -> Iterator[tuple[int | None, str]]:
    """What the reader has to say about the file (None) or about a page, from 0."""
    if raw.FPDFDoc_GetJavaScriptActionCount(pdf.raw) > 0:
        yield None, "this PDF has scripts; they were not run"
    if form == raw.FORMTYPE_XFA_FULL:
        yield None, "this PDF has a form of the kind XFA, which is not read: print it to a new PDF"
    elif form != raw.FORMTYPE_NONE:
        yield None, "this PDF has a form; the text in its fields is read, what was ticked or drawn is not"
    for number in broken:
        yield number, f"page {number + 1} is damaged and was left out"
    seen = [(number, page) for number, page in enumerate(raws) if page is not None]
    silent = [number for number, page in seen if page.pictures and page.empty]
    if silent:
        yield silent[0], f"{_counted(silent)} only pictures and no text: what they show is not read"
    ghosts = [number for number, page in seen if page.ghostly]
    if ghosts:
        yield ghosts[0], f"{_counted(ghosts)} recognised text under a picture: letters may be misread"
    for counts, outcome in (
        ([(number, page.unmapped) for number, page in seen if page.unmapped], "they show as �"),
        ([(number, page.guessed) for number, page in seen if page.guessed], "they are guessed and may be wrong"),
    ):
        if counts:
            total = sum(count for _, count in counts)
            yield (
                counts[0][0],
                f"{total:,} character{'s' if total > 1 else ''} of {_counted([number for number, _ in counts], '')}"
                f" can't be told, as the font doesn't say what its glyphs mean (often ligatures): {outcome}",
            )
    for number, page in seen:
        if page.aslant.strip():
            yield number, f"text in another direction on page {number + 1} was left out: “{page.aslant[:60]}”"


def _counted(numbers: Sequence[int], verb: str = " have") -> str:
    shown = ", ".join(str(number + 1) for number in numbers[:_FEW])
    more = f" and {len(numbers) - _FEW} more" if len(numbers) > _FEW else ""
    if len(numbers) == 1:
        return f"page {shown}{' has' if verb else ''}"
    return f"pages {shown}{more}{verb}"
