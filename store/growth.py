"""Publishing a difference: a new generation grows out of the last one, at a cost that goes by what differs."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import cast

from pyoxigraph import Quad, RdfFormat, Store, parse

from claimgraph.store.blocks import blocks, digest, read_digests, write_digests
from claimgraph.store.columns_beside import add_columns
from claimgraph.store.content import Progress, all_lines, sorted_lines
from claimgraph.store.database_growth import GrowingDatabase
from claimgraph.store.databases import make_database
from claimgraph.store.generations import Generation, parse_lines
from claimgraph.store.line_growth import Difference, LineChange, changed_lines, find_difference, grow_lines
from claimgraph.store.lines import Lines, read_lines
from claimgraph.store.manifest import FORMAT, Manifest, programs
from claimgraph.store.publishing import KEEP, refuse_keep
from claimgraph.store.search_growth import grow_search, has_search
from claimgraph.store.search_making import add_search
from claimgraph.store.succession import Successor, successor

Follow = Callable[[list[Quad], list[Quad]], tuple[Iterable[Quad], Iterable[Quad]]]
"""What follows from a change: from quads that go and quads that come, more of both."""

_MUCH = 4  # a fourth of the content


class Growth:
    """A generation that grows out of the last one, change by change, while it is made."""

    def __init__(self, made: Successor, last: Generation, lines: Lines, keep: int) -> None:
        """`lines` are those of the last generation."""
        self._made, self._last, self._lines, self._keep = made, last, lines, keep
        self._path = made.building / "database"
        self._database: GrowingDatabase | None = None
        self._whole, self._waiting = LineChange(), LineChange()

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Takes quads out, then puts quads in: one in both stays. One that isn't there is as good as removed."""
        self.change_lines(sorted_lines(removed), sorted_lines(added))

    def change_lines(self, removed: list[bytes], added: list[bytes]) -> None:
        """The same of quads' lines, as they are in a content."""
        self._whole.change(removed, added)
        if self._database:
            self._waiting.change(removed, added)

    def compare(self, quads: Iterable[Quad], progress: Progress | None = None) -> tuple[list[bytes], list[bytes]]:
        """The lines that only the last generation has, and those that only the quads are; sorted."""
        return changed_lines(self._lines, all_lines(quads, self._made.building / "quads.nq", progress))

    def database(self) -> Store:
        """What there is after the changes up to now, to be read. Who has it lets go of it before it is published.

        Numbers, dates and the like are in the engine's forms, which need not be those of the lines. Raises
        StoreDamagedError, StoreAccessError, OSError.
        """
        return self._grown().store

    def publish(self, inputs: Mapping[str, str]) -> Generation:
        """The generation, published; the last one where nothing has changed. Raises what `publish` does."""
        last, building = self._last, self._made.building
        difference = find_difference(self._lines, self._whole.removed, self._whole.added)
        if not difference and last.manifest.format == FORMAT:
            add_search(last)
            return last
        with ThreadPoolExecutor(2) as pool:
            whole = pool.submit(has_search, last)  # all is read and hashed, which takes its time and is asked last
            grows = grow_lines(last.directory, self._lines, difference, building)
            known = set(_digests(last, self._lines)).difference(difference.gone)
            content = write_digests(building / "blocks", known.union(difference.come))
            make = partial(_grow_columns, last, building, difference) if grows else partial(add_columns, building)
            columns = pool.submit(make, content)  # most of which is copying, hashing and waiting for the disk
            with read_lines(building) as lines:
                graphs = self._graphs(lines, difference)
                size = lines.bytes
            total, named = sum(graphs.values()), dict(sorted(inputs.items()))
            manifest = Manifest(FORMAT, self._made.number, content, total, size, graphs, named, programs())
            new = Generation(self._made.number, building, manifest)
            # The index is grown here: the engine's answers mayn't be dropped in another thread, not even with an error.
            grow_search(last, new, difference.removed, difference.added, whole.result)
            columns.result()
        return self._made.publish(manifest, self._keep)

    def _grown(self) -> GrowingDatabase:
        if self._database is None:
            self._database = GrowingDatabase(self._last, self._lines, self._path)
            self._database.change(self._whole, self._whole)
        elif self._waiting:
            self._database.change(self._waiting, self._whole)
            self._waiting = LineChange()
        return self._database

    def _graphs(self, lines: Lines, difference: Difference) -> dict[str, int]:
        """Finishes the database, and tells how many quads each graph has."""
        if len(difference.removed) + len(difference.added) > self._last.manifest.quads // _MUCH:
            self.close()
            if self._path.exists():
                shutil.rmtree(self._path)
            return make_database(self._path, parse_lines(lines))  # each quad costs more to take out than to load
        graphs = self._grown().finish()
        self.close()
        return graphs

    def close(self) -> None:
        """Lets go of the database, which the engine closes then."""
        self._database = None


