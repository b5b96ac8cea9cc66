"""The lines of a content in their order, wherever they stand: found by their subject, read by their place, streamed.

A generation that was published whole has them in one file, `quads.nq`. One that grew out of another has a folder:

    lines/000000000000.nq   the text: the files of the one it grew out of, and what was put in, each named by the place
    lines/000000064301.nq     of its first byte in the text that they make one behind the other
    lines/pieces            which stretches of the text are the content, in its order: the place of the first byte of
                            each, then how many bytes each has, as little-endian 64-bit integers

Lines that were taken out stay in the text, so a place means the same in all generations that grow out of one.
"""

import io
import mmap
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import add, sub
from pathlib import Path
from typing import Self

from claimgraph.store.blocks import ends_block

_USUAL_BYTES = 4096
_RUN_BYTES = 64 * 1024

Text = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Pieces:
    """Stretches of a text: the place of the first byte of each, and how many bytes it has."""

    places: "array[int]"
    lengths: "array[int]"

    def put(self, place: int, length: int, apart: Container[int]) -> None:
        """Adds a stretch at the end; one with the last where it goes on from there, unless it is to stand apart."""
        if self.places and place == self.places[-1] + self.lengths[-1] and place not in apart:
            self.lengths[-1] += length
        else:
            self.places.append(place)
            self.lengths.append(length)


class Lines:
    r"""Sorted N-Quads lines, each with its newline, as pieces of a text.

    `end` is the length of the text, `bytes` that of the content. A context manager that lets go of the files.

    >>> texts = [b"<a:a> <a:p> <a:o> .\n<a:c> <a:p> <a:o> .\n", b"<a:b> <a:p> <a:o> .\n"]
    >>> b"".join(Lines(texts, Pieces(array("q", [0, 40]), array("q", [20, 20]))))
    b'<a:a> <a:p> <a:o> .\n<a:b> <a:p> <a:o> .\n'
    """

    def __init__(self, texts: Sequence[Text], pieces: Pieces | None = None) -> None:
        self._texts = tuple(texts)
        self._starts = _sums(map(len, self._texts))
        self.end = self._starts.pop()
        whole = array("q", [0] if self.end else []), array("q", [self.end] if self.end else [])
        self._places, lengths = (pieces.places, pieces.lengths) if pieces else whole
        self._begins = _sums(lengths)  # where each piece begins in the content
        self.bytes = self._begins.pop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the files."""
        for text in self._texts:
            if isinstance(text, mmap.mmap):
                text.close()

    def __iter__(self) -> Iterator[bytes]:
        for _, run in self.runs():
            yield from io.BytesIO(run)

    @property
    def starts(self) -> list[int]:
        """The places at which the parts of the text begin."""
        return list(self._starts)

    @property
    def pieces(self) -> int:
        """In how many stretches of the text the content stands."""
        return len(self._places)

    def at(self, place: int, length: int) -> bytes:
        """So many bytes of the text from a place on, all of one line or of lines that were put in together."""
        number = bisect_right(self._starts, place) - 1
        begin = place - self._starts[number]
        return self._texts[number][begin : begin + length]

    def runs(self) -> Iterator[tuple[int, bytes]]:
        """The content in its order, by some 64 KiB of whole lines: the place of the first byte, and the bytes."""
        for begin, stop in self._stretches():
            number = bisect_right(self._starts, begin) - 1
            text, start = self._texts[number], self._starts[number]
            while begin < stop:
                enough = min(begin + _RUN_BYTES, stop)
                if enough < stop:
                    enough = text.find(b"\n", enough - start - 1) + 1 + start
                yield begin, text[begin - start : enough - start]
                begin = enough

    def stretches(self, begin: int, stop: int) -> Iterator[tuple[int, int]]:
        """The pieces of a part of the content: places and lengths."""
        number = bisect_right(self._begins, begin) - 1
        while begin < stop:
            ends = self._ends(number)
            length = min(ends, stop) - begin
            yield self._places[number] + begin - self._begins[number], length
            begin, number = begin + length, number + 1

    def copy(self, begin: int, stop: int, into: Pieces, apart: Container[int]) -> None:
        """Adds the pieces of a part of the content to others, as `Pieces.put` does."""
        if begin >= stop:
            return
        first, last = (bisect_right(self._begins, offset) - 1 for offset in (begin, stop - 1))
        for place, length in self.stretches(begin, min(stop, self._ends(first))):
            into.put(place, length, apart)
        into.places.extend(self._places[first + 1 : last])
        into.lengths.extend(map(sub, self._begins[first + 2 : last + 1], self._begins[first + 1 : last]))
        if last > first:
            into.put(self._places[last], stop - self._begins[last], apart)

    def part(self, begin: int, length: int) -> bytes:
        """So many bytes of the content from an offset on, fewer where it ends."""
        found = [self.at(*each) for each in self.stretches(begin, min(begin + length, self.bytes))]
        return found[0] if len(found) == 1 else b"".join(found)

    def about(self, subject: bytes, most: int) -> bytes | None:
        r"""The lines with this subject, as N-Quads writes it; None where there may be more than `most` bytes of them.

        >>> Lines([b"<a:a> <a:p> <a:o> .\n<a:b> <a:p> <a:o> .\n"]).about(b"<a:b>", 1000)
        b'<a:b> <a:p> <a:o> .\n'
        """
        return self.starting(subject + b" ", most)

    def starting(self, first: bytes, most: int) -> bytes | None:
        """The lines that begin so; None where there may be more than `most` bytes of them."""
        begin = self.seek(first)
        for size in (_USUAL_BYTES, most):
            part = self.part(begin, size)
            if not part.startswith(first):
                return b""
            stop = part.find(b"\n", part.rfind(b"\n" + first) + 1) + 1
            # Whether the next line begins so as well can be told only where enough of it is there.
            if stop and (stop + len(first) <= len(part) or begin + len(part) == self.bytes):
                return part[:stop]
        return None

    def seek(self, first: bytes) -> int:
        """The offset in the content of the first line that doesn't come before those that begin so."""
        length = len(first)
        later = bisect_left(range(self.pieces), first, key=lambda number: self.at(self._places[number], length))
        if later == 0:
            return 0
        place, size = self._places[later - 1], self._ends(later - 1) - self._begins[later - 1]
        number = bisect_right(self._starts, place) - 1
        begin = place - self._starts[number]
        return self._begins[later - 1] + _seek(self._texts[number], first, begin, begin + size) - begin

    def from_offset(self, begin: int) -> Iterator[bytes]:
        """The lines from an offset on, at which one begins."""
        while begin < self.bytes:
            size = _RUN_BYTES // 4
            while (stop := (part := self.part(begin, size)).rfind(b"\n") + 1) == 0:
                size *= 2
            yield from io.BytesIO(part[:stop])
            begin += stop

    def block_at(self, offset: int, low: int = 0) -> int:
        """Where the block begins in which the line at the offset stands; at `low`, which is before it, one begins."""
        size = _RUN_BYTES // 4
        while True:
            begin = max(low, offset - size)
            part = self.part(begin, offset - begin)
            stop = len(part)
            skip = 0 if begin == low else part.find(b"\n") + 1  # the first line may be but the end of one
            while stop > skip:
                start = part.rfind(b"\n", 0, stop - 1) + 1
                if ends_block(part[start:stop]) and start >= skip:
                    return begin + stop
                stop = start
            if begin == low:
                return low
            size *= 4

    def _ends(self, number: int) -> int:
        return self._begins[number + 1] if number + 1 < self.pieces else self.bytes

    def _stretches(self) -> Iterator[tuple[int, int]]:
        for number, place in enumerate(self._places):
            yield place, place + self._ends(number) - self._begins[number]


