"""Publishing: a new generation beside the others, all or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import pyoxigraph

from claimgraph.store.columns_beside import add_columns, columns_beside
from claimgraph.store.content import Progress, write_content
from claimgraph.store.databases import make_database
from claimgraph.store.generations import Generation, current_generation, parse_quads
from claimgraph.store.loss import is_disowned, refuse_loss
from claimgraph.store.manifest import FORMAT, Manifest, programs
from claimgraph.store.search_making import add_search
from claimgraph.store.succession import successor

KEEP = 3

Making = Callable[[], None]
"""Makes one of the files that a generation has beside its database; in whichever process."""

Check = Callable[[Generation, Sequence[Making]], None]
"""What looks at a generation before it is published, and raises an error if it mustn't be; it calls all makings."""


def publish(
    directory: Path,
    quads: Iterable[pyoxigraph.Quad],
    inputs: Mapping[str, str],
    progress: Progress | None = None,
    *,
    keep: int = KEEP,
    after: int | None = None,
    replace: bool = False,
    number: int | None = None,
    check: Check | None = None,
) -> Generation:
    """The generation that now holds exactly these quads; the current one where its content is the same.

    `inputs` names what the quads were made from and its hashes. `progress` gets the number of quads read so far.
    Of the published generations the last `keep` stay, and older ones as long as a reader holds them.

    `after` is the number of the generation that the quads were made from: none may have been published since
    (StoreMovedError). Without it the quads were made from elsewhere, and a current generation that holds what was
    written through the service stays (StoreWrittenError), unless `replace` says that it may go. `number` is what it is
    called where that is higher than all before; otherwise it has the next one. `check` gets the generation that is to
    be published, with its database, which is published unless it raises something; and what makes the rest of it, in
    any order, which it has to call.
    Oxigraph keeps numbers, dates and booleans by value: "01"^^xsd:integer reads back as "1".

    Raises StoreBusyError, StoreAccessError, StoreFullError, StoreVersionError or StoreDamagedError too; an error, or a
    crash at any moment, leaves the current generation as it was.
    """
    refuse_keep(keep)
    with successor(directory, after=after, replace=replace, number=number) as made:
        current, building = made.current, made.building
        content = write_content(quads, building / "quads.nq", progress)
        if current and current.manifest.content == content.hash and not is_disowned(current.manifest, after):
            add_search(current)
            if check:
                check(current, ())
            return current
        with columns_beside(building, content.hash, content.bytes) as have_columns:
            graphs = make_database(building / "database", parse_quads(building / "quads.nq"))
            makings = [] if have_columns() else [partial(add_columns, building, content.hash)]
        total = sum(graphs.values())
        named = dict(sorted(inputs.items()))
        manifest = Manifest(FORMAT, made.number, content.hash, total, content.bytes, graphs, named, programs())
        unnamed = Generation(made.number, building, manifest)
        (check or _make_all)(unnamed, [partial(add_search, unnamed), *makings])
        return made.publish(manifest, keep)


def _make_all(_: Generation, makings: Sequence[Making]) -> None:
    for make in makings:
        make()


def refuse_keep(keep: int) -> None:
    """Raises ValueError for a number of generations that can't be kept."""
    if keep < 1:
        raise ValueError(f"keep must be at least 1, not {keep}")


def refuse_written(directory: Path) -> None:
    """Raises StoreWrittenError where the current generation holds what was written through the service."""
    current = current_generation(directory)
    refuse_loss(directory, current.manifest if current else None, None, replace=False)
