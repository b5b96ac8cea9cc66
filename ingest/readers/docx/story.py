"""The words of a Word file's body or note, run by run (ECMA-376, part 1, chapter 17)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from claimgraph.ingest.models import Span
from claimgraph.ingest.readers.docx.package import R, W
from claimgraph.ingest.readers.docx.styles import Lists, Style, numbering_of
from claimgraph.ingest.readers.manuscript import RAISED, Manuscript

_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_LINK_FIELD = re.compile(r'\s*HYPERLINK\s+(?:\\\w\s+)*"([^"]+)"', re.I)
_DELETED = {f"{W}del", f"{W}moveFrom"}
_SKIPPED = {f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "delText", "tblPr", "trPr", "tcPr")}
_SYMBOLS = {"F0B7": "•", "F0A7": "▪", "F0FC": "✓", "F0D8": "➢"}
_WINGDINGS = re.compile(r"wingdings|symbol|webdings", re.I)


class Story:
    """Writes elements to a manuscript; ``footnotes`` and ``endnotes`` are the numbers of notes by their ids."""

    def __init__(self, manuscript: Manuscript, styles: dict[str, Style], lists: Lists, targets: dict[str, str]) -> None:
        self.targets = targets
        self.footnotes: dict[str, int] = {}
        self.endnotes: dict[str, int] = {}
        self._manuscript = manuscript
        self._styles = styles
        self._lists = lists
        self._fields: list[tuple[str, int]] = []
        self._boxes: list[Element] = []
        self._changed = self._boxed = self._commented = 0
        self._in_note = self._in_cell = False
        self._listed = False

    def write(self, body: Element) -> None:
        """Write all paragraphs and tables of a body."""
        self._number_notes(body)
        self._blocks(body)

    def write_note(self, note: Element) -> None:
        """Write a note's paragraphs, each on a line."""
        self._in_note = True
        for position, paragraph in enumerate(note.iter(f"{W}p")):
            if position:
                self._manuscript.end_line()
            self._inline(paragraph)
        self._in_note = False

    def remarks(self) -> Iterator[str]:
        """What was left out or decided."""
        if self._changed:
            yield f"this Word file has tracked changes ({self._changed}): they are read as accepted"
        if self._commented:
            yield f"this Word file has comments in its margin ({self._commented}): they are not read"
        if self._boxed:
            yield f"{self._boxed} text box{'es' if self._boxed > 1 else ''} stand behind the paragraphs that hold them"
        if self.footnotes and self.endnotes:
            first = min(self.endnotes.values())
            yield f"this Word file has footnotes and endnotes: the endnotes are counted on from {first}"

    def _number_notes(self, body: Element) -> None:
        """The numbers in the order of the references; endnotes count on from the footnotes."""
        skipped = {reference for deleted in body.iter() if deleted.tag in _DELETED for reference in deleted.iter()}
        for kind, numbers in (("footnote", self.footnotes), ("endnote", self.endnotes)):
            for reference in body.iter(f"{W}{kind}Reference"):
                key = reference.get(f"{W}id", "")
                if reference not in skipped and key not in numbers:
                    numbers[key] = len(self.footnotes) + len(self.endnotes) + 1

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == _ALTERNATIVES:
                choice = child.find(_CHOICE)
                if choice is not None:
                    self._blocks(choice)
            elif child.tag in _DELETED:
                self._changed += 1
            elif child.tag not in _SKIPPED:
                self._blocks(child)

    def _paragraph(self, paragraph: Element) -> None:
        manuscript = self._manuscript
        style, label, level = self._shape(paragraph)
        if label and manuscript.length and self._listed:
            manuscript.end_line()
        else:
            manuscript.end_paragraph()
        self._listed = bool(label)
        before = manuscript.length
        if label:
            manuscript.add("  " * level + label + " ")
        start = manuscript.length
        self._inline(paragraph)
        if manuscript.length == start and label:
            manuscript.end_line()
        if style and manuscript.text_from(start).strip():
            manuscript.headings.append(Span(before, manuscript.length))
        manuscript.end_line()
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._boxed += 1
            self._listed = False
            self._blocks(box)

    def _shape(self, paragraph: Element) -> tuple[bool, str, int]:
        """Whether it is a heading, its list label and its level."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return False, "", 0
        named = properties.find(f"{W}pStyle")
        style = self._styles.get(named.get(f"{W}val", "")) if named is not None else None
        outline = properties.find(f"{W}outlineLvl")
        heading = (style is not None and style.heading) or (outline is not None and outline.get(f"{W}val", "9") < "9")
        list_id, level = numbering_of(properties)
        if list_id is None and style is not None:
            list_id, level = style.list_id, style.level
        words = any((text.text or "").strip() for text in paragraph.iter(f"{W}t"))
        label = self._lists.label(list_id, level) if list_id and list_id != "0" and words else ""
        return heading, label, level

    def _table(self, table: Element) -> None:
        """A row for each line, its cells between bars; a table of one column is its paragraphs."""
        rows = [list(row.iter(f"{W}tc")) for row in table.findall(f"{W}tr")]
        if all(len(row) < 2 for row in rows):
            for row in rows:
                for cell in row:
                    self._blocks(cell)
            return
        manuscript = self._manuscript
        manuscript.end_paragraph()
        self._listed = False
        for row in rows:
            manuscript.end_line()
            manuscript.add("|")
            for cell in row:
                manuscript.add(" ")
                self._in_cell = True
                for position, paragraph in enumerate(cell.iter(f"{W}p")):
                    if position and not manuscript.blank:
                        manuscript.add(" ")
                    _, label, _ = self._shape(paragraph)
                    manuscript.add(f"{label} " if label else "")
                    self._inline(paragraph)
                self._in_cell = False
                manuscript.add(" |")
        manuscript.end_paragraph()

    def _inline(self, element: Element) -> None:
        for child in element:
            tag = child.tag
            if tag in _DELETED:
                self._changed += 1
            elif tag == f"{W}r":
                self._run(child)
            elif tag == f"{W}hyperlink":
                start = self._manuscript.length
                self._inline(child)
                self._manuscript.link(self.targets.get(child.get(f"{R}id", ""), ""), start)
            elif tag == f"{W}fldSimple":
                start = self._manuscript.length
                self._inline(child)
                self._end_field(child.get(f"{W}instr", ""), start)
            elif tag == f"{W}commentReference":
                self._commented += 1
            elif tag not in _SKIPPED and tag != f"{W}p":
                self._changed += tag in (f"{W}ins", f"{W}moveTo")
                self._inline(child)

    def _run(self, run: Element) -> None:
        properties = run.find(f"{W}rPr")
        raised = hidden = False
        if properties is not None:
            position = properties.find(f"{W}vertAlign")
            raised = position is not None and position.get(f"{W}val") == "superscript"
            vanish = properties.find(f"{W}vanish")
            hidden = vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false")
        if not hidden:
            for child in run:
                self._piece(child, raised)

    def _piece(self, child: Element, raised: bool) -> None:
        manuscript = self._manuscript
        name = child.tag.removeprefix(W)
        if name == "t":
            words = (child.text or "").replace("\n", " ").replace("\f", " ")
            if self._in_cell:
                words = words.replace("|", "\\|")
            manuscript.add(words.translate(RAISED) if raised else words)
        elif name == "tab":
            manuscript.add(" " if self._in_note or self._in_cell or manuscript.blank else "   ")
        elif name in ("br", "cr"):
            manuscript.add(" " if self._in_cell else "\n")
        elif name == "noBreakHyphen":
            manuscript.add("-")
        elif name == "sym":
            manuscript.add(_symbol(child))
        elif name in ("footnoteReference", "endnoteReference"):
            numbers = self.footnotes if name == "footnoteReference" else self.endnotes
            if (number := numbers.get(child.get(f"{W}id", ""))) and not self._in_note:
                manuscript.mark(number)
        elif name == "fldChar":
            self._field(child.get(f"{W}fldCharType", ""))
        elif name == "instrText" and self._fields:
            instruction, start = self._fields[-1]
            self._fields[-1] = (instruction + (child.text or ""), start)
        elif name == "commentReference":
            self._commented += 1
        elif child.tag == _ALTERNATIVES:
            choice = child.find(_CHOICE)
            self._boxes.extend(choice.iter(f"{W}txbxContent") if choice is not None else ())
        elif name == "pict":
            self._boxes.extend(child.iter(f"{W}txbxContent"))

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(("", self._manuscript.length))
        elif kind == "separate" and self._fields:
            self._fields[-1] = (self._fields[-1][0], self._manuscript.length)
        elif kind == "end" and self._fields:
            self._end_field(*self._fields.pop())

    def _end_field(self, instruction: str, start: int) -> None:
        if match := _LINK_FIELD.match(instruction):
            self._manuscript.link(match.group(1), start)


def _symbol(element: Element) -> str:
    """A symbol's sign; one of a pictorial font that isn't known is a bullet."""
    code = element.get(f"{W}char", "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    if _WINGDINGS.search(element.get(f"{W}font", "")) or not re.fullmatch(r"[0-9A-F]{4}", code):
        return "•"
    return chr(int(code, 16))
