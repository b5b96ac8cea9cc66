"""Printed lines, in the order in which a page is read, from its characters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from claimgraph.ingest.readers.pdf.glyphs import Box, Glyph
from claimgraph.ingest.readers.pdf.grids import Grid, find_grids

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RISE, _SMALLER = 0.12, 0.9
_MOST_RISEN = 0.25
_DRAWN = 0.18
_APART = 0.18
_COLUMN_GAP = 2.0
_GUTTER = 9.0
_COLUMN_ROWS = 8
_RTL = ("\u0590", "\u08ff")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line: its text, for each character the stretch it covers, and how it is set.

    Raised figures are written as such (``¹``). ``label`` is the length of raised figures in front, ``column`` counts
    the page's columns, and ``trailing`` tells whether a blank ends the line. ``cell`` is the table on the page, the row
    and the column, from 0, of a line in a ruled table.
    """

    text: str
    xs: tuple[tuple[float, float], ...]
    y: float
    size: float
    bold: bool
    column: int = 0
    trailing: bool = False
    cell: tuple[int, int, int] | None = None
    x0: float = field(init=False)
    x1: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "x0", min(x for x, _ in self.xs))
        object.__setattr__(self, "x1", max(x for _, x in self.xs))

    @property
    def label(self) -> int:
        """How many raised figures begin the line."""
        return len(self.text) - len(self.text.lstrip("⁰¹²³⁴⁵⁶⁷⁸⁹"))


def read_lines(
    glyphs: Sequence[Glyph | None], rules: Sequence[Box] = (), uprights: Sequence[Box] = ()
) -> tuple[PrintedLine, ...]:
    """The page's lines, top to bottom; where the page has two columns, the left one first; tables cell by cell."""
    return tuple(
        replace(line, column=column, cell=cell)
        for column, (cell, zone) in enumerate(_parts_of(list(_pieces(glyphs)), find_grids(rules, uprights)))
        for line in _set(zone)
        if line.text
    )


Cell = tuple[int, int, int]


def _parts_of(pieces: list[_Piece], grids: Sequence[Grid]) -> Iterator[tuple[Cell | None, list[_Piece]]]:
    """The page's zones in reading order, with the cell that each is."""
    left = pieces
    for number, grid in enumerate(grids):
        inside: dict[Cell, list[_Piece]] = {}
        above: list[_Piece] = []
        rest: list[_Piece] = []
        for piece in left:
            place = grid.cell(piece.x0 + 1, piece.y + 0.3 * piece.size)
            if place:
                inside.setdefault((number, *place), []).append(piece)
            else:
                (above if piece.y > grid.ys[0] - 1 else rest).append(piece)
        if len({cell[2] for cell in inside}) < 2:
            continue
        yield from ((None, zone) for zone in _zones(above))
        yield from ((cell, inside[cell]) for cell in sorted(inside))
        left = rest
    yield from ((None, zone) for zone in _zones(left))


class _Piece:
    """Characters in a row that PDFium has in one go, on one baseline, and the room they take."""

    __slots__ = ("glyphs", "high", "low", "size", "x0", "x1", "y")

    def __init__(self, glyphs: list[Glyph]) -> None:
        self.glyphs = glyphs
        self.y = glyphs[0].y
        self.size = max(glyph.size for glyph in glyphs)
        self.x0 = min(glyph.x0 for glyph in glyphs)
        self.x1 = max(glyph.x1 for glyph in glyphs)
        self.low = self.y - 0.2 * self.size
        self.high = self.y + 0.75 * self.size


def _pieces(glyphs: Sequence[Glyph | None]) -> Iterator[_Piece]:
    piece: list[Glyph] = []
    for glyph in glyphs:
        if glyph is None or (piece and _parts(piece[-1], glyph)):
            if any(not each.text.isspace() for each in piece):
                yield _Piece(_stripped(piece))
            piece = []
        if glyph is not None:
            piece.append(glyph)
    if any(not each.text.isspace() for each in piece):
        yield _Piece(_stripped(piece))


def _stripped(piece: list[Glyph]) -> list[Glyph]:
    while piece[0].text.isspace():
        piece.pop(0)
    return piece


def _parts(before: Glyph, glyph: Glyph) -> bool:
    if glyph.x1 < glyph.x0:  # an inferred blank has no place of its own
        return False
    size = max(before.size, glyph.size)
    if abs(glyph.y - before.y) > 0.08 * size:
        return True
    if before.x1 < before.x0:
        return glyph.x0 - before.x0 > _COLUMN_GAP * size or before.x0 - glyph.x0 > 0.6 * size
    if _RTL[0] <= glyph.text[0] <= _RTL[1] or _RTL[0] <= before.text[0] <= _RTL[1]:
        return abs(glyph.x0 - before.x1) > 6 * size and abs(before.x0 - glyph.x1) > 6 * size
    return glyph.x0 - before.x1 > _COLUMN_GAP * size or before.x0 - glyph.x0 > 0.6 * size


