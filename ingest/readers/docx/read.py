"""A Word file's text version, with its own footnotes, links, headings and list labels."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.layout import KnownNote, Remark
from claimgraph.ingest.models import Span
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.docx.package import Package, W
from claimgraph.ingest.readers.docx.story import Story
from claimgraph.ingest.readers.docx.styles import Lists, read_styles
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.readers.manuscript import RAISED, Manuscript

_SPECIAL = ("separator", "continuationSeparator", "continuationNotice")


def read_docx(path: Path, limits: Limits = Limits()) -> Document:  # noqa: B008  (frozen)
    """The letter in a Word file; the notes stand behind the text, each under the number that Word shows.

    A Word file has no pages before it is printed, so there are none. Tracked changes are read as if accepted. Raises
    `LetterError` for a file that is damaged, encrypted, without text or unpacks to too much.
    """
    package = Package(path, limits)
    try:
        root = package.part("word/document.xml")
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise LetterError(f"{path}: this Word file is damaged: it has no body: open it in Word and save it anew")
        manuscript = Manuscript()
        story = Story(manuscript, read_styles(package), Lists(package), package.targets("word/document.xml"))
        story.write(body)
        _write_notes(package, manuscript, story)
        pictures = any(True for _ in body.iter("{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"))
    finally:
        package.close()
    if not manuscript.text().strip():
        what = "pictures and no text: recognise the text first" if pictures else "no text: give it one"
        raise LetterError(f"{path}: this Word file has {what}")
    remarks = [*manuscript.remarks, *(Remark(message) for message in story.remarks())]
    return Document(manuscript.text(), "docx", manuscript.layout(marks=True), remarks=tuple(remarks))


def _write_notes(package: Package, manuscript: Manuscript, story: Story) -> None:
    for kind, numbers in (("footnote", story.footnotes), ("endnote", story.endnotes)):
        root = package.part(f"word/{kind}s.xml") if numbers else None
        bodies = {each.get(f"{W}id", ""): each for each in (root.iter(f"{W}{kind}") if root is not None else ())}
        story.targets = package.targets(f"word/{kind}s.xml")
        for key, number in numbers.items():
            note = bodies.get(key)
            if note is not None and note.get(f"{W}type", "normal") not in _SPECIAL:
                _write_note(manuscript, story, note, number)
            else:
                manuscript.remarks.append(
                    Remark(f"{kind} {number} has a mark in the text, but the file has no words for it")
                )


def _write_note(manuscript: Manuscript, story: Story, note: Element, number: int) -> None:
    manuscript.end_paragraph()
    start = manuscript.length
    manuscript.add(str(number).translate(RAISED))
    label = Span(start, manuscript.length)
    manuscript.add(" ")
    words = manuscript.length
    story.write_note(note)
    raw = manuscript.text_from(words)
    lead, length = len(raw) - len(raw.lstrip()), len(raw.strip())
    spans = (Span(words + lead, words + lead + length),) if length else ()
    manuscript.notes.append(KnownNote(number, label, spans))
