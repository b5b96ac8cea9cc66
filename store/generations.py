"""A directory of generations: complete, numbered states of the graph that are published all or nothing.

    lock                          held by the one build that may write
    current                       text: the number of the generation that readers get
    generations/0007/manifest.json
    generations/0007/published    text: when that was, in UTC
    generations/0007/quads.nq     the content: sorted N-Quads; or, where it grew out of another generation,
    generations/0007/lines/       the same as stretches of a text (`lines`)
    generations/0007/blocks       the digests that the content's hash is made from (`blocks`)
    generations/0007/database/    the same as an Oxigraph database
    generations/0007/columns      the same as tables of numbers, where that can be (`column_file`); or, where it
                                  grew out of another generation, those of that one, and beside it
    generations/0007/columns-changes   what it has otherwise (`column_changes`)
    generations/0007/search       what can be found in it, as a full-text index (`search.index_file`)
    generations/.building-0008-…/ a build under way, or one that crashed

`current` is a file rather than a symbolic link so that a copied or unpacked store stays whole; it is replaced by one
rename.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from claimgraph.store.errors import StoreAccessError, StoreDamagedError, StoreError, StoreMissingError
from claimgraph.store.lexical import Forms, forms
from claimgraph.store.lines import Lines, LineStream, read_lines
from claimgraph.store.lock import hold
from claimgraph.store.manifest import Manifest, read_manifest

NUMBER = re.compile(r"[0-9]{4,18}")
_FORBIDDEN = "Permission denied"  # the engine hands the system's errors on as text


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
        """The file of the content's sorted N-Quads lines, where it has one of its own; `lines` are there always."""
        return self.directory / "quads.nq"

    @property
    def columns_file(self) -> Path:
        """The file of the content's columns, or of the one that it grew out of; there may be none."""
        return self.directory / "columns"

    @property
    def column_changes_file(self) -> Path:
        """The file of what the content has other than the columns; there is none where they are its own."""
        return self.directory / "columns-changes"

    @property
    def search_file(self) -> Path:
        """The file of the content's full-text index; there may be none."""
        return self.directory / "search"

    def lines(self) -> Lines:
        """The content's lines, which are the caller's to close. Raises StoreDamagedError or StoreAccessError."""
        grown = self.directory / "lines"
        path = grown if grown.exists() else self.quads_file
        try:
            lines = read_lines(self.directory)
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from None
        if lines.bytes != self.manifest.bytes:
            lines.close()
            raise _unreadable(path, f"{lines.bytes} bytes, not {self.manifest.bytes}")
        return lines

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


def open_current(directory: Path) -> Generation:
    """The generation that was published last.

    Raises StoreMissingError, StoreAccessError, StoreVersionError or StoreDamagedError.
    """
    generation = current_generation(directory)
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
    found = (path.name for path in (directory / "generations").glob("*") if NUMBER.fullmatch(path.name))
    return tuple(sorted(number for number in map(int, found) if number <= int(newest)))


def open_lines(generation: Generation) -> Lines | None:
    """The content's lines; None where they can't be read, or aren't its own by their size."""
    try:
        return generation.lines()
    except StoreError:
        return None


def lexical_forms(generation: Generation) -> Forms:
    """What a copy of the generation in memory says in other forms than its content. Raises as `load_memory` does."""
    with generation.lines() as lines:
        try:
            return forms(parse_lines(lines))
        except SyntaxError as error:
            raise _unreadable(generation.quads_file, error) from None


def load_memory(generation: Generation) -> pyoxigraph.Store:
    """A copy of the generation in memory. Raises StoreDamagedError or StoreAccessError."""
    store = pyoxigraph.Store()
    with generation.lines() as lines:
        try:
            store.bulk_extend(parse_lines(lines))
        except SyntaxError as error:
            raise _unreadable(generation.quads_file, error) from None
    if len(store) != generation.manifest.quads:
        raise _unreadable(generation.quads_file, f"{len(store)} quads, not {generation.manifest.quads}")
    return store


def current_generation(directory: Path) -> Generation | None:
    """The generation that was published last, None where none was. Raises as `open_current` does otherwise."""
    pointer = directory / "current"
    while True:
        text = _pointer_text(pointer)
        if text is None:
            return None
        if not NUMBER.fullmatch(text):
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


def parse_quads(path: Path) -> Iterator[pyoxigraph.Quad]:
    """The quads in the file with their blank nodes' own labels, which `bulk_load` would replace by random ones."""
    # The file is our own, checked when it was made: no need to validate its IRIs again.
    return pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)


def parse_lines(lines: Lines) -> Iterator[pyoxigraph.Quad]:
    """The quads that the lines are, likewise."""
    return pyoxigraph.parse(cast("IO[bytes]", LineStream(lines)), pyoxigraph.RdfFormat.N_QUADS, lenient=True)


def _unreadable(path: Path, why: object) -> StoreDamagedError | StoreAccessError:
    if _FORBIDDEN in str(why):  # the content may be sound: nothing to remove
        return StoreAccessError(f"{path}: may not be read ({_FORBIDDEN}); give this user read permission")
    return StoreDamagedError(f"{path}: can't be read: {' '.join(str(why).split())}; {_rebuild(path.parents[2])}")


def _rebuild(directory: Path) -> str:
    return f"remove {directory} and build it again"
