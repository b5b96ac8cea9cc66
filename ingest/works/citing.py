"""All that the footnotes of a docket's letters cite: citations in full, short forms, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from claimgraph.ingest.works.address_identifiers import identify_address
from claimgraph.ingest.works.bibliography import describe, looks_cited, may_cite, without_signal
from claimgraph.ingest.works.identifiers import Found, year_of_volume
from claimgraph.ingest.works.models import WEB, WORDS, Identifier, Note, NoteLink, Reference, ShortForm, Unread
from claimgraph.ingest.works.printed_identifiers import Printed, find_printed
from claimgraph.ingest.works.resolve import Read, names_of, resolve
from claimgraph.ingest.works.segments import Segment, split_note
from claimgraph.ingest.works.short_forms import Short, find_defined_name, find_short_forms

_ORDER_AT_HEAD = re.compile(
    r"\W*(?:(?:see|see also|cf\.|e\.g\.,?)\s+)?(?:(?:the )?white house,?\s*|president [\w. ]{2,30},\s*)?"
    r"(?:executive order|exec\. order|e\.\s?o\.|eo)\b",
    re.I,
)
_NEXT_TO = re.compile(r"[\s,.:(<\[]*(?:doi|available)?\s*(?:at)?[\s,.:(<\[]*(?:https?://)?[\s<]*", re.I)
_PINNED = re.compile(r"[\d\s,–—-]*(?:\([^()]{0,200}\))*")
_MEETING = ("doi", "arxiv", "ssrn", "isbn")


LONGEST = 20_000
"""A footnote with more characters is taken for a mistake in parting the text: only its links are read."""


@dataclass(frozen=True, slots=True)
class Citing:
    """What notes cite, each part in the order of letters, notes and positions."""

    references: tuple[Reference, ...] = ()
    short_forms: tuple[ShortForm, ...] = ()
    unread: tuple[Unread, ...] = ()


def read_citing(notes: Iterable[Note]) -> Citing:
    """What the notes cite; the order in which letters are given does not matter, within a letter the notes' numbers do.

    >>> citing = read_citing([Note("a", 1, "Roe, A Study (2020), https://a.org/x"), Note("a", 2, "Id. at 4.")])
    >>> [(each.kind, each.target.address, each.reason) for each in citing.short_forms]
    [('id', 'https://a.org/x', 'footnote 1 cites this work alone')]
    """
    references: list[Reference] = []
    short_forms: list[ShortForm] = []
    unread: list[Unread] = []
    for _, own in groupby(sorted(notes), key=lambda note: note.letter):
        read = Read()
        for note in own:
            _read_note(note, read)
        for items in read.notes.values():
            references.extend(item for item in items if isinstance(item, Reference))
            short_forms.extend(item for item in items if isinstance(item, ShortForm))
            unread.extend(item for item in items if isinstance(item, Unread))
    return Citing(tuple(references), tuple(short_forms), tuple(unread))


def _read_note(note: Note, read: Read) -> None:
    items = read.notes.setdefault(note.number, [])
    if len(note.text) > LONGEST:
        items.append(
            Unread(note.letter, note.number, 1, f"a footnote of {len(note.text):,} characters: {note.text[:200]}…")
        )
        note = replace(note, text="", links=tuple(NoteLink(link.url) for link in note.links))
    for segment in split_note(note):
        place = len(items) + 1
        words = _without(segment.text, segment.address)
        printed = find_printed(words)
        shorts = list(find_short_forms(words if segment.address is None else segment.before, names_of(read.names)))
        if segment.address is not None:
            shorts = [short for short in shorts if short.kind in ("supra", "id") and (short.note or short.kind == "id")]
        elif printed:
            shorts = [short for short in shorts if short.kind != "title"]
        for short in shorts:
            if short.kind in ("title", "page") and resolve(short, note.number, read)[0] is None and looks_cited(words):
                continue  # no short form: the first citation of it
            items.append(_short_form(short, note, place, read))
            place += 1
        cited = list(_references(segment, note, place, printed, bool(shorts)))
        items.extend(cited)
        if len(cited) == 1 and (name := find_defined_name(segment.text)):
            read.names.setdefault(name, []).append(cited[0])
        if not cited and len(items) < place and may_cite(words):
            items.append(Unread(note.letter, note.number, place, segment.text))


def _short_form(short: Short, note: Note, place: int, read: Read) -> ShortForm:
    target, reason = resolve(short, note.number, read)
    return ShortForm(note.letter, note.number, place, short.kind, short.text, target, reason)


def _references(
    segment: Segment, note: Note, place: int, printed: tuple[Printed, ...], short: bool
) -> Iterator[Reference]:
    """The segment's citations: by its address, by each identifier that isn't the address's, or by its words."""
    found = identify_address(segment.address) if segment.address is not None else None
    rest = list({each.found.identifier: each for each in reversed(printed)}.values())[::-1]
    beside: dict[Identifier, tuple[tuple[Identifier, str], ...]] = {}
    if found and segment.address is not None:
        rest = [each for each in rest if each.found.identifier != found.identifier]
        reasons = [(each.found.identifier, _one_with(found.identifier, each, rest, segment)) for each in rest]
        one = tuple((identifier, reason) for identifier, reason in reasons if reason is not None)
        copies = tuple((Identifier(WEB, copy), "archived copy given behind the address") for copy in segment.copies)
        beside[found.identifier] = one + copies
        rest = [each for each in rest if each.found.identifier not in dict(one)]
    elif (order := _order_and_page(segment, rest)) is not None:
        beside[order[0]] = ((order[1], "order and page named in one citation"),)
        rest = [each for each in rest if each.found.identifier != order[1]]
    elif not rest and not short and looks_cited(segment.text):
        yield Reference(
            note.letter, note.number, place, segment.text, None, Identifier(WORDS, _worded(note.letter, segment.text))
        )
    cited: list[tuple[int, Found, str | None]] = [(_end(segment.text, each), each.found, None) for each in rest]
    if found:
        cited.append((len(segment.before) or len(segment.text), found, segment.address))
    begin = 0
    ordered = sorted(cited, key=lambda each: each[0])
    for at, (end, known, address) in enumerate(ordered):
        stop = len(segment.text) if at + 1 == len(ordered) or address else end
        text = segment.text[begin:stop].strip(" ;,.") if len(ordered) > 1 else segment.text
        own = beside.get(known.identifier, ())
        yield Reference(note.letter, note.number, place + at, text, address, known.identifier, known.version, own)
        begin = end


