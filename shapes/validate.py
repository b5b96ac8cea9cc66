"""SHACL validation that asks pySHACL about nothing but what may be wrong."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, Quad, Store, Triple

from claimgraph.ontology import XSD
from claimgraph.shapes.judge import Suspicion, Violation, judge
from claimgraph.shapes.shape_files import background
from claimgraph.shapes.surroundings import surroundings
from claimgraph.shapes.suspects import shape_graph, suspects


def validate(data: Iterable[Triple]) -> tuple[Violation, ...]:
    """What the shapes find wrong with the data, sorted; nothing if it is as it should be.

    The data has to hold all that it speaks of: letters are checked together with the docket's graph. Queries find what
    may be wrong, pySHACL judges that by what its verdict rests on; the answer is pySHACL's for all of the data.
    Raises ShapesError if the shapes themselves are broken.
    """
    triples = tuple(data)
    if _rewritten(triples):
        return judge(triples)
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in (*triples, *background()))
    found = suspects(store)
    if not found:
        return ()
    things = frozenset().union(*found.values())
    return judge(surroundings(store, shape_graph(), things), Suspicion(frozenset(found), things))


def _rewritten(triples: Iterable[Triple]) -> bool:
    """Whether the engine would write a literal anew, as `"2"^^xsd:long`, and the shapes would be asked of another."""
    plain = (XSD.string, XSD.anyURI)
    typed = {t.object for t in triples if isinstance(t.object, Literal) and t.object.datatype not in plain}
    store = Store()
    store.extend(Quad(XSD.string, XSD.string, literal) for literal in typed)
    return {quad.object for quad in store} != typed
