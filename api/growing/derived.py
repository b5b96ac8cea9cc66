"""What follows from what a corpus says, and the graph that it stands in."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from pyoxigraph import RdfFormat, Store, serialize

from claimgraph.api.growing.nquads import as_file, lines_that_say
from claimgraph.api.growing.parts import Parts
from claimgraph.api.soundness import in_derived, is_asserted
from claimgraph.ingest.parts import Shelf
from claimgraph.ontology import Iris, rules, run_rule, statements_of_rules
from claimgraph.store.working import working_place

_HELD = 400 * 1024 * 1024
"""So many bytes of packed graphs are some 11,000 letters; what rules ask of them takes 5 GiB in memory."""


@contextmanager
def derived(parts: Parts, shelf: Shelf, iris: Iris, folder: Path) -> Iterator[IO[bytes]]:
    """What the rules derive and nobody asserts, as N-Quads lines in a file without a name, while the block lasts.

    It takes disk space in the folder. What no rule asks for isn't held in memory for it, and of many letters nothing:
    their rules ask a database on disk. Raises OSError or StoreError.
    """
    with TemporaryFile(dir=folder) as file:
        with working_place(folder) as place:
            _derive(parts, shelf, iris, Store(place / "asked") if shelf.size() > _HELD else Store(), file)
        file.flush()
        with suppress(AttributeError, OSError):  # a third of what was held is kept for later otherwise
            ctypes.CDLL(None).malloc_trim(0)
        yield file


def _derive(parts: Parts, shelf: Shelf, iris: Iris, data: Store, file: IO[bytes]) -> None:
    # Letters have no blank nodes, which loading in bulk would rename.
    data.bulk_load(as_file(_asked_for(parts, shelf)), RdfFormat.N_QUADS, lenient=True)
    for name, query in rules().items():
        triples = run_rule(data, iris, name, query)
        new = (triple for triple in triples if not is_asserted(data, triple, iris))
        serialize(in_derived(iris, new), file, RdfFormat.N_QUADS)


def _asked_for(parts: Parts, shelf: Shelf) -> Iterator[bytes]:
    """The lines of all graphs that rules ask for; some of them are in several letters' graphs."""
    wanted = lines_that_say(statements_of_rules())
    for graph in (parts.docket, *parts.graphs.values()):
        yield b"".join(wanted.findall(shelf.lines(graph)))
