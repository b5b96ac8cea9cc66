"""What a web page shows: its words as they are read, and where its notes are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from claimgraph.ingest.layout import KnownNote, Remark
from claimgraph.ingest.models import Span
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.manuscript import RAISED, Manuscript

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "main",
        "nav",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "title",
    ]
)
_UNREAD = frozenset(
    ["script", "style", "head", "template", "noscript", "iframe", "object", "svg", "math", "select", "textarea"]
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_LABEL = re.compile(r"[\s\[(^]*([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\d{1,3})[\])]?[.:]?\s*")
_ONLY_NUMBER = re.compile(r"\[?(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\d{1,3})\]?")
_BACK = re.compile(r"[\s↩↑⏎^\ufe0e]+$")
_BLANKS = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


class WebPage(HTMLParser):
    """Writes what a reader would see to a manuscript; the ``handle_`` methods are the parser's events."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out = Manuscript()
        self._unread: list[str] = []
        self._raised = self._pre = self._cells = 0
        self._hidden = 0
        self._links: list[tuple[str, int]] = []
        self._lists: list[int | None] = []
        self._heading: int | None = None
        self._ids: dict[str, int] = {}
        self._inner: list[tuple[str, int, int, bool]] = []
        self._gap = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What an element's beginning writes."""
        given = {name: value or "" for name, value in attrs}
        if self._unread:
            if tag not in _VOID:
                self._unread.append(tag)
            return
        if tag not in _VOID and (tag in _UNREAD or "hidden" in given or _HIDDEN.search(given.get("style", ""))):
            self._hidden += tag not in _UNREAD
            self._unread.append(tag)
            return
        self._begin(tag)
        for name in ("id", "name"):
            if given.get(name):
                self._ids.setdefault(given[name], self._out.length)
        if tag == "a" and given.get("href"):
            self._space()
            self._links.append((given["href"].strip(), self._out.length))
        elif tag in ("ol", "ul"):
            start = given.get("start", "1")
            self._lists.append((int(start) if start.isdigit() else 1) if tag == "ol" else None)

    def _begin(self, tag: str) -> None:
        out = self._out
        if tag == "br":
            self._break(out.end_line if out.length and not self._ends_line() else lambda: out.add("\n"))
        elif tag == "li":
            self._break(out.end_line)
            self._item()
        elif tag == "tr":
            self._end_row()
            self._break(out.end_line)
        elif tag in ("td", "th"):
            out.add(" " if self._cells and not out.blank else "")
            out.add("| ")
            self._cells += 1
        elif tag in _BLOCKS:
            self._break(out.end_paragraph)
        elif tag in ("ol", "ul") and not self._cells:
            self._break(out.end_line if self._lists else out.end_paragraph)
        elif tag == "sup":
            self._raised += 1
        if tag == "pre":
            self._pre += 1
        if re.fullmatch("h[1-6]", tag):
            self._heading = out.length

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """What an element's end writes."""
        if self._unread:
            if tag in self._unread:
                while self._unread.pop() != tag:
                    pass
            return
        out = self._out
        if tag == "sup" and self._raised:
            self._raised -= 1
        elif tag == "pre" and self._pre:
            self._pre -= 1
        elif tag == "a" and self._links:
            self._end_link(*self._links.pop())
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag in ("tr", "table"):
            self._end_row()
        if re.fullmatch("h[1-6]", tag) and self._heading is not None:
            if out.length > self._heading:
                out.headings.append(Span(self._heading, out.length))
            self._heading = None
        if (tag in _BLOCKS or (tag in ("ol", "ul") and not self._lists)) and not self._cells:
            self._break(out.end_paragraph)

    def handle_data(self, data: str) -> None:
        """Words, their white space as blanks."""
        if self._unread:
            return
        if self._pre:
            self._out.add(data.replace("\f", "\n"))
            return
        words = _BLANKS.sub(" ", data)
        if words[:1] == " ":
            self._gap = True
        bare = words.strip(" ")
        if not bare:
            return
        self._space()
        if self._raised:
            bare = bare.translate(RAISED)
        if self._cells:
            bare = bare.replace("|", "\\|")
        self._out.add(bare)
        self._gap = words[-1] == " "

    def _space(self) -> None:
        if self._gap and not self._out.blank:
            self._out.add(" ")
        self._gap = False

    def _ends_line(self) -> bool:
        return self._out.blank and self._out.text_from(max(0, self._out.length - 1)) == "\n"

    def _break(self, write: object) -> None:
        self._gap = False
        if self._cells:
            self._gap = True
        elif callable(write):
            write()

    def _end_row(self) -> None:
        if self._cells:
            self._out.add("|" if self._out.blank else " |")
            self._cells = 0
            self._break(self._out.end_line)

    def _item(self) -> None:
        if self._cells:
            return
        depth = max(0, len(self._lists) - 1)
        count = self._lists[-1] if self._lists else None
        if count is None:
            self._out.add("  " * depth + "• ")
        else:
            self._out.add("  " * depth + f"{count}. ")
            self._lists[-1] = count + 1

    def _end_link(self, target: str, start: int) -> None:
        words = self._out.text_from(start)
        if target.startswith("#"):
            self._inner.append((target[1:], start, self._out.length, self._raised > 0))
        elif words and not re.match(r"javascript:|data:", target, re.I):
            self._out.link("".join(target.split()), start)

    def document(self) -> Document:
        """What was written."""
        out = self._out
        out.end_line()
        text = out.text()
        self._find_notes(text)
        if self._hidden:
            out.remarks.append(
                Remark(f"{self._hidden} part{'s' if self._hidden > 1 else ''} that the page hides were left out")
            )
        return Document(text, "html", out.layout(marks=bool(out.notes)), remarks=tuple(out.remarks))

    def _find_notes(self, text: str) -> None:
        """Notes are where internal links with a number lead, if that number or a list's item stands there."""
        found: dict[int, tuple[Span, Span]] = {}
        for target, start, end, raised in self._inner:
            words = text[start:end].strip()
            place = self._ids.get(target)
            if place is None or place <= end or not _ONLY_NUMBER.fullmatch(words):
                continue
            number = int(words.strip("[]").translate(_FIGURES))
            note = next(self._note_at(text, place, number), None)
            if note is None or not (raised or words.startswith("[") or words[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹"):
                continue
            if found.setdefault(number, note) == note:
                self._out.marks.append((number, start, end))
        self._out.marks.sort(key=lambda mark: mark[1])
        stops = sorted(label.start for label, _ in found.values())
        for number, (label, words_span) in found.items():
            stop = min((each for each in stops if each > label.start), default=len(text))
            end = min(words_span.end, stop)
            words = _BACK.sub("", text[words_span.start : end])
            spans = (Span(words_span.start, words_span.start + len(words)),) if words else ()
            self._out.notes.append(KnownNote(number, label, spans))

    def _note_at(self, text: str, place: int, number: int) -> Iterator[tuple[Span, Span]]:
        """Where a note's label and words stand, if it begins at the place: its block, up to the next blank line."""
        start = max(text.rfind("\n", 0, place + 1) + 1, 0)
        if text[start : start + 1] == "\n":
            start += 1
        for begin in (start, place):
            match = _LABEL.match(text, begin)
            if match and int(match.group(1).translate(_FIGURES)) == number:
                blank = text.find("\n\n", match.end())
                yield (
                    Span(begin, match.end(1)),
                    Span(match.end(), len(text.rstrip()) if blank < 0 else blank),
                )
