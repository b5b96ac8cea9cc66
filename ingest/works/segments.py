"""A footnote's citations, parted: where one ends and the next begins, and which address is whose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claimgraph.ingest.structure.links import find_addresses
from claimgraph.ingest.works.addresses import canonical_address
from claimgraph.ingest.works.hosts import registrable
from claimgraph.ingest.works.models import Note, NoteLink

_COPY = re.compile(r"\[?(?:archived at )?(?:https?://)?(perma\.cc/[A-Z0-9]{4}-[A-Z0-9]{4})\]?", re.I)
_BRACKETED = re.compile(r"\[(?:https?://)?(perma\.cc/[A-Z0-9]{4}-[A-Z0-9]{4})\]", re.I)
_PERMA = re.compile(r"perma\.cc/[A-Z0-9]{4}-[A-Z0-9]{4}", re.I)
_BEGUN = re.compile(r"https?://(?=\w)|(?<![\w@./-])www\.(?=\w)", re.I)
_NEXT_CITATION = re.compile(r";(?=[A-Z][a-z])")
_SCHEME_BEFORE = re.compile(r"(?:https?://(?:www\.)?|(?<![\w.%-])www\.)$", re.I)
_ENCLOSED = re.compile(r"<\s*((?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^<>\s\"]*)?)\s*>", re.I)
_UNSCHEMED = re.compile(
    r"(?<![\w./@-])(?:(?:dx\.)?doi\.org/10\.\d{4,9}/|arxiv\.org/(?:abs|pdf)/)[^\s<>\[\]\"“”;]+", re.I
)
_SIGNAL = re.compile(r"(?<=[.)\]”\"])\s+(?=(?:see|but see|cf\.|accord|compare)(?:,? also)?\b)", re.I)
_TAIL = re.compile(r"[>)\].,]*(?:\s*\[[^\[\]]{0,60}\])?(?:\s*\([^()]{0,400}\))?[\s.>]*")
_GAP = re.compile(r"[\s.,>)\]]{0,6}(?:at \d+[\s.,]*)?\[?")
_POINTING = re.compile(
    r"\W*(?:(?:available )?(?:here|link|online|at|this link|pdf)\W*)+|\s*(?:https?:|www\.).*", re.I | re.S
)
_LONGEST = 5000
_OPEN, _CLOSE = "([“", ")]”"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a note that cites one thing at most by address; ``copies`` are archived copies of that address.

    ``before`` is what stands in front of the address, or all of the text.
    """

    text: str
    address: str | None = None
    copies: tuple[str, ...] = ()
    before: str = ""


def split_note(note: Note) -> tuple[Segment, ...]:
    """The note's segments in order: parted at semicolons, behind addresses, and before "See".

    An address whose place in the words isn't known is a segment without words, unless there is but one to choose.

    >>> note = Note("acme", 1, "Lee, A Study, https://a.org/x; see Ray, B, https://b.org [perma.cc/AAAA-BBBB].")
    >>> [(each.address, each.copies) for each in split_note(note)]
    [('https://a.org/x', ()), ('https://b.org', ('perma.cc/AAAA-BBBB',))]
    """
    placed, loose = _links(note)
    copies = {position: link for position, link in enumerate(placed) if _is_copy(link.url)}
    kept = [link for position, link in enumerate(placed) if position not in copies]
    segments: list[Segment] = []
    spans: list[tuple[int, int, NoteLink | None]] = []
    for start, end in _pieces(note.text, placed):
        spans.extend(_cut_behind(note.text, start, end, [link for link in kept if start <= (link.start or 0) < end]))
    owned: dict[int, tuple[str, ...]] = {}
    orphans: list[str] = []
    for link in copies.values():
        owner = _owner(note.text, link, spans)
        code = canonical_address(link.url)
        if owner is None:
            orphans.append(link.url)
        else:
            owned[owner] = (*owned.get(owner, ()), code)
    for position, (start, end, owner_link) in enumerate(spans):
        text = note.text[start:end].strip(" ;\n\t")
        before = note.text[start : _words_end(note.text, owner_link)].strip(" ;\n\t<") if owner_link else text
        if text or owner_link:
            address = owner_link.url if owner_link else None
            segments.append(Segment(text, address, owned.get(position, ()), before))
    printed = {canonical_address(link.url) for link in placed}
    rest = [link.url for link in loose if canonical_address(link.url) not in printed] + orphans
    worded = [position for position, segment in enumerate(segments) if segment.text]
    if len(rest) == 1 and len(worded) == 1 and segments[worded[0]].address is None:
        segments[worded[0]] = replace(segments[worded[0]], address=rest[0])
        return tuple(segments)
    return (*segments, *(Segment("", url) for url in dict.fromkeys(rest)))


