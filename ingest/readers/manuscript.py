"""A text version as it is being written, with what is known of each stretch."""

from __future__ import annotations

import re

from claimgraph.ingest.layout import KnownNote, Layout, Remark
from claimgraph.ingest.models import Link, Mark, Span
from claimgraph.ingest.readers.addresses import same_target
from claimgraph.ingest.structure.links import find_links
from claimgraph.ingest.structure.marks import context_before

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""How raised figures are written."""

_PRINTED = re.compile(r"(?:https?://|www\.)", re.I)


class Manuscript:
    """Collects words, and the offsets of headings, links, marks and notes among them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._last = ""
        self.length = 0
        self.headings: list[Span] = []
        self.marks: list[tuple[int, int, int]] = []
        self.notes: list[KnownNote] = []
        self.remarks: list[Remark] = []
        self._links: list[tuple[str, int, int]] = []

    def add(self, words: str) -> None:
        """Write words as they are."""
        if words:
            self._parts.append(words)
            self._last = (self._last + words)[-2:]
            self.length += len(words)

    def end_line(self) -> None:
        """Begin a new line, unless one has begun."""
        if self.length and not self._last.endswith("\n"):
            self.add("\n")

    def end_paragraph(self) -> None:
        """Leave a blank line, unless there is one."""
        self.end_line()
        if self.length and self._last != "\n\n":
            self.add("\n")

    @property
    def blank(self) -> bool:
        """Whether a blank or a line's beginning comes last."""
        return not self.length or self._last[-1].isspace()

    def mark(self, number: int) -> None:
        """Write a note's mark."""
        start = self.length
        self.add(str(number).translate(RAISED))
        self.marks.append((number, start, self.length))

    def link(self, target: str, start: int) -> None:
        """What was written since an offset leads to a target."""
        words = self.text_from(start)
        if target and words.strip():
            lead = len(words) - len(words.lstrip())
            self._links.append((target, start + lead, start + len(words.rstrip())))

    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def text_from(self, start: int) -> str:
        """What was written since an offset."""
        parts: list[str] = []
        missing = self.length - start
        for part in reversed(self._parts):
            if missing <= 0:
                break
            parts.append(part[-missing:] if missing < len(part) else part)
            missing -= len(part)
        return "".join(reversed(parts))

    def layout(self, marks: bool) -> Layout:
        """What is known; with ``marks`` also which marks and notes there are, so that nothing else is one."""
        text = self.text()
        return Layout(
            notes=tuple(sorted(self.notes, key=lambda note: note.number)) if marks else None,
            marks=tuple(Mark(number, start, end, _before(text, start)) for number, start, end in self.marks)
            if marks
            else None,
            furniture=(),
            headings=tuple(self.headings),
            links=self._found_links(text),
        )

    def _found_links(self, text: str) -> tuple[Link, ...]:
        links: list[Link] = []
        for target, start, end in self._links:
            words = " ".join(text[start:end].split())
            printed = _PRINTED.match(words) or same_target(words, target)
            links.append(Link(target, None if printed else words, start, end))
        for link in find_links(text):
            over = [other for other in links if other.start < link.end and link.start < other.end]
            if link.anchor is None and not any(same_target(link.url, other.url) for other in over):
                links.append(link)
        return tuple(sorted(links, key=lambda link: (link.start, link.end, link.url)))


def _before(text: str, start: int) -> str:
    return context_before(text, text.rfind("\n", 0, start) + 1, start)
