"""The lexical forms that a store forgets: Oxigraph keeps numbers, dates and booleans by value."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, Store

Forms = Mapping[Quad, tuple[Quad, ...]]
"""For a quad as a store gives it back, those that it was given, where they aren't the same."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = f"{_XSD}string"
_ANY = NamedNode("urn:any")


def forms(quads: Iterable[Quad]) -> Forms:
    """What a store would change in the quads.

    >>> a, one = NamedNode("urn:a"), NamedNode(_XSD + "integer")
    >>> [[str(quad.object) for quad in given] for given in forms([Quad(a, a, Literal("01", datatype=one))]).values()]
    [['"01"^^<http://www.w3.org/2001/XMLSchema#integer>']]
    """
    found: dict[Quad, list[Quad]] = {}
    for quad in quads:
        said = quad.object
        if isinstance(said, Literal) and said.datatype.value != _STRING and said.datatype.value.startswith(_XSD):
            kept = Quad(quad.subject, quad.predicate, _kept(said), quad.graph_name)
            found.setdefault(kept, []).append(quad)
    return {kept: tuple(given) for kept, given in found.items() if given != [kept]}


def with_forms(store: Store, known: Forms) -> Iterator[Quad]:
    """The store's quads, those that are still there as they were given."""
    for quad in store:
        yield from known.get(quad, (quad,))


@cache
def _kept(literal: Literal) -> Literal:
    store = Store()
    store.add(Quad(_ANY, _ANY, literal))
    (kept,) = (quad.object for quad in store)
    return kept if isinstance(kept, Literal) else literal
