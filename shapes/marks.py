"""What pieces of a store tell of the things that are no piece's own, of which each may know a part."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import Quad

from claimgraph.ontology import RDF, Piece
from claimgraph.shapes.shape_graph import Step

Mark = tuple[str, str]
"""How something is told, and an IRI as `<IRI>`: a class ("a"); a property that the thing has ("says"), or that leads to
it ("said"); one that it has with a piece's own thing ("own"), or with another by what one piece alone says ("apart"); a
shape that it doesn't fail by the values of its properties, as far as a piece says ("sound"), which `Others` adds.
"""


def marks_of(piece: Piece, said: Collection[Quad], naming: Collection[Quad]) -> set[Mark]:
    """What a piece tells of one of its others, by what is said of that, and by the statements that name it as value."""
    marks = {("said", str(quad.predicate)) for quad in naming}
    for quad in said:
        name = str(quad.predicate)
        marks.add(("says", name))
        if quad.predicate == RDF.type:
            marks.add(("a", str(quad.object)))
        if quad.object in piece.own:
            marks.add(("own", name))
        elif quad.graph_name in piece.letters:
            marks.add(("apart", name))
    return marks


def classes(marks: Collection[Mark]) -> frozenset[str]:
    """The classes of a thing, each as `<IRI>`."""
    return frozenset(name for how, name in marks if how == "a")


def has(marks: Collection[Mark], step: Step) -> bool:
    """Whether the step leads from a thing to something."""
    return ("said" if step.back else "says", str(step.property)) in marks


def in_every_piece(marks: Collection[Mark], steps: Collection[Step]) -> bool:
    """Whether each piece that speaks of the thing has all of its statements with these properties."""
    names = {str(step.property) for step in steps}
    return not any(how in ("own", "apart") and name in names for how, name in marks)


def in_one_piece(marks: Collection[Mark], steps: Collection[Step]) -> bool:
    """Whether, wherever the steps lead from a thing, there is one piece that has all of these statements."""
    names = {str(step.property) for step in steps}
    own, apart = ({name for how, name in marks if how == wanted} & names for wanted in ("own", "apart"))
    return len(own) <= 1 and not apart
