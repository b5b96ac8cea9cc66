"""Headings among the blocks, and the questions each restates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claimgraph.ingest.models import Block, Span
from claimgraph.ingest.structure.marks import RAISED, Warn
from claimgraph.ingest.structure.questions import Questions, Restated, sentences, tokens
from claimgraph.ingest.structure.reading import read_spans

_TITLES = re.compile(
    r"(?:(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)]?\s+)?(?:introduction|background|(?:executive\s+)?summary|overview|discussion|"
    r"(?:in\s+)?conclusions?|concluding\s+(?:remarks|thoughts)|closing(?:\s+(?:remarks|thoughts))?|general\s+comments|"
    r"(?:appendix|annex|attachment|exhibit)(?:\s+[A-Z\d]{1,3})?|endnotes|footnotes|notes|references|bibliography|"
    r"works\s+cited|sources|about\s+[\w .&]{2,40}|"
    r"(?:responses?|answers?)\s+to\s+(?:the\s+)?(?:specific\s+|rfc\s+|ntia\s+|selected\s+)*questions?|"
    r"table\s+of\s+contents|contents)\s*:?",
    re.I,
)
_NUMBERED = re.compile(r"(?:[IVX]{1,5}|[A-H]|\d{1,2}\.\d{1,2})[.)]\s+[“\"‘]?[A-Z]")
_MARKDOWN = re.compile(r"#{1,6}[ \t]+(?=\S)")
_BOLD = re.compile(r"\*\*[^*\n]{2,200}\*\*|__[^_\n]{2,200}__")
_CAPTION = re.compile(r"(?:fig(?:ure)?|table|chart|box|source)\b", re.I)
_ABBREVIATION = re.compile(r"\b(?:[A-Z]|Inc|Corp|Co|Ltd|Ave|St|Jr|Sr|Dr|Esq|No)\.$")
_QUOTED = re.compile(r"(?:>[^\S\n]*)+(?=\S)")
_LATER = re.compile(r"(?:if (?:so|not|yes|no)|please|why|how|what|and|to what|based on|in what)\b", re.I)
_TRAILING_MARK = re.compile(rf"(?:[{RAISED}]+|\^\{{[\d, ]+\}}|\[\^\d+\])\s*$")
_LONGEST = 1200
_LINES = 8
_PARAGRAPH = 120


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's block and the notations of the questions it answers."""

    block: Block
    questions: tuple[str, ...]


def find_headings(
    text: str, blocks: Sequence[Block], questions: Questions, warn: Warn, known: Sequence[Span] = ()
) -> tuple[tuple[Block, ...], tuple[Heading, ...]]:
    """The blocks with the headings told apart, and the headings; those set like ones (``known``) are among them.

    A heading that shares its lines with the text under it is parted from that. What looks like one of the questions but
    can't be told for sure is a heading that answers none, with a warning.
    """
    parted: list[Block] = []
    headings: list[Heading] = []
    for position, block in enumerate(blocks):
        after = blocks[position + 1 : position + 2]
        bare = _unquoted(text, block)
        found = None if block.kind == "table-cell" else _split(text, bare, questions, parted)
        if found is None and (
            _between_paragraphs(text, parted, bare, after) or _in_capitals(text, parted, bare, after)
        ):
            found = bare.spans[0], None, Restated()
        if found is None and block.kind != "table-cell":
            found = _set_apart(text, bare, questions, known)
        if found is None:
            parted.append(block)
            continue
        span, rest, restated = found
        heading = Block("heading", (span,))
        parted.append(heading)
        headings.append(Heading(heading, restated.questions))
        if restated.doubt:
            warn(restated.doubt, span.start)
        elif not restated.questions and len(questions) and _asks(_words(text, span)):
            warn("this heading is none of the request's questions", span.start)
        if rest is not None:
            parted.append(replace(block, kind="paragraph", spans=(rest,), level=0))
    return tuple(parted), tuple(headings)


def _set_apart(
    text: str, block: Block, questions: Questions, known: Sequence[Span]
) -> tuple[Span, Span | None, Restated] | None:
    """The heading that a block is by its type, and what is left of the block under it."""
    span = block.spans[0]
    for heading in known:
        if heading.start <= span.start < heading.end:
            head = Span(span.start, min(span.end, heading.end))
            return head, _rest(text, head.end, span.end), questions.restated(_words(text, head))
    return None


def _split(
    text: str, block: Block, questions: Questions, before: Sequence[Block]
) -> tuple[Span, Span | None, Restated] | None:
    """The heading at the start of a block, what is left, and what it restates."""
    span = block.spans[0]
    heads = [Span(span.start, stop) for stop in _stops(text, span)]
    tried = [(head, words, questions.restated(words)) for head in heads for words in (_words(text, head),)]
    tried.sort(key=lambda attempt: not attempt[2].whole)
    for head, words, restated in tried:
        stop = head.end
        whole = stop == span.end
        if restated.named and _is_label(words):
            return head, _rest(text, stop, span.end), restated
        if restated.exact and not restated.named and (whole or _complete(words)):
            return head, _rest(text, stop, span.end), restated
        if whole and _asks(words) and (restated.questions or block.kind == "paragraph") and _stands_alone(text, before):
            return head, None, restated
    label = questions.labelled(text[span.start : span.end], alone=block.kind == "paragraph")
    if label is not None:
        stop, restated = span.start + label[0], label[1]
        return Span(span.start, stop), _rest(text, stop, span.end), restated
    return _titled(text, block)


