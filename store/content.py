"""The content of a generation as a file: its N-Quads lines, sorted, each once."""

import heapq
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from claimgraph.store.blocks import blocks, digest, write_digests

RUN_BYTES = 128 * 1024 * 1024
"""Lines held in memory before a sorted run goes to disk, so that a corpus of any size can be sorted."""

PROGRESS_EVERY = 10_000

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Content:
    """The hash (`blocks`, hexadecimal) and the size in bytes of sorted N-Quads."""

    hash: str
    bytes: int


def write_content(
    quads: Iterable[pyoxigraph.Quad], path: Path, progress: Progress | None = None, run_bytes: int = RUN_BYTES
) -> Content:
    """Writes the quads to the file as sorted N-Quads without repeats; `progress` gets the number of quads read so far.

    The digests of its blocks go into the file `blocks` beside it, as sorted runs do while it is written.
    """
    digests, size = [], 0
    with path.open("xb") as out:
        for block in blocks(all_lines(quads, path, progress, run_bytes)):
            digests.append(digest(block))
            size += out.write(block)
    return Content(write_digests(path.with_name("blocks"), digests), size)


def all_lines(
    quads: Iterable[pyoxigraph.Quad], path: Path, progress: Progress | None = None, run_bytes: int = RUN_BYTES
) -> Iterator[bytes]:
    """The quads as N-Quads lines, sorted, each once; sorted runs lie beside the path until all were taken."""
    runs = _Runs(path, run_bytes)
    pyoxigraph.serialize(_counted(quads, progress), cast("IO[bytes]", runs), pyoxigraph.RdfFormat.N_QUADS)
    yield from _once(runs.merged())
    runs.remove()


def sorted_lines(quads: Iterable[pyoxigraph.Quad]) -> list[bytes]:
    """The same for quads that memory can hold."""
    text = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return sorted(set(io.BytesIO(text)))


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    previous = b""
    for line in lines:
        if line != previous:
            yield line
            previous = line


def _counted(quads: Iterable[pyoxigraph.Quad], progress: Progress | None) -> Iterator[pyoxigraph.Quad]:
    count = 0
    for count, quad in enumerate(quads, start=1):
        if progress is not None and count % PROGRESS_EVERY == 0:
            progress(count)
        yield quad
    if progress is not None and (count % PROGRESS_EVERY or not count):
        progress(count)


class _Runs:
    """A binary sink that keeps what it is given as sorted lines, in files once there are too many to hold."""

    def __init__(self, path: Path, limit: int) -> None:
        self._path, self._limit = path, limit
        self._blocks: list[bytes] = []
        self._held = 0
        self._files: list[Path] = []

    def write(self, data: bytes) -> int:
        self._blocks.append(data)
        self._held += len(data)
        if self._held >= self._limit:
            self._spill()
        return len(data)

    def flush(self) -> None:
        """Nothing: pyoxigraph asks for it, but the lines are in memory or in finished files."""

    def _sorted_lines(self) -> tuple[list[bytes], bytes]:
        data = b"".join(self._blocks)
        whole = data.rfind(b"\n") + 1
        return sorted(io.BytesIO(data[:whole])), data[whole:]

    def _spill(self) -> None:
        lines, rest = self._sorted_lines()
        file = self._path.with_name(f"{self._path.name}.run{len(self._files)}")
        with file.open("xb") as out:
            out.writelines(lines)
        self._files.append(file)
        self._blocks, self._held = [rest], len(rest)

    def merged(self) -> Iterator[bytes]:
        lines, _ = self._sorted_lines()
        self._blocks = []
        opened = [file.open("rb") for file in self._files]
        try:
            yield from heapq.merge(lines, *opened)
        finally:
            for file in opened:
                file.close()

    def remove(self) -> None:
        for file in self._files:
            file.unlink()
