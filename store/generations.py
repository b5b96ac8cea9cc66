"""A directory of generations: complete, numbered states of the graph that are published all or nothing.

    lock                          held by the one build that may write
    current                       text: the number of the generation that readers get
    generations/0007/manifest.json
    generations/0007/published    text: when that was, in UTC
    generations/0007/quads.nq     the content: sorted N-Quads
    generations/0007/database/    the same as an Oxigraph database
    generations/0007/columns      the same as tables of numbers, where that can be (`column_file`)
    generations/0007/search       what can be found in it, as a full-text index (`search.index_file`)
    generations/.building-0008-…/ a build under way, or one that crashed

`current` is a file rather than a symbolic link so that a copied or unpacked store stays whole; it is replaced by one
rename.
"""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from uuid import uuid4

import pyoxigraph

from claimgraph.store.content import Progress, write_content
from claimgraph.store.durable import explained, replace_text, sync_directory, sync_tree
from claimgraph.store.errors import StoreAccessError, StoreDamagedError, StoreMissingError
from claimgraph.store.lexical import Forms, forms
from claimgraph.store.lock import build_lock, hold, is_held
from claimgraph.store.loss import is_disowned, refuse_loss
from claimgraph.store.manifest import FORMAT, Manifest, read_manifest
from claimgraph.store.search_making import add_search

KEEP = 3

_NUMBER = re.compile(r"[0-9]{4,18}")
_FORBIDDEN = "Permission denied"  # the engine hands the system's errors on as text
_COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state. Nothing in its directory ever changes; later publishes remove it unless it is held.

    A search index is added where it is missing: stores that are older than it had none.
    """

    number: int
    directory: Path
    manifest: Manifest

    @property
    def published(self) -> datetime:
        """When it was published, to the second, in UTC."""
        try:
            return datetime.fromisoformat((self.directory / "published").read_text("ascii").strip())
        except (OSError, ValueError):  # stores had no such file before; the manifest was the last one written
            seconds = int((self.directory / "manifest.json").stat().st_mtime)
            return datetime.fromtimestamp(seconds, UTC)

    @property
    def quads_file(self) -> Path:
        """The file of the content's sorted N-Quads lines."""
        return self.directory / "quads.nq"

    @property
    def columns_file(self) -> Path:
        """The file of the content's columns; there may be none."""
        return self.directory / "columns"

    @property
    def search_file(self) -> Path:
        """The file of the content's full-text index; there may be none."""
        return self.directory / "search"

    def open(self) -> pyoxigraph.Store:
        """The generation's database on disk, read-only. Raises StoreDamagedError or StoreAccessError."""
        path = self.directory / "database"
        try:
            return pyoxigraph.Store.read_only(str(path))
        except (OSError, RuntimeError) as error:  # RocksDB calls some damage corruption, which is no OSError
            raise _unreadable(path, error) from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps later publishes from removing the generation while the block lasts, in forked processes too.

        Raises StoreMissingError where they have removed it already.
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(hold(self.directory / "manifest.json"))
            except FileNotFoundError:
                raise StoreMissingError(
                    f"{self.directory}: was removed by later builds; open the current one"
                ) from None
            yield