def _end(text: str, printed: Printed) -> int:
    """Where a citation by number ends: behind the pages and the brackets that follow it."""
    tail = _PINNED.match(text, printed.end)
    return tail.end() if tail else printed.end


def _order_and_page(segment: Segment, printed: list[Printed]) -> tuple[Identifier, Identifier] | None:
    """The one executive order and the one page of the Federal Register that a citation names."""
    orders, pages = (
        [each.found.identifier for each in printed if each.found.identifier.scheme == s] for s in ("eo", "fr")
    )
    if len(orders) == len(pages) == 1 and _ORDER_AT_HEAD.match(segment.text):
        return orders[0], pages[0]
    return None


def _one_with(key: Identifier, printed: Printed, all_printed: list[Printed], segment: Segment) -> str | None:
    """Why an identifier in the words is that of the address's work; None where that is not certain."""
    identifier = printed.found.identifier
    if sum(each.found.identifier.scheme == identifier.scheme for each in all_printed) > 1:
        return None
    if identifier.scheme == "fr" and key.scheme == "frdoc":
        volume = int(identifier.value.partition("/")[0])
        year = str(year_of_volume(volume))
        return "page and document of one Federal Register citation" if key.value.startswith(year) else None
    if identifier.scheme == "eo" and key.scheme == "frdoc" and _ORDER_AT_HEAD.match(segment.text):
        return "order and document named in one citation"
    if identifier.scheme in _MEETING and key.scheme == WEB and segment.address is not None:
        at = segment.text.find(re.sub(r"^https?://", "", segment.address))
        words = _without(segment.text, segment.address)
        if at > 0 and printed.end <= at and _NEXT_TO.fullmatch(words[printed.end : at]):
            return "identifier and address side by side in one citation"
    return None


def _without(text: str, address: str | None) -> str:
    """The words with blanks for all printed addresses, so that places stay."""
    blank = re.sub(r"(?:https?://|www\.)[^\s<>\"“”]+", lambda match: " " * len(match.group()), text)
    bare = re.sub(r"^https?://", "", address) if address else ""
    if bare and (at := blank.find(bare)) >= 0:
        blank = blank[:at] + " " * len(bare) + blank[at + len(bare) :]
    return blank


def _worded(letter: str, text: str) -> str:
    """The letter's own name for a work: author and title where the form shows them, or else all the words."""
    described = describe(text)
    whole = described.title and described.authors
    core = "|".join((*described.authors, described.title or "")) if whole else without_signal(text)
    return f"{letter}/{''.join(c if c.isalnum() else ' ' for c in core.casefold()).strip()}"
