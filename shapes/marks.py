"""What pieces of a store tell of the things that are no piece's own, of which each may know a part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from pyoxigraph import NamedNode

from claimgraph.ontology import RDF, Piece, Thing
from claimgraph.shapes.shape_graph import Step

Mark = tuple[str, str]
"""How something is told, and an IRI as `<IRI>`: a class ("a"); a property that the thing has ("says"), or that leads to
it ("said"); one that it has with a piece's own thing ("own"), or with another by what one piece alone says ("apart").
"""

Marks = Mapping[Thing, frozenset[Mark]]


def marks_of(piece: Piece, beside: Collection[NamedNode]) -> Marks:
    """What a piece tells of each of its others; its graphs `beside` the data tell nothing."""
    found: defaultdict[Thing, set[Mark]] = defaultdict(set)
    for thing in piece.others:
        marks = found[thing]
        for quad in piece.store.quads_for_pattern(thing, None, None):
            if quad.graph_name in beside:
                continue
            name = str(quad.predicate)
            marks.add(("says", name))
            if quad.predicate == RDF.type:
                marks.add(("a", str(quad.object)))
            elif quad.object in piece.own:
                marks.add(("own", name))
            elif quad.graph_name in piece.letters:
                marks.add(("apart", name))
        quads = piece.store.quads_for_pattern(None, None, thing)
        marks.update(("said", str(quad.predicate)) for quad in quads if quad.graph_name not in beside)
    return {thing: frozenset(marks) for thing, marks in found.items()}


def classes(marks: Collection[Mark]) -> frozenset[str]:
    """The classes of a thing, each as `<IRI>`."""
    return frozenset(name for how, name in marks if how == "a")


def has(marks: Collection[Mark], step: Step) -> bool:
    """Whether the step leads from a thing to something."""
    return ("said" if step.back else "says", str(step.property)) in marks


def told_by_pieces(marks: Collection[Mark], steps: Collection[Step]) -> bool:
    """Whether, wherever the steps lead from a thing, there is one piece that has all of these statements."""
    names = {str(step.property) for step in steps}
    own, apart = ({name for how, name in marks if how == wanted} & names for wanted in ("own", "apart"))
    return len(own) <= 1 and not apart
