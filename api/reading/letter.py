"""A letter as its page shows it: rows of text, notes, and a rail that leads to its claims by question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from claimgraph.api.reading.marking import Chip, Event, Mark, Open, Ref, Words
from claimgraph.api.reading.ranges import CharRange
from claimgraph.api.reading.rows import Note, Row, compose
from claimgraph.api.service.graph import Row as Solution
from claimgraph.ingest.models import Mark as FootnoteMark
from claimgraph.ingest.models import Span
from claimgraph.ingest.outline import Part, read_outline
from claimgraph.store.search import paragraphs

__all__ = ["SHEET", "Answers", "Group", "Letter", "Said", "Sheet", "letter_of", "sheets_of"]

SHEET = 118_000
"""About how many bytes a letter's words, marks and notes may take on one page; a longer letter is parted."""

_BLOCK, _NOTE, _WORK = 30, 70, 190
"""About how many bytes a row takes for itself, and so a footnote and a work that it cites."""

_NAMED = 60
"""How many characters of its quote a claim without a name is called by."""

_KINDS = ("recommends", "policy", "fact", "value", "defines", "of itself")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim in the rail: the end of its IRI, its quote, where it begins, and the stance and kind it is told with."""

    iri: str
    key: str
    quote: str
    start: int
    stance: str
    word: str

    @property
    def name(self) -> str:
        """What a list calls it: the words that its curators named it by, or the first of its own.

        >>> Said("", "safety-is-contextual", "Safety depends on …", 0, "", "").name
        'safety is contextual'
        """
        words = self.key.split("-")
        if len(words) > 1 and all(any(map(str.isalpha, word)) for word in words[:2]):
            return " ".join(words)
        return self.quote if len(self.quote) <= _NAMED else self.quote[:_NAMED].rpartition(" ")[0] + " …"


@dataclass(frozen=True, slots=True)
class Group:
    """A section with the claims that begin in it; `questions` are the IRIs and notations of those it answers."""

    section: str
    start: int
    heading: str
    questions: tuple[tuple[str, str], ...]
    claims: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page has of a letter: rows[first:last], and the range of the text that they are in."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's current text, by its IRI, to read; `rest` are footnotes without a mark, `sheets` its pages."""

    text: str
    content: str
    outlined: bool
    rows: tuple[Row, ...]
    rest: tuple[Note, ...]
    groups: tuple[Group, ...]
    sheets: tuple[Sheet, ...]
    works: Mapping[int, tuple[Solution, ...]]
    linked: tuple[Solution, ...]

    @property
    def claims(self) -> int:
        """How many claims were read in it."""
        return len({claim.iri for group in self.groups for claim in group.claims})

    @property
    def asked(self) -> Mapping[int, Group]:
        """The sections that answer questions, by where they start."""
        return {group.start: group for group in self.groups if group.questions}

    @property
    def note_pages(self) -> Mapping[int, int]:
        """On which page each footnote stands."""
        placed = {note.number: self.sheet_at(row.start) for row in self.rows for note in row.notes}
        return {**{note.number: len(self.sheets) for note in self.rest}, **placed}

    def shows(self, chosen: CharRange) -> bool:
        """Whether something of this range is on its pages."""
        return any(
            isinstance(event, Open) and event.mark.kind == "here" and event.mark.start == chosen.start
            for events in (*(row.all_events() for row in self.rows), *(note.events for note in self._notes()))
            for event in events
        )

    def place_of(self, fragment: str) -> int | None:
        """Return where in the text a fragment of one of its pages leads, None for one that there is not."""
        kind, _, name = fragment.partition("-")
        if kind == "claim":
            return next((said.start for group in self.groups for said in group.claims if said.key == name), None)
        if kind == "section":
            return next((group.start for group in self.groups if _name(group.section) == name), None)
        if kind == "note":
            pages = (self.sheets[page - 1].start for number, page in self.note_pages.items() if str(number) == name)
            return next(pages, None)
        return next((row.start for row in self.rows if row.id == fragment), None)

    def sheet_at(self, offset: int) -> int:
        """Return the number of the page on which a code point of the text stands, counted from 1."""
        return max((n for n, sheet in enumerate(self.sheets, start=1) if sheet.start <= offset), default=1)

    def _notes(self) -> Iterable[Note]:
        return (*(note for row in self.rows for note in row.notes), *self.rest)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the graph says of a letter, as the queries `letter-*.rq` give it."""

    text: Solution
    sections: Sequence[Solution]
    readers: Sequence[Solution]
    notes: Sequence[Solution]
    works: Sequence[Solution]
    addresses: Sequence[Solution]


def letter_of(found: Answers, chosen: CharRange | None = None) -> Letter:
    """Return the letter, with a range of characters marked in it where one is chosen."""
    content, outline = _value(found.text, "content"), _value(found.text, "outline")
    parts = read_outline(outline, len(content)) if outline else None
    refs = [
        FootnoteMark(_number(row, "number"), _number(row, "markStart"), _number(row, "markEnd"), "")
        for row in found.notes
        if row["markStart"] and row["markEnd"]
    ]
    marks = list(_marks(found.readers, len(content)))
    if chosen:
        marks.append(Mark(chosen.start, chosen.end, "here"))
    parts_of = parts or _plain(content, found.notes, found.sections)
    cited = [_number(row, "number") for row in found.works if row["number"]]
    addresses = [_value(row, "url") for row in found.addresses]
    rows, rest = compose(content, parts_of, refs, marks, addresses, cited)
    rows = _headed(rows, found.sections)
    works: dict[int, list[Solution]] = {}
    for row in found.works:
        if row["number"]:
            works.setdefault(_number(row, "number"), []).append(row)
    return Letter(
        _value(found.text, "text"),
        content,
        parts is not None,
        rows,
        rest,
        _groups(found.sections, found.readers),
        sheets_of(rows, len(content)),
        {number: tuple(those) for number, those in works.items()},
        tuple(row for row in found.works if not row["number"]),
    )


def sheets_of(rows: Sequence[Row], length: int, most: int = SHEET) -> tuple[Sheet, ...]:
    """Return the pages on which the rows fit, parted before the last heading in a page's second half."""
    firsts, size, heading = [0], 0, 0
    sizes = [_size(row) for row in rows]
    even = sum(sizes) / -(-sum(sizes) // most) if sizes else 0
    most = min(most, round(even * 1.1))
    for n, row in enumerate(rows):
        if n > firsts[-1] and size + sizes[n] > most:
            cut = heading if sum(sizes[firsts[-1] : heading]) > most / 2 else n
            firsts.append(cut)
            size = sum(sizes[cut:n])
        size += sizes[n]
        if row.kind == "heading" and n > firsts[-1]:
            heading = n
    starts = [0, *(rows[n].start for n in firsts[1:])]
    bounds = zip(firsts, [*firsts[1:], len(rows)], starts, [*starts[1:], length], strict=True)
    return tuple(Sheet(*bound) for bound in bounds)


def _size(row: Row) -> int:
    return (
        _BLOCK
        + _weight(row.all_events())
        + sum(_NOTE + _WORK * note.works + _weight(note.events) for note in row.notes)
    )


def _weight(events: Iterable[Event]) -> int:
    """About how many bytes the page takes for these events, and for their claims in the rail."""
    size = 0
    for event in events:
        match event:
            case Words(_, text):
                size += len(text.encode("utf-8"))
            case Open(mark):
                size += len(mark.target) + 25 if mark.kind == "link" else 45
            case Chip(mark):
                size += 70 + (2 * len(mark.key) + 35 if mark.kind == "claim" else len(mark.target) // 2)
            case Ref():
                size += 60
    return size


def _marks(rows: Iterable[Solution], length: int) -> Iterable[Mark]:
    """Yield a mark for each passage that something was read from, with the one kind of claim that tells most."""
    found: dict[tuple[int, int, str], tuple[str, set[str], str]] = {}
    for row in rows:
        key = (_number(row, "start"), _number(row, "end"), _value(row, "reader"))
        found.setdefault(key, (_value(row, "word"), set(), _value(row, "stance")))[1].add(_value(row, "kind"))
    for (start, end, iri), (word, kinds, stance) in found.items():
        if not 0 <= start < end <= length:
            continue
        if word == "claim":
            yield Mark(start, end, "claim", _name(iri), iri, _kind(kinds), stance)
        else:
            yield Mark(start, end, "read", "", iri, word)


def _groups(sections: Iterable[Solution], readers: Iterable[Solution]) -> tuple[Group, ...]:
    """Return the sections in the order of the text, each with the claims that begin in it, in theirs."""
    claims: dict[str, Said] = {}
    kinds: dict[str, set[str]] = {}
    for row in readers:
        if _value(row, "word") == "claim":
            iri = _value(row, "reader")
            kinds.setdefault(iri, set()).add(_value(row, "kind"))
            said = Said(iri, _name(iri), _value(row, "quote"), _number(row, "start"), _value(row, "stance"), "")
            claims.setdefault(iri, said)
    inside: dict[str, Group] = {}
    for row in sections:
        iri, question = _value(row, "section"), _value(row, "question")
        group = inside.setdefault(iri, Group(iri, _number(row, "start"), _value(row, "heading"), (), ()))
        if question:
            asked = (question, _value(row, "notation") or _name(question))
            inside[iri] = replace(group, questions=tuple(dict.fromkeys((*group.questions, asked))))
    groups = sorted(inside.values(), key=lambda group: group.start) or [Group("", 0, "", (), ())]
    said_in: list[list[Said]] = [[] for _ in groups]
    for said in sorted(claims.values(), key=lambda said: (said.start, said.key)):
        at = max((n for n, group in enumerate(groups) if group.start <= said.start), default=0)
        said_in[at].append(replace(said, word=_kind(kinds[said.iri])))
    return tuple(replace(group, claims=tuple(those)) for group, those in zip(groups, said_in, strict=True))


def _headed(rows: Iterable[Row], sections: Iterable[Solution]) -> tuple[Row, ...]:
    """Give each heading the fragment that its section's name ends with."""
    names = {_number(row, "start"): f"section-{_name(_value(row, 'section'))}" for row in sections if row["heading"]}
    return tuple(replace(row, id=names.get(row.start, row.id)) if row.kind == "heading" else row for row in rows)


def _plain(content: str, notes: Iterable[Solution], sections: Iterable[Solution]) -> list[Part]:
    """Return the parts of a text without an outline: footnotes as the graph bounds them, and paragraphs around them."""
    heads = {_number(row, "start") for row in sections if row["heading"]}
    found: dict[int, tuple[int, int]] = {}
    for row in notes:
        start, end = _number(row, "start"), _number(row, "end")
        if start < end <= len(content) and not any(one < end and start < other for one, other in found.values()):
            found.setdefault(_number(row, "number"), (start, end))
    parts = [Part("note", (Span(*bounds),), (number,)) for number, bounds in found.items()]
    bounds = sorted(found.values())
    for start, end in paragraphs(content):
        inside = [(one, other) for one, other in bounds if one < end and other > start]
        edges = [start, *(edge for pair in inside for edge in pair), end]
        for here, there in zip(edges[::2], edges[1::2], strict=True):
            if here < there and any(character.isalnum() for character in content[here:there]):
                parts.append(Part("heading" if here in heads else "paragraph", (Span(here, there),)))
    return sorted(parts, key=lambda part: part.start)


def _kind(kinds: set[str]) -> str:
    return next((kind for kind in _KINDS if kind in kinds), "claim")


def _name(iri: str) -> str:
    return iri.rstrip("/").rpartition("/")[2]


def _number(row: Solution, name: str) -> int:
    return int(_value(row, name) or 0)


def _value(row: Solution, name: str) -> str:
    term = row[name]
    return term.value if term else ""
