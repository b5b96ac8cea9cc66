"""A letter's text as rows: headings, paragraphs, lists and tables, each with the footnotes first marked in it."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from claimgraph.api.reading.marking import Begun, Event, Mark, Ref, Words, marked
from claimgraph.api.reading.stretches import stretches, syntax
from claimgraph.ingest.models import Mark as FootnoteMark
from claimgraph.ingest.outline import Part

__all__ = ["Entry", "Note", "Row", "compose", "shown"]

Told = Callable[[Part, int | None], tuple[Event, ...]]
"""Gives the events of a part, for a reader who knows to be at an offset."""

_ORDINAL = re.compile(r"\(?(?:[0-9]{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
_NOTE_LINE, _ROW_LINE = 36, 78
"""About how many characters a line of a note and of the text has where notes stand in the margin."""

_NOTE_HEIGHT = 0.69
"""How high a note's line is, in lines of the text."""

_MOST_SPANNED, _MOST_TIGHT = 6, 5
_SHORT = 60
"""Lines of a paragraph that are all shorter than this are an address or a signature, and keep their ends."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A list's item with the items below it, or one of the things that stand in a table's cell."""

    id: str
    events: tuple[Event, ...]
    lead: str = ""
    below: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote's words, and how many works it cites."""

    number: int
    events: tuple[Event, ...]
    works: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside one another: a part of the text, and the notes whose first mark is in it.

    `kind` is heading, paragraph, list or table; `spans` is over how many rows the notes may reach; `start` and `end`
    bound it in the text. `lines` says that its line ends are meant, `tight` is how
    many lines of each note the margin has room for, 0 for all.
    """

    kind: str
    id: str
    start: int
    end: int
    events: tuple[Event, ...] = ()
    entries: tuple[Entry, ...] = ()
    cells: tuple[tuple[tuple[Entry, ...], ...], ...] = ()
    notes: tuple[Note, ...] = ()
    spans: int = 1
    lines: bool = False
    tight: int = 0

    def all_events(self) -> Iterator[Event]:
        """Yield the events of the text, in its order."""
        yield from self.events
        yield from _events_in(self.entries)
        for line in self.cells:
            for cell in line:
                yield from _events_in(cell)


def compose(
    text: str,
    parts: Sequence[Part],
    refs: Sequence[FootnoteMark],
    marks: Iterable[Mark],
    addresses: Sequence[str] = (),
    cited: Collection[int] = (),
) -> tuple[tuple[Row, ...], tuple[Note, ...]]:
    """Return the rows of a text, and the notes that nothing in it marks.

    `marks` are what is marked beside the links and the emphasis that the text itself has, `addresses` those that stand
    in it whole, and `cited` the numbers of a note for each of the works that it cites.
    """
    begun, works = Begun(), Counter(cited)
    given = sorted(marks, key=lambda mark: (mark.start, mark.end))
    refs = sorted(refs, key=lambda mark: mark.start)

    def told(part: Part, at: int | None) -> tuple[Event, ...]:
        first, last = part.start, part.spans[-1].end
        inside = [mark for mark in given if mark.start < last and mark.end > first]
        here = [
            Ref(ref.start, ref.number) for ref in refs if any(each.start <= ref.start < each.end for each in part.spans)
        ]
        own = [] if part.kind == "note" else here
        return tuple(
            marked(stretches(text, part.spans, refs), own, [*inside, *syntax(text, part.spans, addresses)], at, begun)
        )

    rows = [_row(text, kind, those, told) for kind, those in _grouped(parts)]
    notes: dict[int, list[Event]] = {}
    for part in parts:
        if part.kind == "note":
            notes.setdefault(part.numbers[0], []).extend(told(part, None))
    placed: set[int] = set()
    done = []
    for row in rows:
        own = dict.fromkeys(each.number for each in row.all_events() if isinstance(each, Ref))
        new = [number for number in own if number in notes and number not in placed]
        placed.update(new)
        done.append(replace(row, notes=tuple(Note(number, tuple(notes[number])) for number in new)))
    rest = tuple(Note(number, tuple(events)) for number, events in sorted(notes.items()) if number not in placed)
    return tuple(_spanning(done, works)), rest


def shown(events: Iterable[Event]) -> int:
    """Return how many characters of the text are shown."""
    return sum(len(event.text) for event in events if isinstance(event, Words))


def _grouped(parts: Iterable[Part]) -> Iterator[tuple[str, list[Part]]]:
    """Yield headings and paragraphs one by one, the items of a list together, and so the cells of a table."""
    body = (part for part in parts if part.kind != "note")
    for (kind, _), those in groupby(body, lambda part: (part.kind, part.numbers[0] if part.kind == "cell" else 0)):
        if kind in ("item", "cell"):
            yield kind, list(those)
        else:
            yield from ((kind, [part]) for part in those)


def _row(text: str, kind: str, parts: Sequence[Part], told: Told) -> Row:
    start, end = parts[0].start, max(part.spans[-1].end for part in parts)
    if kind == "item":
        return Row("list", f"p{start}", start, end, entries=_entries(text, parts, told))
    if kind == "cell":
        lines = []
        for _, across in groupby(parts, lambda part: part.numbers[1]):
            cells: dict[int, list[Entry]] = {}
            for part in across:
                cells.setdefault(part.numbers[2], []).append(_entry(text, part, told))
            lines.append(tuple(tuple(cells.get(n, ())) for n in range(max(cells) + 1)))
        return Row("table", f"p{start}", start, end, cells=tuple(lines))
    [part] = parts
    written = [line.strip() for span in part.spans for line in text[span.start : span.end].splitlines()]
    short = len(written) > 1 and all(len(line) < _SHORT for line in written)
    return Row(kind, f"p{start}", start, end, told(part, start), lines=short)


def _entries(text: str, parts: Sequence[Part], told: Told) -> tuple[Entry, ...]:
    """Return a list's items, each with those that are deeper and follow it."""
    level = parts[0].numbers[0]
    found, at = [], 0
    while at < len(parts):
        stop = at + 1
        while stop < len(parts) and parts[stop].numbers[0] > level:
            stop += 1
        below = _entries(text, parts[at + 1 : stop], told) if stop > at + 1 else ()
        found.append(replace(_entry(text, parts[at], told), below=below))
        at = stop
    return tuple(found)


