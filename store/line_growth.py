"""What a difference does to the lines of a content: which stretches of the text it is then, and which blocks change.

Only the blocks that a changed line falls into are read.
"""

import shutil
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from claimgraph.store.blocks import digest, ends_block
from claimgraph.store.durable import link
from claimgraph.store.lines import Lines, Pieces, text_files, write_pieces

SPARE_BYTES = 1024 * 1024
"""So much, or a tenth of the content, a text may have beyond it before the content is written whole again."""

_PIECE_BYTES = 256  # what a piece weighs beside a byte of text: it is read whenever the lines are opened
_TENTH = 10


@dataclass(frozen=True, slots=True)
class LineChange:
    """Lines that go, and lines that come; none is both."""

    removed: set[bytes] = field(default_factory=set)
    added: set[bytes] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def change(self, removed: Collection[bytes], added: Collection[bytes]) -> None:
        """Adds a later change, which takes lines out and then puts lines in."""
        self.removed.update(removed)
        self.removed.difference_update(added)
        self.added.difference_update(removed)
        self.added.update(added)


@dataclass(frozen=True, slots=True)
class Difference:
    """What really changes: lines that were there and go, lines that weren't and come, both sorted.

    `edits` are the places of change, in order: an offset in the former content, how many bytes go there, how many
    come. `gone` and `come` are the digests of the blocks that they touch, before and after.
    """

    removed: list[bytes] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)
    edits: list[tuple[int, int, int]] = field(default_factory=list)
    gone: list[bytes] = field(default_factory=list)
    come: list[bytes] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.edits)

    @property
    def bytes(self) -> int:
        """How much longer the content becomes."""
        return sum(map(len, self.added)) - sum(map(len, self.removed))

    def edit(self, offset: int, gone: int, come: int) -> None:
        """Notes a change behind those that were noted."""
        if self.edits and sum(self.edits[-1][:2]) == offset:
            offset, *lengths = self.edits.pop()
            gone, come = gone + lengths[0], come + lengths[1]
        self.edits.append((offset, gone, come))


