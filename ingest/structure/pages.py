"""What pages leave in a text: running heads, page numbers, and paragraphs cut in two."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from claimgraph.ingest.models import Block
from claimgraph.ingest.structure.lines import Line
from claimgraph.ingest.structure.marks import MARKED

_PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—\[(|]?\s*\d{1,3}\s*[-–—\])|]?(?:\s*(?:of|/)\s*\d{1,3})?", re.I)
_RULE = re.compile(r"[_\-–—=*\s]{3,}")
_PAGE_BREAK = re.compile(r"\f|\n[^\S\n]*\n[^\S\n]*\n[^\S\n]*\n")
_SENTENCE_END = re.compile(r"[.?!:;…][”’\"')\]*_}\s]*$")
_GOES_ON = re.compile(
    r"(?:[,–—(]|(?<=\w)-|\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|nor|but|as|than|that|which|who|whose|into|under|over|"
    r"between|through|their|its|our|his|her|these|those|this|is|are|was|were|be|been|not|such|can|could|will|would|should|may|might|"
    r"must|shall|do|does|has|have|had|if|when|while|where|because|per|via|upon))$",
    re.I,
)
_HEAD_LINES = 2
_SHORT = 40


def page_furniture(text: str, lines: Sequence[Line]) -> set[int]:
    """The positions of lines that are page numbers, or heads and feet that at least three pages share.

    Only the first and last two lines of a page can be; without form feeds there are none.
    """
    pages: dict[int, list[int]] = {}
    for position, line in enumerate(lines):
        pages.setdefault(line.page, []).append(position)
    if len(pages) < 2:
        return set()
    edges = [[*page[:_HEAD_LINES], *page[-_HEAD_LINES:]] for page in pages.values()]
    shared = Counter(key for edge in edges for key in {_without_figures(text, lines[position]) for position in edge})
    found: set[int] = set()
    for page in pages.values():
        for outward in (page[:_HEAD_LINES], page[::-1][:_HEAD_LINES]):
            for position in outward:
                line = lines[position]
                words = text[line.start : line.end]
                if _PAGE_NUMBER.fullmatch(words) or (len(words) > 3 and shared[_without_figures(text, line)] >= 3):
                    found.add(position)
                else:
                    break
    return found


def is_rule(text: str, line: Line) -> bool:
    """Whether the line only draws a rule."""
    return _RULE.fullmatch(text, line.start, line.end) is not None


def join_blocks(text: str, blocks: Sequence[Block], interruptions: Sequence[int]) -> Iterator[Block]:
    """The blocks, those put together that a footnote or a page break has cut in two.

    ``interruptions`` are the sorted offsets of footnote bodies and page furniture. A fragment is continued when it ends
    no sentence and what follows goes on: in lower case, or in any way after a word that asks for more.
    """
    held: Block | None = None
    for block in blocks:
        if held is not None and _continues(text, held, block, interruptions):
            held = Block(held.kind, held.spans + block.spans, level=held.level)
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def _continues(text: str, before: Block, after: Block, interruptions: Sequence[int]) -> bool:
    if before.kind not in ("paragraph", "list-item") or after.kind != "paragraph":
        return False
    last, first = before.spans[-1], after.spans[0]
    if first.end - first.start < 2:
        return False
    ending = MARKED.sub("", text[max(last.start, last.end - 120) : last.end]).rstrip("*_ \t")
    if _SENTENCE_END.search(ending):
        return False
    lower = text[first.start].islower() and not text.startswith(("http", "www."), first.start)
    within_line = last.end - last.start >= _SHORT
    if not _interrupted(text, last.end, first.start, interruptions):
        return lower and within_line
    return lower or (within_line and _GOES_ON.search(ending) is not None)


def _interrupted(text: str, start: int, end: int, interruptions: Sequence[int]) -> bool:
    at = bisect_left(interruptions, start)
    return (at < len(interruptions) and interruptions[at] < end) or _PAGE_BREAK.search(text, start, end) is not None


def _without_figures(text: str, line: Line) -> str:
    return re.sub(r"\d+|\s+", "", text[line.start : line.end]).casefold()
