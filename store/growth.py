"""Publishing a difference: a new generation grows out of the last one, at a cost that goes by what differs."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import cast

from pyoxigraph import Quad, RdfFormat, parse

from claimgraph.store.blocks import blocks, digest, read_digests, write_digests
from claimgraph.store.content import Progress, all_lines, sorted_lines
from claimgraph.store.databases import grow_database
from claimgraph.store.generations import Generation
from claimgraph.store.line_growth import Difference, changed_lines, find_difference, grow_lines
from claimgraph.store.lines import Lines, read_lines
from claimgraph.store.manifest import FORMAT, Manifest, programs
from claimgraph.store.publishing import KEEP, add_columns, refuse_keep
from claimgraph.store.search_growth import grow_search, has_search
from claimgraph.store.search_making import add_search
from claimgraph.store.succession import Successor, successor

Follow = Callable[[list[Quad], list[Quad]], tuple[Iterable[Quad], Iterable[Quad]]]
"""What follows from a change: from quads that go and quads that come, more of both."""


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
    refuse_keep(keep)
    with successor(directory, after=after, number=number) as made, _last(made).lines() as lines:
        gone, come = sorted_lines(removed), sorted_lines(added)
        if progress is not None:
            progress(len(gone) + len(come))
        return _grown(made, lines, gone, come, inputs, keep)


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
    refuse_keep(keep)
    with successor(directory, after=after) as made, _last(made).lines() as lines:
        gone, come = changed_lines(lines, all_lines(quads, made.building / "quads.nq", progress))
        if follow:
            removed, added = follow(_parsed(gone), _parsed(come))
            gone, come = sorted({*gone, *sorted_lines(removed)}), sorted({*come, *sorted_lines(added)})
        return _grown(made, lines, gone, come, inputs, keep)


def _parsed(lines: list[bytes]) -> list[Quad]:
    return list(parse(b"".join(lines), RdfFormat.N_QUADS, lenient=True))


def _last(made: Successor) -> Generation:
    return cast("Generation", made.current)  # there is one: that of the number `after`


def _grown(
    made: Successor, lines: Lines, removed: list[bytes], added: list[bytes], inputs: Mapping[str, str], keep: int
) -> Generation:
    last, building = _last(made), made.building
    difference = find_difference(lines, removed, added)
    if not difference and last.manifest.format == FORMAT:
        add_search(last)
        return last
    with ThreadPoolExecutor(2) as pool:
        whole = pool.submit(has_search, last)  # all of it is read and hashed, which takes its time and is asked last
        grows = grow_lines(last.directory, lines, difference, building)
        known = set(_digests(last, lines)).difference(difference.gone)
        content = write_digests(building / "blocks", known.union(difference.come))
        with read_lines(building) as new:
            graphs = grow_database(last, building / "database", new, difference)
            size = new.bytes
        total, named = sum(graphs.values()), dict(sorted(inputs.items()))
        manifest = Manifest(FORMAT, made.number, content, total, size, graphs, named, programs())
        unnamed = Generation(made.number, building, manifest)
        # The index is grown here: the engine's answers mayn't be dropped in another thread, not even with an error.
        grown = partial(_grow_columns, last, unnamed, difference) if grows else partial(add_columns, building, content)
        columns = pool.submit(grown)  # most of which is copying, hashing and waiting for the disk
        removed, added = difference.removed, difference.added
        grow_search(last, unnamed, removed, added, whole.result)
        columns.result()
    return made.publish(manifest, keep)


def _grow_columns(last: Generation, new: Generation, difference: Difference) -> None:
    # Not at the top: who only reads a store, or asks one, needs no numpy.
    from claimgraph.store.column_growth import grow_columns

    grow_columns(last, new.columns_file, new.manifest.content, difference.removed, difference.added)


def _digests(last: Generation, lines: Lines) -> list[bytes]:
    try:
        return read_digests(last.directory / "blocks")
    except FileNotFoundError:  # a store of format 1
        return [digest(block) for block in blocks(lines)]