def _is_copy(url: str) -> bool:
    return _PERMA.fullmatch(canonical_address(url)) is not None


def _links(note: Note) -> tuple[list[NoteLink], list[NoteLink]]:
    """The addresses that have a place in the words, in order, and those that have none."""
    placed = [_cut_printed(note.text, link) for link in note.links if link.start is not None]
    taken = [(link.start or 0, link.end or 0) for link in placed]
    loose: list[NoteLink] = []
    for link in note.links:
        if link.start is None:
            place = _only_place(note.text, link.url)
            if place is None or any(place[0] < last and place[1] > first for first, last in taken):
                loose.append(link)
            else:
                placed.append(NoteLink(link.url, *place))
                taken.append(place)
    for url, start, end in _printed(note.text):
        if all(end <= first or start >= last for first, last in taken):
            placed.append(NoteLink(url, start, end))
            taken.append((start, end))
    placed, loose = _settled(placed, loose)
    return sorted(placed, key=lambda link: (link.start or 0, link.url)), loose


def _settled(placed: list[NoteLink], loose: list[NoteLink]) -> tuple[list[NoteLink], list[NoteLink]]:
    """The same, once a link is taken for the printed address that begins like it.

    A capital behind the link's target is a word that lost its space; a small letter, a figure or a hyphen is the rest
    of an address whose link was cut at the end of a line.
    """
    left: list[NoteLink] = []
    for link in loose:
        target = _bare(link.url)
        longer = [
            at for at, each in enumerate(placed) if _bare(each.url).startswith(target) and _bare(each.url) != target
        ]
        following = _bare(placed[longer[0]].url)[len(target)] if len(longer) == 1 else ""
        if following.isupper():
            printed = placed[longer[0]]
            end = (printed.end or 0) - len(_bare(printed.url)) + len(target)
            placed[longer[0]] = NoteLink(link.url, printed.start, end)
        elif not (following and (following.isalnum() or following in "-_")):
            left.append(link)
    return placed, left


def _words_end(text: str, link: NoteLink) -> int:
    """Where the words end that say what is cited: before a printed address or "here", behind other linked words."""
    start, end = link.start or 0, link.end or 0
    words = text[start:end]
    pointing = _POINTING.fullmatch(words) or (" " not in words.strip() and "." in words)
    return start if pointing else end


def _bare(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url).rstrip("/")


def _only_place(text: str, url: str) -> tuple[int, int] | None:
    """Where an address is printed, if once and in full."""
    bare = _bare(url)
    if len(url) <= 8 or not bare:
        return None
    found: list[tuple[int, int]] = []
    at = text.find(bare)
    while at >= 0:
        end = at + len(bare)
        scheme = _SCHEME_BEFORE.search(text, max(0, at - 12), at)
        whole = scheme is not None or at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "_.%-")
        if whole and not (end < len(text) and (text[end].isalnum() or text[end] in "_%-")):
            found.append((scheme.start() if scheme else at, end))
        at = text.find(bare, end)
    return found[0] if len(found) == 1 else None


