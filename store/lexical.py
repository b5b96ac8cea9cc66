"""The lexical forms that a store forgets: Oxigraph keeps numbers, dates and booleans by value."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, Store

Forms = Mapping[Quad, tuple[Quad, ...]]
"""For a quad as a store gives it back, those that it was given, where they aren't the same."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = f"{_XSD}string"
_ANY = NamedNode("urn:any")


class FormsNoted:
    """What a store changes in quads that were noted on their way to it.

    >>> a, one = NamedNode("urn:a"), NamedNode(_XSD + "integer")
    >>> noted = FormsNoted()
    >>> len(list(noted.on_the_way([Quad(a, a, Literal("01", datatype=one)), Quad(a, a, a)])))
    2
    >>> [[str(quad.object) for quad in given] for given in noted.forms().values()]
    [['"01"^^<http://www.w3.org/2001/XMLSchema#integer>']]
    """

    def __init__(self) -> None:
        self._given: dict[Quad, list[Quad]] = {}

    def on_the_way(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """The quads, which are noted."""
        for quad in quads:
            said = quad.object
            if isinstance(said, Literal) and said.datatype.value != _STRING and said.datatype.value.startswith(_XSD):
                kept = Quad(quad.subject, quad.predicate, _kept(said), quad.graph_name)
                self._given.setdefault(kept, []).append(quad)
            yield quad

    def forms(self) -> Forms:
        """For each quad that the store gives back in another form, those that it was given."""
        return {kept: tuple(given) for kept, given in self._given.items() if given != [kept]}


def with_forms(store: Store, known: Forms) -> Iterator[Quad]:
    """The store's quads, those that are still there as they were given."""
    if not known:
        return iter(store)
    return (given for quad in store for given in known.get(quad, (quad,)))


@cache
def _kept(literal: Literal) -> Literal:
    store = Store()
    store.add(Quad(_ANY, _ANY, literal))
    (kept,) = (quad.object for quad in store)
    return kept if isinstance(kept, Literal) else literal
