"""A letter's own tables and lists as it has them: rows and columns, the steps of a gradient, parts of parts."""

from dataclasses import dataclass

__all__ = ["Branch", "Cell", "Entry", "Grid", "Line", "Place", "Structure"]


@dataclass(frozen=True, slots=True)
class Place:
    """Words in the letter's current text: code points from start to end."""

    text: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, or words of the letter that are none (`iri` is empty then); `notes` are footnotes with their numbers.

    `bears_on` says for whom, where no column does.
    """

    iri: str
    words: str
    places: tuple[Place, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    bears_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell, which may be that of several columns."""

    entries: tuple[Entry, ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is about, and its other cells."""

    head: Entry
    cells: tuple[Cell, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that stands in the row."""
        return (self.head, *(each for cell in self.cells for each in cell.entries))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, or that part of it whose rows are of one kind; `heads` are the letter's words where it has as many."""

    heads: tuple[Entry, ...]
    lines: tuple[Line, ...]

    def around(self, iri: str) -> "Grid":
        """Return the rows in which the entry stands."""
        return Grid(self.heads, tuple(line for line in self.lines if iri in {each.iri for each in line.entries}))


@dataclass(frozen=True, slots=True)
class Branch:
    """An entry with its rank, if it has one, its parts, its variations, and what takes it in or requires it."""

    entry: Entry
    rank: str
    parts: tuple["Branch", ...]
    variations: tuple[Entry, ...]
    users: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """What the page of a table or an entry shows of the letter's tables and lists.

    `grids` are those of the table, or of the one in which the entry stands; `others` is what stands there in no row.
    """

    caption: Entry | None
    grids: tuple[Grid, ...]
    others: tuple[Entry, ...]
    gradient: tuple[Branch, ...]
    components: tuple[Branch, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The table's entries, each once, row by row."""
        lines = (line for grid in self.grids for line in grid.lines)
        placed = (each for line in lines for each in line.entries)
        return tuple({each.iri: each for each in (*placed, *self.others) if each.iri}.values())
