"""What searches find in pieces, one after another, comes to what is found in all at once."""

from __future__ import annotations

from itertools import cycle, product

import pytest
from pieces_of import OF_LETTERS, cut
from pyoxigraph import NamedNode, Quad, Store

from claimgraph.api.soundness import PUBLISHED, DoubtSearch, Validation, flaws_doubted
from claimgraph.ontology import CG, ONTOLOGY_GRAPH, RDF, Clash, clashes_in, ontology_triples

THING = NamedNode("urn:thing")


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("places", list(product(range(3), repeat=2)))
def test_a_thing_of_two_kinds_is_a_contradiction_wherever_that_is_said(
    places: tuple[int, int], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a thing that is no piece's own two pieces say one each, or one says both; one worker looks at them, or two."""
    monkeypatch.setattr(Validation, "violations", lambda _: ())  # the shapes find it too
    store = Store()
    store.extend(Quad(*triple, ONTOLOGY_GRAPH) for triple in ontology_triples())
    said = [Quad(THING, RDF.type, kind, OF_LETTERS) for kind in (CG.Question, CG.Topic)]
    store.extend(said)
    place = dict(zip(said, places, strict=True))
    workers = [DoubtSearch(store) for _ in range(number)]
    pieces = cut(store, 2, lambda each: 2 if each == THING else place.get(each, 0))
    found = flaws_doubted(store, (worker.look_at(piece) for piece, worker in zip(pieces, cycle(workers), strict=False)))
    assert found == clashes_in(store, PUBLISHED)
    assert any(isinstance(each, Clash) for each in found)


def test_what_a_search_has_told_it_tells_no_more() -> None:
    store = Store()
    store.extend(Quad(*triple, ONTOLOGY_GRAPH) for triple in ontology_triples())
    store.add(Quad(THING, RDF.type, CG.Question, NamedNode("urn:graph:1")))
    search = DoubtSearch(store)
    (piece, again) = 2 * list(cut(store, 0, lambda _: 0))
    first, second = search.look_at(piece), search.look_at(again)
    assert THING in first.told
    assert THING in first.findings.told
    assert not second.told
    assert not second.findings.told
