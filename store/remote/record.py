"""The record of a generation on a server: which graphs it has, under which names, and what they must say."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from claimgraph.store.errors import StoreDamagedError, StoreVersionError
from claimgraph.store.remote.names import GENERATION, VERSION, term, versioned
from claimgraph.store.remote.server import Server

__all__ = ["FORMAT", "Alteration", "HeldGraph", "Record", "generation_iri", "number_of", "read_record", "write_record"]

FORMAT = 1
"""The version of the record. A higher one means that a newer program published."""

_PIECE = 100_000
_GRAPH_LINES = 2_000
_IRI = re.compile(rf"{re.escape(GENERATION)}({VERSION.pattern})")


@dataclass(frozen=True, slots=True)
class Alteration:
    """N-Triples lines of a graph that the server gives back in another form (`kept`) than it was given (`given`)."""

    given: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldGraph:
    """A published graph: its version on the server, and the hash and size of its sorted N-Triples lines."""

    version: str
    sha256: str
    statements: int
    bytes: int
    altered: Alteration = field(default_factory=Alteration)


@dataclass(frozen=True, slots=True)
class Record:
    """A generation's number, its graphs by their published names, and what it was made from."""

    number: int
    graphs: Mapping[str, HeldGraph]
    inputs: Mapping[str, str]
    made_with: Mapping[str, str]
    format: int = FORMAT

    @property
    def content(self) -> str:
        """The SHA-256 of its graphs' names and hashes, in hexadecimal: the same content has the same one."""
        return hashlib.sha256(
            "".join(f"{graph.sha256} {name}\n" for name, graph in sorted(self.graphs.items())).encode()
        ).hexdigest()

    def names(self) -> list[str]:
        """The names of its graphs on the server, sorted by their published ones."""
        return [versioned(name, graph.version) for name, graph in sorted(self.graphs.items())]

    def versions(self) -> set[str]:
        """The versions that its graphs are of."""
        return {graph.version for graph in self.graphs.values()}

    def says(self, graphs: Mapping[str, str]) -> bool:
        """Whether it holds just the graphs with these hashes."""
        return {name: graph.sha256 for name, graph in self.graphs.items()} == dict(graphs)


def generation_iri(version: str) -> str:
    """The IRI of the generation that was published as this version."""
    return f"{GENERATION}{version}"


def number_of(generation: str) -> int:
    """The number in a generation's IRI, 0 for what is none.

    >>> number_of("https://w3id.org/claimgraph/store/generation/0007-1a2b3c4d5e6f")
    7
    """
    match = _IRI.fullmatch(generation)
    return int(match[1].partition("-")[0]) if match else 0


def write_record(server: Server, generation: str, record: Record) -> None:
    """Put the record into the generation's own graph, in place of what is there."""
    server.drop(generation)
    lines: list[str] = []
    for line in _lines(generation, record):
        lines.append(line)
        if len(lines) == _GRAPH_LINES or len(line) > _PIECE:
            server.add(generation, "".join(lines).encode())
            lines = []
    if lines:
        server.add(generation, "".join(lines).encode())


def read_record(server: Server, generation: str) -> Record | None:
    """The record of a generation, None where there is none, or not all of it.

    Raises StoreVersionError for one of a newer program, StoreDamagedError for one that no program of ours wrote.
    """
    asked = f"SELECT ?part ?text {{ GRAPH <{generation}> {{ ?part <{term('text')}> ?text }} }}"
    parts = {row["part"]: row["text"] for row in server.rows(asked)}
    text = "".join(parts[part] for part in sorted(parts))
    try:
        data = json.loads(text)
    except ValueError:
        return None
    try:
        if data["format"] > FORMAT:
            raise StoreVersionError(
                f"{server.address}: its generation {data['number']} is in format {data['format']}, newer than "
                f"{FORMAT}, the newest this claimgraph reads; upgrade claimgraph"
            )
        return _record(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise StoreDamagedError(
            f"{server.address}: the record in <{generation}> is none of ours ({error}); publish with build again"
        ) from None


def _record(data: dict[str, Any]) -> Record:  # the shape is what is found out here
    graphs = {
        str(name): HeldGraph(
            str(graph["version"]),
            str(graph["sha256"]),
            int(graph["statements"]),
            int(graph["bytes"]),
            Alteration(*(tuple(map(str, graph["altered"][which])) for which in ("given", "kept"))),
        )
        for name, graph in data["graphs"].items()
    }
    inputs, made_with = ({str(name): str(each) for name, each in data[of].items()} for of in ("inputs", "made_with"))
    return Record(int(data["number"]), graphs, inputs, made_with, int(data["format"]))


def _lines(generation: str, record: Record) -> Iterator[str]:
    """The record as N-Triples: its JSON in pieces, and for whoever asks with SPARQL alone which graph is which."""
    text = json.dumps(asdict(record), sort_keys=True)
    for name, graph in sorted(record.graphs.items()):
        held = versioned(name, graph.version)
        yield f"<{generation}> <{term('holds')}> <{held}> .\n"
        yield f"<{held}> <{term('publishes')}> <{name}> .\n"
    for number, start in enumerate(range(0, len(text), _PIECE), start=1):
        # The text is ASCII, and a string of JSON in ASCII is one of N-Triples as well.
        literal = json.dumps(text[start : start + _PIECE])
        yield f"<{generation}/{number:06d}> <{term('text')}> {literal} .\n"
