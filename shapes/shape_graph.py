"""The shapes as a graph to walk: which shape has which parameters, lists, and property paths."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, product

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.ontology import RDF
from claimgraph.shapes.shape_files import SH, ShapesError

Node = NamedNode | BlankNode
Term = Node | Literal | Triple


@dataclass(frozen=True, slots=True)
class Step:
    """One property, from subject to object or back; `repeated` if it may be followed more than once."""

    property: NamedNode
    back: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after the other."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One path or another."""

    parts: tuple[Path, ...]


Path = Step | Sequence | Alternative

Way = tuple[Step, ...]
"""Steps one after the other, without a choice."""

TYPE = Step(RDF.type)
"""From a thing to its classes."""

_NIL = NamedNode(f"{RDF}nil")


class ShapeGraph:
    """What the shapes' files say, by subject."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[Term, dict[str, list[Term]]] = defaultdict(dict)
        for triple in triples:
            self._said[triple.subject].setdefault(triple.predicate.value, []).append(triple.object)

    def node_shapes(self) -> Iterator[NamedNode]:
        """The shapes that have names and targets, sorted."""
        named = [
            node for node, said in self._said.items() if isinstance(node, NamedNode) and f"{SH}targetClass" in said
        ]
        yield from sorted(named, key=str)

    def constraints(self) -> Iterator[tuple[NamedNode, str]]:
        """Each shape's constraints in SPARQL, as queries in which every name is an IRI."""
        declared = [each for each in self._said if self.objects(each, "namespace")]
        prefixes = {_text(self.one(each, "prefix")): _text(self.one(each, "namespace")) for each in declared}
        name = re.compile(rf"\b({'|'.join(prefixes)}):([A-Za-z0-9]+)")
        for shape in self.node_shapes():
            for each in self.objects(shape, "sparql"):
                text = _text(self.one(each, "select"))
                yield shape, name.sub(lambda found: f"<{prefixes[found[1]]}{found[2]}>", text)

    def parameters(self, node: Term) -> Iterator[tuple[str, Term]]:
        """What is said of a shape in SHACL's terms, each by the term's name."""
        for predicate, objects in self._said[node].items():
            if predicate.startswith(SH):
                yield from ((predicate.removeprefix(SH), each) for each in objects)

    def objects(self, node: Term, name: str) -> list[Term]:
        """The values of one SHACL term; none if it isn't said."""
        return self._said[node].get(SH + name, [])

    def one(self, node: Term, name: str) -> Term:
        """The only value of a SHACL term. Raises ShapesError if there is none, or another."""
        found = self.objects(node, name)
        if len(found) != 1:
            raise ShapesError(f"{node} has {len(found)} values of sh:{name}: give it one")
        return found[0]

    def members(self, node: Term) -> list[Term]:
        """The members of an RDF list."""
        found = []
        while node != _NIL:
            found.append(self._said[node][f"{RDF}first"][0])
            node = self._said[node][f"{RDF}rest"][0]
        return found

    def path(self, node: Term) -> Path:
        """A property path. Raises ShapesError for kinds of paths that no shape has yet."""
        if isinstance(node, NamedNode):
            return Step(node)
        if f"{RDF}first" in self._said[node]:
            return Sequence(tuple(map(self.path, self.members(node))))
        ((name, inner),) = self.parameters(node)
        if name == "inversePath" and isinstance(inner, NamedNode):
            return Step(inner, back=True)
        if name == "alternativePath":
            return Alternative(tuple(map(self.path, self.members(inner))))
        raise ShapesError(f"paths by sh:{name} of {inner} aren't followed yet: see shapes/shape_graph.py")


def ways(path: Path) -> tuple[Way, ...]:
    """The ways that the path may be walked.

    >>> p, q = (Step(NamedNode(f"urn:{name}")) for name in "pq")
    >>> [len(way) for way in ways(Sequence((p, Alternative((p, Sequence((q, p)))))))]
    [2, 3]
    """
    match path:
        case Step():
            return ((path,),)
        case Alternative():
            return tuple(way for part in path.parts for way in ways(part))
        case Sequence():
            return tuple(tuple(chain.from_iterable(each)) for each in product(*map(ways, path.parts)))


def turned(way: Way) -> Way:
    """The way back."""
    return tuple(Step(step.property, not step.back, step.repeated) for step in reversed(way))


def number_of(node: Term) -> int:
    """The number that a parameter says. Raises ShapesError where it is none."""
    if not isinstance(node, Literal):
        raise ShapesError(f"{node} isn't a number")
    return int(node.value)


def _text(node: Term) -> str:
    """The text of a literal."""
    return node.value if isinstance(node, Literal) else ""
