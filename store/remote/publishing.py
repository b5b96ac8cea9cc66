"""Publishing to a SPARQL server: graphs under names of their own, read back, and one small update that shows them."""

import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pyoxigraph

from claimgraph.store.content import Progress, write_content
from claimgraph.store.errors import StoreDamagedError, StoreError
from claimgraph.store.generations import Generation
from claimgraph.store.manifest import programs
from claimgraph.store.publishing import KEEP, refuse_keep
from claimgraph.store.remote.comparison import alteration
from claimgraph.store.remote.errors import UnfaithfulError, UnfitContentError
from claimgraph.store.remote.lease import Lease, leased
from claimgraph.store.remote.names import skolemized, versioned
from claimgraph.store.remote.parts import Part, lines, part_graphs, sorted_part
from claimgraph.store.remote.pointer import Pointer, read_pointer
from claimgraph.store.remote.record import HeldGraph, Record, generation_iri, read_record, write_record
from claimgraph.store.remote.remote import Remote
from claimgraph.store.remote.server import Server

__all__ = ["CHUNK_BYTES", "publish_generation", "publish_remote"]

CHUNK_BYTES = 2 * 1024 * 1024
"""How much is sent in one request; a single longer statement goes alone."""


def publish_remote(
    remote: Remote,
    quads: Iterable[pyoxigraph.Quad],
    inputs: Mapping[str, str],
    progress: Progress | None = None,
    *,
    keep: int = KEEP,
) -> Record:
    """The record of the generation that now holds exactly these quads; the current one where its content is the same.

    Graphs that are the same as in the current generation are not sent again. Each that is sent is read back and
    compared; then one update moves the pointer. The last `keep` generations stay. `progress` gets the number of
    statements that the server has and gives back.

    Raises StoreBusyError where another build is publishing there, and RemoteStoreError. An error or a crash at any
    moment leaves the current generation as it was; what was sent by then is removed by the next publisher.
    """
    refuse_keep(keep)
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as folder:
        path = Path(folder) / "quads.nq"
        write_content(_named(quads), path)
        return _published(remote, part_graphs(lines(path), Path(folder)), inputs, progress, keep)


def publish_generation(
    remote: Remote, generation: Generation, progress: Progress | None = None, *, keep: int = KEEP
) -> Record:
    """The record of what the generation on disk is on the server. Raises what `publish_remote` does."""
    refuse_keep(keep)
    manifest = generation.manifest
    if manifest.graphs.get(""):
        raise _nameless(f"{generation.directory}: {manifest.graphs['']:,} statements stand")
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as folder:
        with generation.lines() as held:
            parts = part_graphs(held, Path(folder))
        return _published(remote, parts, manifest.inputs, progress, keep)


def _named(quads: Iterable[pyoxigraph.Quad]) -> Iterator[pyoxigraph.Quad]:
    for quad in quads:
        if not isinstance(quad.graph_name, pyoxigraph.NamedNode):
            raise _nameless(f"{quad.triple} stands")
        yield quad


def _nameless(what: str) -> UnfitContentError:
    return UnfitContentError(f"{what} in no graph that has a name, and only such graphs are published on a server")


def _published(
    remote: Remote, parts: Mapping[str, Part], inputs: Mapping[str, str], progress: Progress | None, keep: int
) -> Record:
    with remote.server() as server, leased(server, remote.patience) as lease:
        pointer = read_pointer(server)
        kept = {each: _kept_record(server, each) for each in pointer.kept}
        _clear(server, lease, pointer.leftovers, kept)
        current = kept[pointer.current] if pointer.current else None
        if current and current.says({name: part.sha256 for name, part in parts.items()}):
            return current
        number = current.number + 1 if current else 1
        version = f"{number:04d}-{secrets.token_hex(6)}"
        record = _planned(number, version, parts, current, inputs)
        generation = generation_iri(version)
        lease.change("", f":leftover <{generation}>")
        write_record(server, generation, record)
        new = [name for name, graph in record.graphs.items() if graph.version == version]
        record = _uploaded(server, lease, record, {name: parts[name] for name in new}, progress)
        write_record(server, generation, record)
        if read_record(server, generation) != record:
            raise StoreDamagedError(f"{remote.address}: the record of the new generation reads back otherwise")
        gone = [*pointer.kept, generation][:-keep]
        _show(server, lease, pointer, generation, gone)
        with suppress(StoreError):  # the new one is out; the next publish tries again
            staying = {each: held for each, held in kept.items() if each not in gone}
            _clear(server, lease, gone, staying | {generation: record})
        return record