def _stops(text: str, span: Span) -> Iterator[int]:
    """Where a heading may end: the block's end, then the ends of its first lines, the longest first."""
    if span.end - span.start <= _LONGEST:
        yield span.end
    ends: list[int] = []
    at = span.start
    while len(ends) < _LINES and (feed := text.find("\n", at, min(span.end, span.start + _LONGEST))) >= 0:
        ends.append(feed)
        at = feed + 1
    for end in reversed(ends):
        stop = end
        while stop > span.start and text[stop - 1].isspace():
            stop -= 1
        if text[stop - 1] in "?.:*":
            yield stop


def _rest(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end) if start < end else None


def _words(text: str, span: Span) -> str:
    return _TRAILING_MARK.sub("", read_spans(text, (span,)).text)


def _is_label(words: str) -> bool:
    """Whether a heading that gives a question's number is only a heading: not "Question 3: We believe …"."""
    return _asks(words) or (len(tokens(words)) <= 14 and not words.rstrip().endswith((".", ";", ",")))


def _complete(words: str) -> bool:
    return words.rstrip("”’\"') ").endswith(("?", ".", ":"))


def _asks(words: str) -> bool:
    """Whether the words are a question, or several, and nothing else.

    >>> _asks("What are they? If so, please list them."), _asks("Why? Because it is so.")
    (True, False)
    """
    if not words or not (words[0].isupper() or words[0].isdigit() or words[0] in "“\"‘'("):
        return False
    if "?" not in words or len(tokens(words)) < 3:
        return False
    first, *more = sentences(words) or [""]
    asked = [part for part in more if not _ends_asking(part) and not _LATER.match(part)]
    return _ends_asking(first) and not asked and len(more) < 8


def _ends_asking(sentence: str) -> bool:
    return sentence.rstrip("”’\"')*]: ").endswith("?")


def _stands_alone(text: str, before: Sequence[Block]) -> bool:
    """Whether nothing runs on into the block from the one before."""
    if not before or before[-1].kind != "paragraph":
        return True
    last = before[-1].spans[-1]
    return last.end - last.start < 40 or (text[last.end - 1] not in ",–—-" and not text[last.end - 1].isalnum())


def _between_paragraphs(text: str, before: Sequence[Block], block: Block, after: Sequence[Block]) -> bool:
    """Whether a short line without a full stop stands between two whole paragraphs: a heading by its place."""
    span = block.spans[0]
    raw = text[span.start : span.end]
    if block.kind != "paragraph" or not before or not after or "\n" in raw or len(raw) > 90 or raw[-1] in ".,:;!?…-–—":
        return False
    if not (raw[0].isupper() or raw[0] in '*“"') or len(tokens(raw)) > 12 or "http" in raw or "www." in raw:
        return False
    last, following = before[-1].spans[-1], after[0].spans[0]
    ended = text[max(last.start, last.end - 3) : last.end].rstrip(f'*”’") {RAISED}')[-1:] in tuple(".?!")
    goes_on = text[following.start : following.start + 1]
    return (
        (ended or before[-1].kind == "heading")
        and (before[-1].kind in ("list-item", "heading") or last.end - last.start >= _PARAGRAPH)
        and after[0].kind == "paragraph"
        and following.end - following.start >= _PARAGRAPH
        and not goes_on.islower()
    )


def _in_capitals(text: str, before: Sequence[Block], block: Block, after: Sequence[Block]) -> bool:
    """Whether a line in capitals stands alone between the letter's text before and after it."""
    span = block.spans[0]
    if block.kind != "paragraph" or not before or not after or "\n" in text[span.start : span.end]:
        return False
    words = _words(text, span)
    letters = [character for character in words if character.isalpha()]
    if not words.isupper() or words[-1] in ".,:;!-–—" or len(words) > 150 or _CAPTION.match(words):
        return False
    if max(map(len, tokens(words))) < 5 or len(letters) * 2 < len(words) or "@" in words:
        return False
    return _is_text(text, before[-1]) and (_is_text(text, after[0]) or _words(text, after[0].spans[0]).isupper())


def _is_text(text: str, block: Block) -> bool:
    """Whether a block is no part of an address or a signature: it ends a sentence, or is no paragraph, or is long."""
    last = block.spans[-1]
    ending = _TRAILING_MARK.sub("", text[max(last.start, last.end - 40) : last.end]).rstrip(f'*_”’") {RAISED}')
    return (
        block.kind != "paragraph"
        or (ending[-1:] in tuple(".?!") and not _ABBREVIATION.search(ending))
        or last.end - block.spans[0].start >= _PARAGRAPH
    )


def _unquoted(text: str, block: Block) -> Block:
    """The block without the ``>`` of a quotation in front."""
    first, *others = block.spans
    mark = _QUOTED.match(text, first.start, first.end)
    return replace(block, spans=(Span(mark.end(), first.end), *others)) if mark else block


def _titled(text: str, block: Block) -> tuple[Span, Span | None, Restated] | None:
    """A heading by its looks: marked as one, in bold, numbered, or with a title's usual words."""
    span = block.spans[0]
    feed = text.find("\n", span.start, span.end)
    first = Span(span.start, span.end if feed < 0 else feed)
    raw = text[first.start : first.end].rstrip()
    head = Span(first.start, first.start + len(raw))
    if _MARKDOWN.match(raw):
        return head, _rest(text, head.end, span.end), Restated()
    if feed >= 0 or block.kind != "paragraph" or len(raw) > 200:
        return None
    words = _words(text, head)
    bold = _BOLD.fullmatch(raw) and words[-1:] not in tuple(".,:;!") and len(tokens(words)) <= 20
    numbered = _NUMBERED.match(words) and words[-1:] not in tuple(".,:;!") and len(tokens(words)) <= 16
    if bold or numbered or _TITLES.fullmatch(words):
        return head, None, Restated()
    return None
