"""What a server says of its store in one small graph: the current generation, those that are kept, and who publishes.

<store> :current  <generation/0007-…>      the one that readers get
<store> :keeps    <generation/0006-…>, …   those whose graphs are there, the current one among them
<store> :leftover <generation/0008-…>, …   those being uploaded, and those whose graphs are to be removed
<store> :lease    "1a2b3c4d5e6f 12"        who is publishing, and the number of their last sign of life
"""

import time
from dataclasses import dataclass

from claimgraph.store.errors import StoreBusyError, StoreDamagedError, StoreMissingError
from claimgraph.store.remote.names import STORE, term
from claimgraph.store.remote.record import Record, number_of, read_record
from claimgraph.store.remote.server import Server

__all__ = ["Pointer", "change", "current_record", "read_pointer"]

_TRIES = 40
_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the graph says: IRIs of generations, the kept ones in the order of their numbers, and leases."""

    current: str | None
    kept: tuple[str, ...]
    leftovers: tuple[str, ...]
    leases: tuple[str, ...]


def read_pointer(server: Server) -> Pointer:
    """What the server says now. Some carry an update out step by step: what is between two states is asked again.

    Raises StoreDamagedError where it stays so.
    """
    for _ in range(_TRIES):
        said: dict[str, set[str]] = {}
        for row in server.rows(f"SELECT ?p ?o {{ GRAPH <{STORE}> {{ <{STORE}> ?p ?o }} }}"):
            said.setdefault(row["p"].removeprefix(term("")), set()).add(row["o"])
        current, kept = said.get("current", set()), said.get("keeps", set())
        if (not current and not kept) or (len(current) == 1 and current <= kept):
            return Pointer(
                next(iter(current), None),
                tuple(sorted(kept, key=number_of)),
                tuple(sorted(said.get("leftover", set()), key=number_of)),
                tuple(sorted(said.get("lease", set()))),
            )
        time.sleep(_PAUSE_SECONDS)
    raise StoreDamagedError(
        f"{server.address}: <{STORE}> names {len(current)} current generations; drop that graph and build again"
    )


def current_record(server: Server) -> tuple[str, Record]:
    """The current generation's IRI and record. Raises StoreMissingError, StoreVersionError or StoreDamagedError."""
    before = None
    while True:
        pointer = read_pointer(server)
        if pointer.current is None:
            raise StoreMissingError(
                f"{server.address}: nothing has been published here; run `claimgraph build` with this --store first"
            )
        if record := read_record(server, pointer.current):
            return pointer.current, record
        if pointer.current == before:
            raise StoreDamagedError(
                f"{server.address}: the record of the current generation, <{pointer.current}>, is missing; build again"
            )
        before = pointer.current


def change(server: Server, lease: str, delete: str, insert: str) -> None:
    """Have the graph changed in one update, unless somebody else has the lease by now.

    The statements are about the store, written as `:current <…>`. Raises StoreBusyError where the lease is lost.
    """
    server.update(
        f"PREFIX : <{term('')}>\n"
        f"DELETE {{ {_about(delete)} }}\nINSERT {{ {_about(insert)} }}\n"
        f'WHERE {{ GRAPH <{STORE}> {{ <{STORE}> :lease "{lease}" }} }}'
    )
    if lease not in read_pointer(server).leases:
        raise lost(server)


def _about(statements: str) -> str:
    return f"GRAPH <{STORE}> {{ <{STORE}> {statements} }}" if statements else ""


def lost(server: Server) -> StoreBusyError:
    """What is raised where another publisher has taken over."""
    return StoreBusyError(
        f"{server.address}: another build took over, since this one gave no sign of life for too long; "
        "nothing of it was published: build again"
    )