def _printed(text: str) -> Iterator[tuple[str, int, int]]:
    """Addresses that stand in the words."""
    for match in _BRACKETED.finditer(text):
        yield match.group(1), match.start(), match.end()
    for begin in _BEGUN.finditer(text):
        at = begin.start()
        from_bracket = at - 1 if text[at - 1 : at] == "<" else at
        # From its own beginning on, so that one which a lost space has glued to a word is found too.
        near = text[from_bracket : from_bracket + _LONGEST]
        address = next(find_addresses(near, 0, len(near)), None)
        if address is None or address.words_start + from_bracket != at:
            continue
        url = _cut(address.url)
        if "." not in url:
            continue
        yield url, at, at + len(url) if len(url) < len(address.url) else address.words_end + from_bracket
    for match in _ENCLOSED.finditer(text):
        if registrable(match.group(1).partition("/")[0].lower()):
            yield match.group(1), match.start(), match.end()
    for match in _UNSCHEMED.finditer(text):
        url = match.group().rstrip(".,:)")
        yield url, match.start(), match.start() + len(url)


def _cut_printed(text: str, link: NoteLink) -> NoteLink:
    """The link; where its words are the address itself, without what is glued to it."""
    start, end = link.start or 0, link.end or 0
    url = _cut(link.url)
    if url == link.url or not text[start:end].startswith(url[:12]):
        return link
    return NoteLink(url, start, start + len(url) if text.startswith(url, start) else end)


def _cut(url: str) -> str:
    """An address without what follows it for lack of a space: an archived copy, a bracket, the next citation."""
    copy = _COPY.search(url, len("https://") + 1)
    if copy:
        url = url[: copy.start()]
    if (opened := _unclosed(url)) is not None:
        url = url[:opened]
    url = _NEXT_CITATION.split(url, maxsplit=1)[0]
    return url.rstrip(".,") if copy or opened is not None else url


def _unclosed(url: str) -> int | None:
    """Where a bracket opens that is never closed."""
    open_at: list[int] = []
    for place, character in enumerate(url):
        if character in "([":
            open_at.append(place)
        elif character in ")]" and open_at:
            open_at.pop()
    return open_at[0] if open_at else None


def _pieces(text: str, links: Sequence[NoteLink]) -> Iterator[tuple[int, int]]:
    """The stretches between semicolons that stand neither in brackets, quotes nor addresses, and before signals."""
    inside = {place for link in links for place in range(link.start or 0, link.end or 0)}
    pairs = [(o, c) for o, c in zip(_OPEN, _CLOSE, strict=True) if text.count(o) == text.count(c)]
    opens, closes = {o for o, _ in pairs}, {c for _, c in pairs}
    straight = text.count('"') % 2 == 0
    signals = {match.end() for match in _SIGNAL.finditer(text)}
    depth, quoted, start = 0, False, 0
    for place, character in enumerate(text):
        if place in inside:
            continue
        depth += (character in opens) - (character in closes)
        quoted ^= straight and character == '"'
        if depth <= 0 and not quoted and (character == ";" or place in signals):
            yield start, place
            start = place + (character == ";")
    yield start, len(text)


def _cut_behind(
    text: str, start: int, end: int, links: Sequence[NoteLink]
) -> Iterator[tuple[int, int, NoteLink | None]]:
    for position, link in enumerate(links):
        limit = links[position + 1].start or end if position + 1 < len(links) else end
        tail = _TAIL.match(text, link.end or start, limit)
        stop = max(link.end or start, tail.end() if tail else 0)
        yield start, stop, link
        start = stop
    if start < end:
        yield start, end, None


def _owner(text: str, copy: NoteLink, spans: Sequence[tuple[int, int, NoteLink | None]]) -> int | None:
    """The span whose address the copy is one of: right behind it, or the only one of a sentence that ends in a copy."""
    start = copy.start or 0
    before = [(position, link) for position, (_, _, link) in enumerate(spans) if link and (link.end or 0) <= start]
    if before:
        position, link = before[-1]
        if _GAP.fullmatch(text, link.end or 0, start):
            return position
    if _BRACKETED.match(text, max(0, start - (text[start - 1 : start] == "["))) and len(before) == 1:
        others = sum(1 for _, _, link in spans if link)
        return before[0][0] if others == 1 else None
    return None
