"""A copy of what a SPARQL server holds, as a generation on disk: fetched, checked by its hashes, published there."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode

from claimgraph.store.content import Progress
from claimgraph.store.durable import explained, replace_text
from claimgraph.store.errors import StoreMissingError
from claimgraph.store.generations import Generation, current_generation
from claimgraph.store.growth import publish_difference
from claimgraph.store.publishing import KEEP, publish, refuse_written
from claimgraph.store.remote.comparison import restored
from claimgraph.store.remote.errors import UnfaithfulError
from claimgraph.store.remote.names import versioned
from claimgraph.store.remote.parts import Part, lines, sorted_part
from claimgraph.store.remote.pointer import current_record, read_pointer
from claimgraph.store.remote.record import HeldGraph, Record
from claimgraph.store.remote.remote import Remote
from claimgraph.store.remote.server import Server

__all__ = ["fetch"]

_NOTE = "fetched.json"
_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Note:
    """Of the generation on disk: its content's hash, the server's name for it, and the hashes of its graphs."""

    content: str = ""
    generation: str = ""
    graphs: Mapping[str, str] = field(default_factory=dict)


class _Spoilt(Exception):  # noqa: N818 - no error where the graph is just being removed
    """The graph of this name isn't what was published."""


def fetch(remote: Remote, directory: Path, progress: Progress | None = None, *, keep: int = KEEP) -> Generation:
    """The server's current generation as the directory's, under the same number where that is higher than those there.

    Only graphs that differ from the directory's current generation are fetched, and nothing where it is the same one.
    `progress` gets the number of statements fetched. Raises RemoteStoreError (UnfaithfulError where a graph isn't what
    was published), StoreMissingError where nothing was, StoreWrittenError where the directory holds what was written
    through a service, and what `publish` raises.
    """
    here = current_generation(directory)
    note = _noted(directory / _NOTE, here)
    if not note.generation:
        refuse_written(directory)
    with remote.server() as server:
        for _ in range(_TRIES):
            generation, record = current_record(server)
            if here and note.generation == generation:
                return here
            with tempfile.TemporaryDirectory(prefix="claimgraph-") as folder:
                wanted = {name: held for name, held in record.graphs.items() if note.graphs.get(name) != held.sha256}
                try:
                    paths = _fetched(server, wanted, Path(folder), progress)
                except _Spoilt as spoilt:
                    if generation not in read_pointer(server).kept:
                        continue  # newer ones have been published meanwhile, and its graphs are being removed
                    raise UnfaithfulError(
                        f"{remote.address}: <{spoilt}> isn't what was published: somebody has changed or removed it; "
                        f"drop <{versioned(str(spoilt), record.graphs[str(spoilt)].version)}> and build again"
                    ) from None
                made = _published(directory, here, record, paths, keep)
            graphs = {name: held.sha256 for name, held in record.graphs.items()}
            with explained(directory):
                text = json.dumps(asdict(_Note(made.manifest.content, generation, graphs)), indent=2, sort_keys=True)
                replace_text(directory / _NOTE, f"{text}\n")
            return made
    raise StoreMissingError(
        f"{remote.address}: generations go faster than they can be fetched; have the publisher --keep more"
    )


def _noted(path: Path, here: Generation | None) -> _Note:
    """What was noted of the generation on disk; an empty note where that can't be relied on."""
    try:
        note = _Note(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return _Note()
    return note if here and here.manifest.content == note.content else _Note()


def _fetched(
    server: Server, wanted: Mapping[str, HeldGraph], folder: Path, progress: Progress | None
) -> dict[str, Path]:
    """Files with the lines of these graphs. Raises _Spoilt."""
    paths = {}
    done = 0
    for number, (name, held) in enumerate(sorted(wanted.items())):
        raw = folder / f"{number:06d}.nt"
        server.download(versioned(name, held.version), raw)
        part = _part(raw, name)
        if held.altered.given or held.altered.kept:
            with raw.open("wb") as out:
                out.writelines(restored(lines(part.path), held.altered))
            part.path.unlink()
            part = _part(raw, name)
        if part.sha256 != held.sha256:
            raise _Spoilt(name)
        paths[name] = part.path
        done += part.statements
        if progress is not None:
            progress(done)
    return paths


def _part(path: Path, name: str) -> Part:
    try:
        return sorted_part(path)
    except SyntaxError:
        raise _Spoilt(name) from None


def _published(
    directory: Path, here: Generation | None, record: Record, paths: Mapping[str, Path], keep: int
) -> Generation:
    """The directory's next generation. What was fetched before grows; of anything else nothing is taken over."""
    if here is None:
        return publish(directory, _fetched_quads(paths), record.inputs, keep=keep, number=record.number)
    kept = {NamedNode(name) for name in record.graphs.keys() - paths.keys()}
    with here.lines() as held:
        return publish_difference(
            directory,
            _gone(held, kept),
            _fetched_quads(paths),
            record.inputs,
            after=here.number,
            keep=keep,
            number=record.number,
        )


def _gone(held: Iterable[bytes], kept: set[NamedNode]) -> Iterator[pyoxigraph.Quad]:
    """The statements of all graphs but those that are kept, found by the lines' ends: most are kept."""
    ends = {f" {graph} .\n".encode() for graph in kept}
    for line in held:
        if line[line.rindex(b" ", 0, -3) :] not in ends:
            yield from pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_QUADS, lenient=True)


def _fetched_quads(paths: Mapping[str, Path]) -> Iterator[pyoxigraph.Quad]:
    for name, path in paths.items():
        graph = NamedNode(name)
        for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True):
            yield pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph)
