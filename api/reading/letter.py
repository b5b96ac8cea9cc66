"""A letter as its page shows it: rows of text, notes, and a rail that leads to its claims by question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from claimgraph.api.reading.lighting import touches
from claimgraph.api.reading.marking import Event, Mark
from claimgraph.api.reading.rail import Group, groups_of
from claimgraph.api.reading.ranges import CharRange
from claimgraph.api.reading.rows import Note, Row, compose
from claimgraph.api.reading.sheets import Sheet, sheets_of
from claimgraph.api.reading.solutions import name, number, value
from claimgraph.api.service.graph import Row as Solution
from claimgraph.ingest.models import Mark as FootnoteMark
from claimgraph.ingest.models import Span
from claimgraph.ingest.outline import Part, read_outline
from claimgraph.store.search import paragraphs

__all__ = ["Answers", "Letter", "letter_of"]

_KINDS = ("recommends", "policy", "fact", "value", "defines", "of itself")
"""The kinds of claims, the one that tells most first: a recommendation is a policy claim too."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's current text, by its IRI, to read.

    `rest` are footnotes without a mark, `sheets` its pages, `note_pages` says on which of these each footnote stands.
    `works` are those that each footnote cites, `linked` those that the text links to.
    """

    text: str
    content: str
    rows: tuple[Row, ...]
    rest: tuple[Note, ...]
    groups: tuple[Group, ...]
    sheets: tuple[Sheet, ...]
    note_pages: Mapping[int, int]
    works: Mapping[int, tuple[Solution, ...]]
    linked: tuple[Solution, ...]

    @property
    def claims(self) -> int:
        """How many claims were read in it."""
        return len({claim.iri for group in self.groups for claim in group.claims})

    def place_of(self, fragment: str) -> int | None:
        """Return where in the text a fragment of one of its pages leads, None for one that there is not."""
        kind, _, rest = fragment.partition("-")
        if kind == "claim":
            return next((said.start for group in self.groups for said in group.claims if said.key == rest), None)
        if kind == "section":
            return next((group.start for group in self.groups if name(group.section) == rest), None)
        if kind == "note":
            return next((self.sheets[page - 1].start for n, page in self.note_pages.items() if str(n) == rest), None)
        return next((row.start for row in self.rows if row.id == fragment), None)

    def sheet_of(self, chosen: CharRange) -> int | None:
        """Return the number of the first page that has something of the range, a footnote's words among them."""
        for n, sheet in enumerate(self.sheets, start=1):
            rows = self.rows[sheet.first : sheet.last]
            if any(touches(events, chosen) for row in rows for events in (row.all_events(), *_events_of(row.notes))):
                return n
        return len(self.sheets) if any(touches(events, chosen) for events in _events_of(self.rest)) else None

    def sheet_at(self, offset: int) -> int:
        """Return the number of the page on which a code point of the text stands, counted from 1."""
        return max((n for n, sheet in enumerate(self.sheets, start=1) if sheet.start <= offset), default=1)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the graph says of a letter, as the queries `letter-*.rq` give it."""

    text: Solution
    sections: Sequence[Solution]
    readers: Sequence[Solution]
    notes: Sequence[Solution]
    works: Sequence[Solution]
    addresses: Sequence[Solution]


def letter_of(found: Answers) -> Letter:
    """Return the letter that the graph's answers make."""
    content, outline = value(found.text, "content"), value(found.text, "outline")
    parts: Sequence[Part] = (outline and read_outline(outline, len(content))) or ()
    refs = [
        FootnoteMark(number(row, "number"), number(row, "markStart"), number(row, "markEnd"), "")
        for row in found.notes
        if row["markStart"] and row["markEnd"]
    ]
    parts = parts or _plain(content, found.notes, found.sections)
    cited = [number(row, "number") for row in found.works if row["number"]]
    addresses = [value(row, "url") for row in found.addresses]
    rows, rest = compose(content, parts, refs, _marks(found.readers, len(content)), addresses, cited)
    rows = _headed(rows, found.sections)
    sheets = sheets_of(rows, len(content))
    note_pages = {note.number: len(sheets) for note in rest}
    for n, sheet in enumerate(sheets, start=1):
        note_pages |= {note.number: n for row in rows[sheet.first : sheet.last] for note in row.notes}
    works: dict[int, list[Solution]] = {}
    for each in found.works:
        if each["number"]:
            works.setdefault(number(each, "number"), []).append(each)
    return Letter(
        value(found.text, "text"),
        content,
        rows,
        rest,
        groups_of(found.sections, found.readers),
        sheets,
        note_pages,
        {n: tuple(those) for n, those in works.items()},
        tuple(each for each in found.works if not each["number"]),
    )


def _events_of(notes: Iterable[Note]) -> Iterable[tuple[Event, ...]]:
    return (note.events for note in notes)


def _marks(rows: Iterable[Solution], length: int) -> Iterable[Mark]:
    """Yield a mark for each passage that something was read from, with the one kind of claim that tells most."""
    found: dict[tuple[int, int, str], tuple[str, set[str], str]] = {}
    for row in rows:
        key = (number(row, "start"), number(row, "end"), value(row, "reader"))
        found.setdefault(key, (value(row, "word"), set(), value(row, "stance")))[1].add(value(row, "kind"))
    for (start, end, iri), (word, kinds, stance) in found.items():
        if not 0 <= start < end <= length:
            continue
        if word == "claim":
            yield Mark(start, end, "claim", name(iri), iri, _kind(kinds), stance)
        else:
            yield Mark(start, end, "read", "", iri, word)


def _headed(rows: Iterable[Row], sections: Iterable[Solution]) -> tuple[Row, ...]:
    """Give each heading the fragment that its section's name ends with."""
    names = {number(row, "start"): f"section-{name(value(row, 'section'))}" for row in sections if row["heading"]}
    return tuple(replace(row, id=names.get(row.start, row.id)) if row.kind == "heading" else row for row in rows)


def _plain(content: str, notes: Iterable[Solution], sections: Iterable[Solution]) -> list[Part]:
    """Return the parts of a text without an outline: footnotes as the graph bounds them, and paragraphs around them."""
    heads = {number(row, "start") for row in sections if row["heading"]}
    found: dict[int, tuple[int, int]] = {}
    for row in notes:
        start, end = number(row, "start"), number(row, "end")
        if start < end <= len(content) and not any(one < end and start < other for one, other in found.values()):
            found.setdefault(number(row, "number"), (start, end))
    parts = [Part("note", (Span(*bounds),), (n,)) for n, bounds in found.items()]
    noted = sorted(found.values())
    for start, end in paragraphs(content):
        inside = [(one, other) for one, other in noted if one < end and other > start]
        edges = [start, *(edge for pair in inside for edge in pair), end]
        for here, there in zip(edges[::2], edges[1::2], strict=True):
            if here < there and any(character.isalnum() for character in content[here:there]):
                parts.append(Part("heading" if here in heads else "paragraph", (Span(here, there),)))
    return sorted(parts, key=lambda part: part.start)


def _kind(kinds: set[str]) -> str:
    return next((kind for kind in _KINDS if kind in kinds), "claim")
