"""Publishing: a new generation beside the others, all or nothing."""

import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from uuid import uuid4

import pyoxigraph

from claimgraph.store.content import Progress, write_content
from claimgraph.store.durable import explained, replace_text, sync_directory, sync_tree
from claimgraph.store.generations import NUMBER, Generation, current_generation, parse_quads
from claimgraph.store.lock import build_lock, is_held
from claimgraph.store.loss import is_disowned, refuse_loss
from claimgraph.store.manifest import FORMAT, Manifest, programs
from claimgraph.store.search_making import add_search

KEEP = 3

_COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


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
) -> Generation:
    """The generation that now holds exactly these quads; the current one where its content is the same.

    `inputs` names what the quads were made from and its hashes. `progress` gets the number of quads read so far.
    Of the published generations the last `keep` stay, and older ones as long as a reader holds them.

    `after` is the number of the generation that the quads were made from: none may have been published since
    (StoreMovedError). Without it the quads were made from elsewhere, and a current generation that holds what was
    written through the service stays (StoreWrittenError), unless `replace` says that it may go. `number` is what the
    generation is to be called, higher than all before; without it the next one.
    Oxigraph keeps numbers, dates and booleans by value: "01"^^xsd:integer reads back as "1".

    Raises StoreBusyError, StoreAccessError, StoreFullError, StoreVersionError or StoreDamagedError too; an error, or a
    crash at any moment, leaves the current generation as it was.
    """
    if keep < 1:
        raise ValueError(f"keep must be at least 1, not {keep}")
    with explained(directory):
        generations = directory / "generations"
        generations.mkdir(parents=True, exist_ok=True)
        with build_lock(directory):
            current = current_generation(directory)
            refuse_loss(directory, current.manifest if current else None, after, replace=replace)
            _clear_leftovers(generations, current)
            number = max(number or 1, current.number + 1 if current else 1)
            # A name of its own: a database that failed in this process may still hold the lock of its old path.
            building = generations / f".building-{number:04d}-{uuid4().hex[:8]}"
            building.mkdir()
            try:
                content = write_content(quads, building / "quads.nq", progress)
                if current and current.manifest.content == content.sha256 and not is_disowned(current.manifest, after):
                    add_search(current.search_file, current.manifest.content, current.open)
                    return current
                graphs = _fill_database(building)
                manifest = Manifest(
                    FORMAT,
                    number,
                    content.sha256,
                    sum(graphs.values()),
                    content.bytes,
                    graphs,
                    dict(sorted(inputs.items())),
                    programs(),
                )
                _add_columns(building, content.sha256)
                unnamed = Generation(number, building, manifest)
                add_search(unnamed.search_file, content.sha256, unnamed.open)
                (building / "manifest.json").write_text(manifest.to_json(), "utf-8")
                (building / "published").write_text(
                    f"{datetime.now(UTC).replace(microsecond=0).isoformat()}\n", "ascii"
                )
                sync_tree(building)
                published = Generation(number, generations / f"{number:04d}", manifest)
                building.rename(published.directory)
            finally:
                shutil.rmtree(building, ignore_errors=True)
            sync_directory(generations)
            replace_text(directory / "current", f"{number:04d}\n")
            with suppress(OSError):  # the new one is out; the next publish tries again
                _remove_old(generations, number - keep)
            return published


def refuse_written(directory: Path) -> None:
    """Raises StoreWrittenError where the current generation holds what was written through the service."""
    current = current_generation(directory)
    refuse_loss(directory, current.manifest if current else None, None, replace=False)


def _fill_database(building: Path) -> dict[str, int]:
    """The number of quads in each graph of the database made from `quads.nq`, sorted by graph."""
    store = pyoxigraph.Store(building / "database")
    store.bulk_extend(parse_quads(building / "quads.nq"))
    store.flush()
    rows = cast("pyoxigraph.QuerySolutions", store.query(_COUNTS))
    counts = {row["g"].value: int(row["n"].value) for row in rows}
    if rest := len(store) - sum(counts.values()):
        counts[""] = rest
    return dict(sorted(counts.items()))


def _add_columns(building: Path, content: str) -> None:
    # Not at the top: who only reads a store, or asks one, needs no numpy.
    from claimgraph.store.column_making import make_columns

    make_columns(building / "quads.nq", building / "columns", content)


def _clear_leftovers(generations: Path, current: Generation | None) -> None:
    """Removes what crashed builds left: directories without a number, and generations that were never pointed to."""
    newest = current.number if current else 0
    for path in sorted(generations.iterdir()):
        unpublished = NUMBER.fullmatch(path.name) and int(path.name) > newest
        if unpublished or path.name.startswith((".building-", ".removing-")):
            shutil.rmtree(path)


def _remove_old(generations: Path, last: int) -> None:
    for path in sorted(generations.iterdir()):
        if NUMBER.fullmatch(path.name) and int(path.name) <= last and not is_held(path / "manifest.json"):
            # Renamed first: a removal cut short must not leave a part under a generation's name.
            removing = path.rename(path.with_name(f".removing-{path.name}"))
            shutil.rmtree(removing)