def _zones(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces of each column in turn; all of them where there is one column."""
    split = _gutter(pieces)
    if split is None:
        if pieces:
            yield pieces
        return
    x, top, bottom = split
    inside = [piece for piece in pieces if bottom <= piece.y <= top]
    above = [piece for piece in pieces if piece.y > top]
    below = [piece for piece in pieces if piece.y < bottom]
    for zone in (above, [p for p in inside if p.x1 <= x], [p for p in inside if p.x1 > x]):
        if zone:
            yield zone
    if below:
        yield from _zones(below)


def _gutter(pieces: Sequence[_Piece]) -> tuple[float, float, float] | None:
    """Where a gap parts two columns, and the highest and lowest baseline beside it."""
    if len(pieces) < 2 * _COLUMN_ROWS:
        return None
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    order = sorted(pieces, key=lambda piece: piece.y)
    ys = [piece.y for piece in order]
    best: tuple[int, float, float, float] | None = None
    x = left + 0.3 * (right - left)
    while x < left + 0.7 * (right - left):
        crossing = [piece.y for piece in order if piece.x0 < x + _GUTTER / 2 and piece.x1 > x - _GUTTER / 2]
        for low, high in pairwise([-1e9, *crossing, 1e9]):
            start, stop = bisect_right(ys, low), bisect_left(ys, high)
            if stop - start < 2 * _COLUMN_ROWS:
                continue
            beside = order[start:stop]
            one = [piece for piece in beside if piece.x1 <= x]
            two = [piece for piece in beside if piece.x0 >= x]
            rows = min(len({round(piece.y) for piece in side}) for side in (one, two))
            columns = rows >= _COLUMN_ROWS and _is_column(one, x - left) and _is_column(two, right - x)
            if columns and (best is None or rows > best[0]):
                best = (rows, x, ys[stop - 1] + 0.1, ys[start] - 0.1)
        x += 3.0
    return best[1:] if best else None


def _is_column(pieces: Sequence[_Piece], width: float) -> bool:
    """Whether most rows fill most of the width, as a column of prose does and a column of a table doesn't."""
    full = sum(piece.x1 - piece.x0 > 0.7 * width for piece in pieces)
    return full * 2 > len({round(piece.y) for piece in pieces})


def _set(pieces: Sequence[_Piece]) -> Iterator[PrintedLine]:
    bands: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-round(piece.size, 1), -piece.y, piece.x0)):
        height = piece.high - piece.low
        best, most = None, 0.5 * height
        for band in bands:
            overlap = min(band[0].high, piece.high) - max(band[0].low, piece.low)
            if overlap > most:
                best, most = band, overlap
        if best is None:
            bands.append([piece])
        else:
            best.append(piece)
    for band in sorted(bands, key=lambda band: -band[0].y):
        if line := _line(band):
            yield line


def _line(band: list[_Piece]) -> PrintedLine | None:
    band.sort(key=lambda piece: piece.x0)
    tangled = any(after.x0 < before.x1 - 0.5 * after.size for before, after in pairwise(band))
    glyphs = [glyph for piece in band for glyph in piece.glyphs]
    if tangled:
        glyphs = sorted((glyph for glyph in glyphs if glyph.x1 >= glyph.x0), key=lambda glyph: glyph.x0)
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if not inked:
        return None
    size = Counter(round(glyph.size, 2) for glyph in inked).most_common(1)[0][0]
    ys = sorted(glyph.y for glyph in inked if round(glyph.size, 2) == size)
    base = ys[len(ys) // 2]
    size, base = _label_alone(inked, size, base)
    text: list[str] = []
    xs: list[tuple[float, float]] = []
    for position, glyph in enumerate(glyphs):
        before = glyphs[position - 1] if position else None
        if before is not None and text and not text[-1].isspace() and not glyph.text.isspace():
            gap = glyph.x0 - (before.x1 if before.x1 >= before.x0 else before.x0)
            wide = gap > _COLUMN_GAP * size
            if wide or gap > _APART * max(before.size, glyph.size):
                text.extend("   " if wide else " ")
                xs.extend([(before.x1, glyph.x0)] * (3 if wide else 1))
        if glyph.text.isspace() and (not text or text[-1].isspace()):
            continue
        shown = glyph.text
        if shown.isascii() and shown.isdigit() and _is_raised(glyph, size, base):
            shown = shown.translate(_SUPERSCRIPTS)
        text.extend(shown)
        xs.extend([(glyph.x0, max(glyph.x0, glyph.x1))] * len(shown))
    trailing = bool(text) and text[-1] == " "
    while text and text[-1].isspace():
        text.pop()
        xs.pop()
    bold = sum(glyph.bold for glyph in inked) > 0.9 * len(inked)
    return PrintedLine("".join(text), tuple(xs), base, size, bold, 0, trailing)


def _is_raised(glyph: Glyph, size: float, base: float) -> bool:
    """Whether a figure stands above the line: set smaller and higher, much higher, or drawn so by its font."""
    above = glyph.y - base
    return (
        (above > _RISE * size and glyph.size <= _SMALLER * size)
        or above > _MOST_RISEN * size
        or (glyph.rise > _DRAWN * glyph.size and above > -0.05 * size)
    )


def _label_alone(inked: Sequence[Glyph], size: float, base: float) -> tuple[float, float]:
    """How the line is set, where the figures of a short note's label outnumber its words."""
    larger = [glyph for glyph in inked if glyph.size > size / _SMALLER and glyph.y < base - 0.05 * size]
    if larger and all(glyph.text.isdigit() for glyph in inked if round(glyph.size, 2) == size):
        return larger[0].size, larger[0].y
    return size, base
