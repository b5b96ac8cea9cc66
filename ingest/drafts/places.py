"""Each sentence of a letter in its place: block, section, what leads in to it, footnotes, and which part it is in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from claimgraph.ingest.drafts.english import is_finite
from claimgraph.ingest.models import Block, Letter, Section
from claimgraph.ingest.sentences import Sentence, sentences
from claimgraph.ingest.structure import read_spans

Part = Literal["letterhead", "body", "signature"]

_GREETING = re.compile(r"(?:dear|to whom it may concern|greetings|attention)\b", re.I)
_CLOSING = re.compile(
    r"(?:very\s+)?(?:sincerely|respectfully|regards|(?:best|kind|warm)\s+regards|yours|cordially|thank you)\b"
    r"[^.?]{0,30}[,.]?$",
    re.I,
)
_HEADING = re.compile(r"(?:re|subject|attn|attention|via|docket|submitted|filed|comments? of|before the)\b\W", re.I)
_RECOMMENDING = re.compile(r"\brecommend", re.I)
_TOP = 40
_LONG = 12
_HEADLIKE = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence where it stands.

    ``lead`` are the words that lead in to the list item in which it stands, ``listed`` whether these, or the heading,
    announce recommendations; ``first`` whether it opens its block. ``notes`` are the footnotes with a mark in it, and
    ``inner`` those of them whose mark stands before its last word.
    """

    sentence: Sentence
    block: Block
    section: Section
    part: Part
    lead: str | None
    listed: bool
    first: bool
    notes: tuple[int, ...]
    inner: tuple[int, ...]


def places(letter: Letter) -> tuple[Place, ...]:
    """The sentences of the letter's body as `claimgraph.ingest.sentences` has them, each in its place."""
    blocks = [block for block in letter.blocks if block.spans]
    starts = sorted((span.start, at) for at, block in enumerate(blocks) for span in block.spans)
    found = sentences(letter)
    inside: dict[int, list[Sentence]] = {}
    for sentence in found:
        at = starts[bisect_right(starts, (sentence.start, len(blocks))) - 1][1]
        inside.setdefault(at, []).append(sentence)
    words = [read_spans(letter.text, block.spans, letter.marks).text for block in blocks]
    parts = _parts(blocks, words)
    return tuple(
        place
        for at, (lead, listed) in enumerate(_leads(blocks, words))
        for place in _in_block(letter, blocks[at], inside.get(at, ()), parts[at], lead, listed)
    )


def _in_block(
    letter: Letter, block: Block, found: Sequence[Sentence], part: Part, lead: str | None, listed: bool
) -> Iterator[Place]:
    starts = [section.start for section in letter.sections]
    marks = [mark for mark in letter.marks if any(span.start <= mark.start < span.end for span in block.spans)]
    for at, sentence in enumerate(found):
        stop = found[at + 1].start if at + 1 < len(found) else block.spans[-1].end
        noted = [mark for mark in marks if sentence.start <= mark.start < stop]
        last = sentence.words[-1].start
        yield Place(
            sentence,
            block,
            letter.sections[bisect_right(starts, sentence.start) - 1],
            part,
            lead,
            listed,
            at == 0,
            tuple(dict.fromkeys(mark.number for mark in noted)),
            tuple(dict.fromkeys(mark.number for mark in noted if mark.start < last)),
        )


def _leads(blocks: Sequence[Block], words: Sequence[str]) -> Iterator[tuple[str | None, bool]]:
    """For each block what leads in to it, if it is a list item, and whether recommendations were announced."""
    lead, listed = "", False
    for block, text in zip(blocks, words, strict=True):
        if block.kind == "list-item":
            yield lead or None, listed
            continue
        if block.kind != "table-cell":
            lead = text if block.kind == "heading" or text.rstrip().endswith(":") else ""
            listed = bool(lead or len(text.split()) < _HEADLIKE) and bool(_RECOMMENDING.search(text))
        yield None, False


def _parts(blocks: Sequence[Block], words: Sequence[str]) -> list[Part]:
    """In which part of the letter each block stands: what is before its greeting or first sentence is its head."""
    said = [
        block.kind != "heading" and _says(text) and not _HEADING.match(text)
        for block, text in zip(blocks, words, strict=True)
    ]
    greeting = next((at for at, text in enumerate(words[:_TOP]) if _GREETING.match(text) and not said[at]), None)
    begin = next((at for at in range(len(blocks)) if said[at]), 0)
    body_at = begin if greeting is None else max(greeting + 1, 0)
    parts: list[Part] = []
    signing = False
    for at, text in enumerate(words):
        if at < body_at:
            parts.append("letterhead")
            continue
        if len(text.split()) <= _HEADLIKE and _CLOSING.match(text.strip()):
            signing = True
        elif signing and (said[at] or blocks[at].kind in ("heading", "list-item")):
            signing = False
        parts.append("signature" if signing else "body")
    return parts


def _says(text: str) -> bool:
    return len(text.split()) >= _LONG and is_finite(text)
