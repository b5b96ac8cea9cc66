"""A range of characters that an address names, marked in what is shown of a letter."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeGuard

from claimgraph.api.reading.marking import Begun, Close, Event, Mark, Open, Ref, Words
from claimgraph.api.reading.ranges import CharRange
from claimgraph.api.reading.rows import Entry, Note, Row

__all__ = ["lit_note", "lit_row", "touches"]


def lit_row(row: Row, chosen: CharRange, begun: Begun) -> Row:
    """Return the row, and the notes beside it, with the words of the range marked."""
    return replace(
        row,
        events=_lit(row.events, chosen, begun),
        entries=tuple(_lit_entry(entry, chosen, begun) for entry in row.entries),
        cells=tuple(
            tuple(tuple(_lit_entry(entry, chosen, begun) for entry in cell) for cell in line) for line in row.cells
        ),
        notes=tuple(lit_note(note, chosen, begun) for note in row.notes),
    )


def lit_note(note: Note, chosen: CharRange, begun: Begun) -> Note:
    """Return the note with the words of the range marked."""
    return replace(note, events=_lit(note.events, chosen, begun))


def touches(events: Iterable[Event], chosen: CharRange) -> bool:
    """Return whether something of the range is among the words and the footnotes' marks."""
    return any(_is_in(event, chosen) for event in events)


def _lit_entry(entry: Entry, chosen: CharRange, begun: Begun) -> Entry:
    below = tuple(_lit_entry(each, chosen, begun) for each in entry.below)
    return replace(entry, events=_lit(entry.events, chosen, begun), below=below)


def _lit(events: tuple[Event, ...], chosen: CharRange, begun: Begun) -> tuple[Event, ...]:
    return tuple(_told(events, chosen, begun)) if touches(events, chosen) else events


def _told(events: Iterable[Event], chosen: CharRange, begun: Begun) -> Iterator[Event]:
    """The events; the mark is inside all others, around words and footnotes' marks alone, and so can cross nothing."""
    mark = Mark(chosen.start, chosen.end, "here")
    for event in events:
        if not _is_in(event, chosen):
            yield event
            continue
        if isinstance(event, Ref):
            yield from (Open(mark, begun.id_of(mark)), event, Close(mark))
            continue
        first = max(chosen.start - event.start, 0)
        last = min(chosen.end - event.start, len(event.text))
        if first:
            yield replace(event, text=event.text[:first])
        yield Open(mark, begun.id_of(mark))
        yield Words(event.start + first, event.text[first:last], event.jumps and not first)
        yield Close(mark)
        if last < len(event.text):
            yield Words(event.start + last, event.text[last:], False)


def _is_in(event: Event, chosen: CharRange) -> TypeGuard[Words | Ref]:
    if isinstance(event, Ref):
        return chosen.start <= event.start < chosen.end
    return isinstance(event, Words) and event.start < chosen.end and event.start + len(event.text) > chosen.start
