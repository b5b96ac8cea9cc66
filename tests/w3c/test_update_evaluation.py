"""The W3C's update evaluation suites, done in this process as the writer does an update."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store
from w3c.cases import CLOSED, UpdateCase, read_text, update_cases
from w3c.engine import params
from w3c.equality import same_quads
from w3c.manifests import path, read_graph

from claimgraph.store import ForbiddenQueryError, Update
from claimgraph.store.updates import apply_update


def dataset(graphs: Mapping[str, tuple[Path, ...]]) -> list[Quad]:
    """The quads of the files in the graphs."""
    return [
        Quad(*quad.triple, NamedNode(name) if name else DefaultGraph())
        for name, files in graphs.items()
        for file in files
        for quad in read_graph(file)
    ]


@pytest.mark.parametrize("case", params(update_cases()))
def test_update(case: UpdateCase) -> None:
    store = Store()
    store.extend(dataset(case.before))
    for name in case.before:
        if name:
            store.add_graph(NamedNode(name))
    update = Update(read_text(path(case.request)), case.request)
    if case.entry.id.startswith(tuple(CLOSED)):
        with pytest.raises(ForbiddenQueryError):
            apply_update(store, update)
        return
    apply_update(store, update)
    # Whether a graph without triples exists is the store's choice (SPARQL 1.1 Update, section 3): only quads count.
    assert same_quads(list(store), dataset(case.after)), "\n".join(sorted(map(str, store)))