def _planned(
    number: int, version: str, parts: Mapping[str, Part], current: Record | None, inputs: Mapping[str, str]
) -> Record:
    """The record as it is before anything has been sent: graphs that the server has already keep their version."""
    graphs = {}
    for name, part in parts.items():
        before = current.graphs.get(name) if current else None
        made = HeldGraph(version, part.sha256, part.statements, part.bytes)
        graphs[name] = before if before and before.sha256 == part.sha256 else made
    return Record(number, graphs, dict(sorted(inputs.items())), programs())


def _uploaded(
    server: Server, lease: Lease, record: Record, parts: Mapping[str, Part], progress: Progress | None
) -> Record:
    """The record with what the server alters, once all its new graphs are there. Raises UnfaithfulError."""
    graphs = dict(record.graphs)
    done = 0
    for name, part in parts.items():
        held = versioned(name, graphs[name].version)
        _send(server, held, part.path, lease.beat)
        back = part.path.with_name(f"{part.path.stem}-back.nt")
        server.download(held, back)
        lease.beat()
        returned = _returned(server, name, back)
        graphs[name] = replace(graphs[name], altered=alteration(name, part.path, returned.path))
        returned.path.unlink()
        lease.beat()
        done += part.statements
        if progress is not None:
            progress(done)
    return replace(record, graphs=graphs)


def _returned(server: Server, name: str, back: Path) -> Part:
    try:
        return sorted_part(back)
    except SyntaxError as error:
        raise StoreDamagedError(f"{server.address}: what it gives back of <{name}> is no N-Triples ({error})") from None


def _send(server: Server, graph: str, path: Path, beat: Callable[[], None]) -> None:
    """Sends the lines of a file to a graph, in requests of bounded size."""
    chunk: list[bytes] = []
    size = 0
    for line in lines(path):
        ground = skolemized(line)
        if chunk and size + len(ground) > CHUNK_BYTES:
            server.add(graph, b"".join(chunk))
            beat()
            chunk, size = [], 0
        chunk.append(ground)
        size += len(ground)
    if chunk:
        server.add(graph, b"".join(chunk))
        beat()


def _show(server: Server, lease: Lease, pointer: Pointer, generation: str, gone: Sequence[str]) -> None:
    """Makes the generation the current one, and takes those that aren't kept any longer out of sight."""
    delete = [f":leftover <{generation}>", *(f":keeps <{each}>" for each in gone)]
    if pointer.current:
        delete.append(f":current <{pointer.current}>")
    insert = [f":current <{generation}>", f":keeps <{generation}>", *(f":leftover <{each}>" for each in gone)]
    lease.change(" ; ".join(delete), " ; ".join(insert))
    if read_pointer(server).current != generation:
        raise UnfaithfulError(f"{server.address}: took the update that publishes, and changed nothing; see its logs")


def _kept_record(server: Server, generation: str) -> Record:
    record = read_record(server, generation)
    if record is None:
        raise StoreDamagedError(
            f"{server.address}: <{generation}> is kept, and has no record; drop this store's graphs and build again"
        )
    return record


def _clear(server: Server, lease: Lease, leftovers: Iterable[str], kept: Mapping[str, Record]) -> None:
    """Removes the graphs of generations that are no longer, or never were, kept, but for those that others have too."""
    needed = {name for record in kept.values() for name in record.names()}
    for generation in leftovers:
        record = read_record(server, generation)
        for name in record.names() if record else ():
            if name not in needed:
                lease.beat()
                server.drop(name)
        server.drop(generation)
        lease.change(f":leftover <{generation}>", "")