def publish(
    directory: Path,
    quads: Iterable[pyoxigraph.Quad],
    inputs: Mapping[str, str],
    progress: Progress | None = None,
    *,
    keep: int = KEEP,
    after: int | None = None,
    replace: bool = False,
) -> Generation:
    """The generation that now holds exactly these quads; the current one where its content is the same.

    `inputs` names what the quads were made from and its hashes. `progress` gets the number of quads read so far.
    Of the published generations the last `keep` stay, and older ones as long as a reader holds them.

    `after` is the number of the generation that the quads were made from: none may have been published since
    (StoreMovedError). Without it the quads were made from elsewhere, and a current generation that holds what was
    written through the service stays (StoreWrittenError), unless `replace` says that it may go.
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
            current = _current(directory)
            refuse_loss(directory, current.manifest if current else None, after, replace=replace)
            _clear_leftovers(generations, current)
            number = current.number + 1 if current else 1
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


def open_current(directory: Path) -> Generation:
    """The generation that was published last.

    Raises StoreMissingError, StoreAccessError, StoreVersionError or StoreDamagedError.
    """
    generation = _current(directory)
    if generation is None:
        raise StoreMissingError(f"{directory}: nothing has been published here; run `claimgraph build` first")
    return generation


def open_generation(directory: Path, number: int) -> Generation:
    """The generation of that number, if it is still kept.

    Raises StoreMissingError with the numbers that there are, StoreAccessError, StoreVersionError or StoreDamagedError.
    """
    path = directory / "generations" / f"{number:04d}"
    try:
        manifest = read_manifest(path / "manifest.json")
    except FileNotFoundError:
        kept = ", ".join(map(str, generation_numbers(directory))) or "none"
        raise StoreMissingError(f"{directory}: generation {number} is not kept; kept are {kept}") from None
    return Generation(number, path, manifest)


def generation_numbers(directory: Path) -> tuple[int, ...]:
    """The numbers of the published generations that are still kept, ascending."""
    newest = _pointer_text(directory / "current") or "0"
    found = (path.name for path in (directory / "generations").glob("*") if _NUMBER.fullmatch(path.name))
    return tuple(sorted(number for number in map(int, found) if number <= int(newest)))


def lexical_forms(generation: Generation) -> Forms:
    """What a copy of the generation in memory says in other forms than its content. Raises as `load_memory` does."""
    try:
        return forms(_parsed(generation.quads_file))
    except (OSError, SyntaxError) as error:
        raise _unreadable(generation.quads_file, error) from None


def load_memory(generation: Generation) -> pyoxigraph.Store:
    """A copy of the generation in memory. Raises StoreDamagedError or StoreAccessError."""
    store = pyoxigraph.Store()
    try:
        store.bulk_extend(_parsed(generation.quads_file))
    except (OSError, SyntaxError) as error:
        raise _unreadable(generation.quads_file, error) from None
    if len(store) != generation.manifest.quads:
        raise _unreadable(generation.quads_file, f"{len(store)} quads, not {generation.manifest.quads}")
    return store


def refuse_written(directory: Path) -> None:
    """Raises StoreWrittenError where the current generation holds what was written through the service."""
    current = _current(directory)
    refuse_loss(directory, current.manifest if current else None, None, replace=False)


def _current(directory: Path) -> Generation | None:
    pointer = directory / "current"
    while True:
        text = _pointer_text(pointer)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text):
            raise StoreDamagedError(f"{pointer}: {text[:40]!r} is no generation number; {_rebuild(directory)}")
        path = directory / "generations" / text
        try:
            manifest = read_manifest(path / "manifest.json")
        except FileNotFoundError:
            # Either publishes went past it between the two reads, or it is gone.
            if _pointer_text(pointer) != text:
                continue
            raise StoreDamagedError(f"{path}: the current generation is missing; {_rebuild(directory)}") from None
        if manifest.generation != int(text):
            raise StoreDamagedError(f"{path}: its manifest is that of {manifest.generation}; {_rebuild(directory)}")
        return Generation(int(text), path, manifest)


def _pointer_text(pointer: Path) -> str | None:
    try:
        return pointer.read_text("utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise StoreAccessError(f"{pointer.parent}: is a file, not a store; choose another directory") from None
    except OSError as error:
        raise StoreAccessError(
            f"{pointer}: may not be read ({error.strerror}); "
            "give this user read permission, or choose another directory"
        ) from None


def _fill_database(building: Path) -> dict[str, int]:
    """The number of quads in each graph of the database made from `quads.nq`, sorted by graph."""
    store = pyoxigraph.Store(building / "database")
    store.bulk_extend(_parsed(building / "quads.nq"))
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


def _parsed(path: Path) -> Iterator[pyoxigraph.Quad]:
    """The quads in the file with their blank nodes' own labels, which `bulk_load` would replace by random ones."""
    # The file is our own, checked when it was made: no need to validate its IRIs again.
    return pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)


def _clear_leftovers(generations: Path, current: Generation | None) -> None:
    """Removes what crashed builds left: directories without a number, and generations that were never pointed to."""
    newest = current.number if current else 0
    for path in sorted(generations.iterdir()):
        unpublished = _NUMBER.fullmatch(path.name) and int(path.name) > newest
        if unpublished or path.name.startswith((".building-", ".removing-")):
            shutil.rmtree(path)


def _remove_old(generations: Path, last: int) -> None:
    for path in sorted(generations.iterdir()):
        if _NUMBER.fullmatch(path.name) and int(path.name) <= last and not is_held(path / "manifest.json"):
            # Renamed first: a removal cut short must not leave a part under a generation's name.
            removing = path.rename(path.with_name(f".removing-{path.name}"))
            shutil.rmtree(removing)


def _unreadable(path: Path, why: object) -> StoreDamagedError | StoreAccessError:
    if _FORBIDDEN in str(why):  # the content may be sound: nothing to remove
        return StoreAccessError(f"{path}: may not be read ({_FORBIDDEN}); give this user read permission")
    return StoreDamagedError(f"{path}: can't be read: {' '.join(str(why).split())}; {_rebuild(path.parents[2])}")


def _rebuild(directory: Path) -> str:
    return f"remove {directory} and build it again"