class LineStream:
    """The content as a binary file that can be read once, from its beginning to its end."""

    def __init__(self, lines: Lines) -> None:
        self._runs = lines.runs()
        self._rest = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes, none at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._runs, (0, b""))[1])
        taken = self._rest[:size] if size >= 0 else self._rest
        self._rest = self._rest[len(taken) :]
        return bytes(taken)


def read_lines(directory: Path) -> Lines:
    """The lines of the generation in the directory, mapped. Raises OSError, and ValueError where they aren't whole."""
    grown = directory / "lines"
    try:
        pieces = read_pieces(grown / "pieces")
    except FileNotFoundError:
        return Lines([_mapped(directory / "quads.nq")])
    files = text_files(grown)
    lines = Lines([_mapped(path) for path in files], pieces)
    stops = map(add, pieces.places, pieces.lengths)
    if (
        [int(path.stem) for path in files] != lines.starts
        or min(chain(pieces.places, pieces.lengths), default=0) < 0
        or max(stops, default=0) > lines.end
    ):
        lines.close()
        raise ValueError("a part of its lines is missing")
    return lines


def text_files(folder: Path) -> list[Path]:
    """The files of the text, in their order."""
    return sorted(folder.glob("*.nq"))


def read_pieces(path: Path) -> Pieces:
    """Which stretches of the text are the content. Raises OSError, and ValueError where the file isn't sound."""
    numbers = array("q", path.read_bytes())
    if sys.byteorder == "big":
        numbers.byteswap()
    if len(numbers) % 2:
        raise ValueError("a number is missing")
    half = len(numbers) // 2
    return Pieces(numbers[:half], numbers[half:])


def write_pieces(path: Path, pieces: Pieces) -> None:
    """Writes which stretches of the text are the content."""
    numbers = pieces.places + pieces.lengths
    if sys.byteorder == "big":
        numbers.byteswap()
    path.write_bytes(numbers.tobytes())


def _mapped(path: Path) -> Text:
    with path.open("rb") as file:
        try:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:  # an empty file can't be mapped
            return b""


def _sums(lengths: Iterable[int]) -> "array[int]":
    """What comes before each, and all of them together."""
    return array("q", accumulate(lengths, initial=0))


def _seek(text: Text, first: bytes, low: int, high: int) -> int:
    """Where the first line in a part of the text is that doesn't come before those that begin so."""
    length = len(first)
    while low < high:  # where lines begin, or the end
        middle = (low + high) // 2
        begin = text.rfind(b"\n", low, middle) + 1 or low
        if text[begin : begin + length] < first:
            low = text.find(b"\n", middle) + 1
        else:
            high = begin
    return low