def _entry(text: str, part: Part, told: Told) -> Entry:
    before = text[text.rfind("\n", 0, part.start) + 1 : part.start].strip()
    lead = before if part.kind == "item" and _ORDINAL.fullmatch(before) else ""
    return Entry(f"p{part.start}", told(part, part.start), lead)


def _events_in(entries: Iterable[Entry]) -> Iterator[Event]:
    for entry in entries:
        yield from entry.events
        yield from _events_in(entry.below)


def _spanning(rows: Sequence[Row], works: Counter[int]) -> Iterator[Row]:
    """Let notes that are longer than what they stand beside reach over rows without any, or else be told in short."""
    for n, row in enumerate(rows):
        needed = sum(2 + shown(note.events) // _NOTE_LINE + 2 * works[note.number] for note in row.notes) * _NOTE_HEIGHT
        spans, room = 1, _height(row)
        while room < needed and spans < _MOST_SPANNED and n + spans < len(rows) and not rows[n + spans].notes:
            room += _height(rows[n + spans])
            spans += 1
        tight = 0
        if room < needed * 0.9:
            lines = room / _NOTE_HEIGHT - sum(works[note.number] for note in row.notes)
            tight = min(max(int(lines / len(row.notes)), 2), _MOST_TIGHT)
        notes = tuple(replace(note, works=works[note.number]) for note in row.notes)
        yield replace(row, notes=notes, spans=spans, tight=tight)


def _height(row: Row) -> int:
    """About how many lines of the text a row takes, with what parts it from the next."""
    if row.kind == "table":
        return 0  # it takes the margin too
    if row.kind == "heading":
        return 4
    return 1 + sum(-(-shown(each) // _ROW_LINE) for each in (row.events, *map(_own_events, row.entries)) if each)


def _own_events(entry: Entry) -> list[Event]:
    return list(_events_in((entry,)))