@contextmanager
def growing(directory: Path, *, after: int, keep: int = KEEP, number: int | None = None) -> Iterator[Growth]:
    """What the block makes of the last generation and publishes; else, or if it fails, nothing has changed.

    `after` is the number of the last generation: none may have been published since (StoreMovedError). `keep` and
    `number` are what `publish` takes them for. Nobody else can write to the store meanwhile (StoreBusyError). Raises
    what `publish` does; a crash at any moment leaves the current generation as it was.
    """
    refuse_keep(keep)
    with successor(directory, after=after, number=number) as made:
        last = cast("Generation", made.current)  # there is one: that of the number `after`
        with last.lines() as lines:
            growth = Growth(made, last, lines, keep)
            try:
                yield growth
            finally:
                growth.close()


def publish_difference(
    directory: Path,
    removed: Iterable[Quad],
    added: Iterable[Quad],
    inputs: Mapping[str, str],
    progress: Progress | None = None,
    *,
    after: int,
    keep: int = KEEP,
    number: int | None = None,
) -> Generation:
    """The generation that holds what the last one does, without `removed` and with `added`; the last where that is it.

    It has the manifest, and gives the answers, of one that `publish` makes of the whole content. A quad in both stays;
    one that isn't there is as good as removed, one that is there as added. `after` is the number of the generation that
    they differ from: none may have been published since (StoreMovedError). `inputs` names what the whole content was
    made from. `progress` gets the number of quads that were read, and `number` is what `publish` takes it for.

    Raises what `publish` does; an error, or a crash at any moment, leaves the current generation as it was.
    """
    with growing(directory, after=after, keep=keep, number=number) as growth:
        gone, come = sorted_lines(removed), sorted_lines(added)
        if progress is not None:
            progress(len(gone) + len(come))
        growth.change_lines(gone, come)
        return growth.publish(inputs)


def publish_changed(
    directory: Path,
    quads: Iterable[Quad],
    inputs: Mapping[str, str],
    progress: Progress | None = None,
    *,
    after: int,
    keep: int = KEEP,
    follow: Follow | None = None,
) -> Generation:
    """What `publish` returns for these quads, made of what they have other than the last generation, `after`.

    All of them are read, sorted and compared; all else costs what differs. `follow` gets the quads that go and those
    that come, and returns those that go and come with them, unless it raises something. Raises what `publish` does.
    """
    with growing(directory, after=after, keep=keep) as growth:
        gone, come = growth.compare(quads, progress)
        growth.change_lines(gone, come)
        if follow:
            growth.change(*follow(_parsed(gone), _parsed(come)))
        return growth.publish(inputs)


def _parsed(lines: list[bytes]) -> list[Quad]:
    return list(parse(b"".join(lines), RdfFormat.N_QUADS, lenient=True))


def _grow_columns(last: Generation, building: Path, difference: Difference, content: str) -> None:
    # Not at the top: who only reads a store, or asks one, needs no numpy.
    from claimgraph.store.column_growth import grow_columns

    grow_columns(last, building, content, difference.removed, difference.added)


def _digests(last: Generation, lines: Lines) -> list[bytes]:
    try:
        return read_digests(last.directory / "blocks")
    except FileNotFoundError:  # a store of format 1
        return [digest(block) for block in blocks(lines)]