def changed_lines(old: Iterable[bytes], new: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The lines that only the old ones have, and those that only the new ones have; all are sorted, each once.

    >>> changed_lines([b"a", b"b", b"d"], [b"b", b"c", b"d", b"e"])
    ([b'a'], [b'c', b'e'])
    """
    removed, added = [], []
    others = iter(new)
    other = next(others, None)
    for line in old:
        while other is not None and other < line:
            added.append(other)
            other = next(others, None)
        if other == line:
            other = next(others, None)
        else:
            removed.append(line)
    if other is not None:
        added += [other, *others]
    return removed, added


def find_difference(lines: Lines, removed: Iterable[bytes], added: Iterable[bytes]) -> Difference:
    r"""What it changes to take lines out and then to put lines in; of those in both, nothing.

    >>> lines = Lines([b"<a:a> <a:p> <a:o> .\n<a:c> <a:p> <a:o> .\n"])
    >>> find_difference(lines, [b"<a:c> <a:p> <a:o> .\n"], [b"<a:a> <a:p> <a:o> .\n", b"<a:b> <a:p> <a:o> .\n"]).edits
    [(20, 20, 20)]
    """
    come = set(added)
    wanted = sorted([(line, True) for line in come] + [(line, False) for line in set(removed) - come])
    found, after = Difference(), 0
    at = 0
    while at < len(wanted):
        begin = lines.block_at(max(lines.seek(wanted[at][0]), after), after)
        at, after = _through_blocks(lines, begin, wanted, at, found)
    return found


def _through_blocks(
    lines: Lines, begin: int, wanted: Sequence[tuple[bytes, bool]], at: int, found: Difference
) -> tuple[int, int]:
    """Goes through the lines from the beginning of a block to an end that it has before the change and after it.

    Returns the number of the first change behind that end, and its offset.
    """
    old: list[bytes] = []
    new: list[bytes] = []
    offset = begin

    def add(line: bytes) -> None:
        found.added.append(line)
        found.edit(offset, 0, len(line))
        new.append(line)
        if ends_block(line):
            _tell(new, found.come)

    for line in lines.from_offset(begin):
        while at < len(wanted) and wanted[at][0] < line:
            if wanted[at][1]:
                add(wanted[at][0])
            at += 1
        old.append(line)
        is_end, stays = ends_block(line), True
        if at < len(wanted) and wanted[at][0] == line:
            stays = wanted[at][1]
            at += 1
        if stays:
            new.append(line)
        else:
            found.removed.append(line)
            found.edit(offset, len(line), 0)
        offset += len(line)
        if is_end:
            _tell(old, found.gone)
            if stays:
                _tell(new, found.come)
                return at, offset
    for line, is_added in wanted[at:]:
        if is_added:
            add(line)
    _tell(old, found.gone)
    _tell(new, found.come)
    return len(wanted), offset


def _tell(block: list[bytes], digests: list[bytes]) -> None:
    if block:
        digests.append(digest(b"".join(block)))
        block.clear()


def grow_lines(last: Path, lines: Lines, difference: Difference, path: Path) -> bool:
    """Writes the lines after the difference below the directory, and returns whether their text grows out of the last.

    It doesn't where the text has become much longer than the content, which is then written whole. `last` is the
    directory of the generation whose lines `lines` are.
    """
    pieces = _pieces(lines, difference)
    come, content = sum(map(len, difference.added)), lines.bytes + difference.bytes
    spare = lines.end + come - content + _PIECE_BYTES * len(pieces.places)
    if not lines.end or spare > max(SPARE_BYTES, content // _TENTH):
        with (path / "quads.nq").open("xb") as out:
            added = b"".join(difference.added)
            for place, size in zip(pieces.places, pieces.lengths, strict=True):
                begin = place - lines.end
                out.writelines([added[begin : begin + size]] if begin >= 0 else _parts(lines, place, size))
        return False
    folder = path / "lines"
    folder.mkdir()
    files = text_files(last / "lines") or [last / "quads.nq"]
    kept = list(zip(lines.starts, files, strict=True))
    joined = _small(kept, lines.end, come)
    for start, file in kept:
        link(file, folder / _name(start))
    if come:
        with (folder / _name(joined[0][0] if joined else lines.end)).open("xb") as out:
            for _, file in joined:
                with file.open("rb") as text:
                    shutil.copyfileobj(text, out, 1024 * 1024)
            out.writelines(difference.added)
    write_pieces(folder / "pieces", pieces)
    return True


def _pieces(lines: Lines, difference: Difference) -> Pieces:
    """The stretches of the text that are the content after the difference; what is put in is at the text's end."""
    pieces = Pieces(array("q"), array("q"))
    copied, end = 0, lines.end
    apart = {*lines.starts, end}  # no piece has bytes of two files
    for offset, gone, come in chain(difference.edits, [(lines.bytes, 0, 0)]):
        lines.copy(copied, offset, pieces, apart)
        if come:
            pieces.put(end, come, apart)
            end += come
        copied = offset + gone
    return pieces


def _parts(lines: Lines, place: int, size: int) -> Iterator[bytes]:
    step = 1024 * 1024
    for begin in range(place, place + size, step):
        yield lines.at(begin, min(step, place + size - begin))


def _small(files: list[tuple[int, Path]], end: int, come: int) -> list[tuple[int, Path]]:
    """Takes from the end of the list the files that are to be one with what comes, so that there never are many."""
    joined: list[tuple[int, Path]] = []
    while len(files) > 1 and end - files[-1][0] <= 2 * come:
        joined.insert(0, files.pop())
        come, end = come + end - joined[0][0], joined[0][0]
    return joined


def _name(start: int) -> str:
    return f"{start:012d}.nq"
