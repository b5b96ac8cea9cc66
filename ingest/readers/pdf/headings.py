"""Headings by their type: larger than the body, or wholly bold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claimgraph.ingest.models import Span
from claimgraph.ingest.readers.pdf.notes import FoundNote, Place
from claimgraph.ingest.readers.pdf.setting import Setting
from claimgraph.ingest.readers.pdf.written import Written

_LARGER = 0.9
_LONGEST = 900
_MOST_LINES = 8
_TEXT = 160
_REFERENCE = re.compile(r"(?:re|subject|ref|via|submitted\s+\w+|attn|docket\s+\w+)\s*[:#]", re.I)
_COLUMNS = "   "


def find_headings(written: Written, notes: Sequence[FoundNote], setting: Setting) -> tuple[Span, ...]:
    """The paragraphs that are set as headings throughout, in order.

    What stands before the first paragraph of text is a letterhead, an address or a title, and none of them.
    """
    noted = {place for note in notes for place in note.places}
    found: list[Span] = []
    begun = False
    for group in _paragraphs(written):
        if noted.intersection(group):
            continue
        if not _is_heading(written, group, setting):
            words = " ".join(written.line(place).text for place in group)
            begun |= len(words) >= _TEXT and words[-1] in ".?!”:"
        elif begun:
            found.append(Span(written.starts[group[0]], written.span(group[-1]).end))
    return tuple(found)


def _paragraphs(written: Written) -> Iterator[list[Place]]:
    group: list[Place] = []
    for place in written.places():
        if group and place in written.opens:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _is_heading(written: Written, group: Sequence[Place], setting: Setting) -> bool:
    lines = [written.line(place) for place in group]
    words = " ".join(line.text for line in lines)
    if _REFERENCE.match(words) or any(_COLUMNS in line.text or line.cell is not None for line in lines):
        return False
    if any(place[1] in written.pages[place[0]].furniture for place in group):
        return False
    if len(group) > _MOST_LINES or len(words) > _LONGEST or sum(map(str.isalpha, words)) < 3:
        return False
    large = all(line.size >= setting.body + _LARGER for line in lines)
    bold = setting.bold and all(line.bold for line in lines) and not words.rstrip().endswith((",", ";"))
    return large or (bold and (not words.rstrip().endswith(".") or len(words) < 80))
