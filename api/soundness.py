"""What the content of a generation has to be, whoever made it: derived by the rules, valid, free of contradictions."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from claimgraph.api.question_graph import QUESTIONS_GRAPH
from claimgraph.ontology import (
    CG,
    ONTOLOGY_GRAPH,
    RDF,
    Clash,
    ClashGrounds,
    ClashSearch,
    Iris,
    Piece,
    Telling,
    Thing,
    clashes,
    clashes_around,
    clashes_in,
    derive,
)
from claimgraph.shapes import Findings, Validation, Violation, revalidate, validate, validate_store
from claimgraph.store.garbage import uncollected

__all__ = [
    "PUBLISHED",
    "DoubtSearch",
    "Doubts",
    "Flaw",
    "derive_anew",
    "dockets",
    "flaws",
    "flaws_doubted",
    "flaws_in",
    "flaws_of_change",
    "flaws_of_writing",
    "in_derived",
    "is_asserted",
    "speaks_of_letters",
]

Flaw = Violation | Clash

PUBLISHED = (ONTOLOGY_GRAPH, QUESTIONS_GRAPH)
"""The graphs that a build publishes beside the data; they are neither derived from nor validated."""

_REQUEST = "request"


def flaws(triples: Iterable[Triple]) -> tuple[Flaw, ...]:
    """What the shapes find wrong with the triples or, where that is nothing, how they contradict the ontology.

    Neither reads what is new in RDF 1.2: a statement with a triple term or a base direction is itself a flaw.

    The triples are all that is asserted and derived, without the ontology, which both have themselves.
    """
    every = tuple(triples)
    return tuple(map(_unknown, filter(_is_new, every))) or validate(every) or clashes(every)


def flaws_in(store: Store) -> tuple[Flaw, ...]:
    """The same of all that a store holds beside the published graphs, which it has to hold too, however much it is."""
    return validate_store(store, PUBLISHED) or clashes_in(store, PUBLISHED)


@dataclass(frozen=True, slots=True)
class Doubts:
    """What may be wrong in a piece of a store: by the shapes, and how it contradicts the ontology, with the grounds.

    ``told`` is what the piece tells of what is no piece's own, for contradictions. Where ``names_meet``, it says that
    two names are of one thing, and the store has to be looked at whole.
    """

    findings: Findings
    clashes: ClashGrounds
    told: Mapping[Thing, Telling]
    names_meet: bool


class DoubtSearch:
    """A search for what may be wrong in pieces of a store, which may be on disk, one after another.

    What a piece tells of what is no piece's own, most pieces before have told too, so it isn't told again: whoever
    takes what this search finds has to get all of it.
    """

    def __init__(self, store: Store) -> None:
        self._validation, self._search = Validation(store, PUBLISHED), ClashSearch(store, PUBLISHED)

    def look_at(self, piece: Piece) -> Doubts:
        """What may be wrong in a piece, and what it tells that no piece has told which was looked at here before."""
        self._validation.look_at(piece)
        self._search.look_at(piece)
        found, told = self._search.news()
        return Doubts(self._validation.news(), found, told, self._search.names_meet)


def flaws_doubted(store: Store, doubts: Iterable[Doubts]) -> tuple[Flaw, ...]:
    """The flaws of a store, given what may be wrong in pieces that together speak of all that is in it."""
    validation, search = Validation(store, PUBLISHED), ClashSearch(store, PUBLISHED)
    with uncollected():  # what was told would be looked through again and again
        for each in doubts:
            validation.add(each.findings)
            search.add(each.clashes, each.told, names_meet=each.names_meet)
    return validation.violations() or search.clashes()


def flaws_of_writing(store: Store) -> tuple[Flaw, ...]:
    """The same where anybody may have written to the store: what is new in RDF 1.2 is a flaw, as `flaws` says."""
    said = (quad.triple for quad in store if quad.graph_name not in PUBLISHED)
    return tuple(map(_unknown, filter(_is_new, said))) or flaws_in(store)


def flaws_of_change(store: Store, removed: Collection[Triple], added: Collection[Triple]) -> tuple[Flaw, ...]:
    """The flaws of a store that had none before the triples were taken out and put in; costs what the change does."""
    unknown = tuple(map(_unknown, filter(_is_new, added)))
    return unknown or revalidate(store, removed, added, PUBLISHED) or clashes_around(store, added, PUBLISHED)


def dockets(store: Store) -> tuple[Iris, ...]:
    """The dockets that the store holds, by base: each has a request for comment, which is named below it."""
    quads = store.quads_for_pattern(None, RDF.type, CG.RequestForComment)
    requests = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    bases = (request.removesuffix(_REQUEST) for request in sorted(requests) if request.endswith(f"/{_REQUEST}"))
    return tuple(map(Iris, bases))


def derive_anew(store: Store, formerly: Iterable[Iris]) -> None:
    """Replaces the derived graph of every docket by what the rules derive now; of those that are gone nothing stays.

    As in a build, the rules see what is asserted and nothing else, and what is asserted already isn't derived too.
    """
    now = dockets(store)
    for iris in {*formerly, *now}:
        store.remove_graph(iris.derived_graph())
    if not now:
        return
    data = Store()
    data.bulk_extend(quad for quad in store if quad.graph_name not in PUBLISHED)
    for iris in now:
        mine = _without(data, [other for other in now if other != iris])
        graph = iris.derived_graph()
        derived = (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in derive(mine, iris))
        store.extend(quad for quad in derived if next(data.quads_for_pattern(*quad.triple), None) is None)


def in_derived(iris: Iris, triples: Iterable[Triple]) -> Iterator[Quad]:
    """The triples in the graph of what is derived."""
    graph = iris.derived_graph()
    return (Quad(each.subject, each.predicate, each.object, graph) for each in triples)


def is_asserted(store: Store, triple: Triple, iris: Iris) -> bool:
    """Whether any graph of a store says it but that of what is derived."""
    quads = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return any(quad.graph_name != iris.derived_graph() for quad in quads)


def speaks_of_letters(store: Store) -> bool:
    """Whether the data uses the ontology's own terms; where it doesn't, the shapes and axioms don't speak of it.

    They do speak of persons and organisations in FOAF's words, but only of those around a docket.
    """
    # A docket says so in its first triples; a store of something else is looked through.
    if dockets(store):
        return True
    own = str(CG)
    return any(
        quad.predicate.value.startswith(own) or (quad.predicate == RDF.type and str(quad.object).startswith(f"<{own}"))
        for quad in store
        if quad.graph_name not in PUBLISHED
    )


def _is_new(triple: Triple) -> bool:
    said = triple.object
    return isinstance(said, Triple) or (isinstance(said, Literal) and said.direction is not None)


def _unknown(triple: Triple) -> Violation:
    focus, path, value = (str(getattr(term, "value", term)) for term in triple)
    message = "Say it without a triple term and without a base direction: what is new in RDF 1.2 can't be validated."
    return Violation(focus, path, value, message, shape="", severity="Violation")


def _without(data: Store, others: list[Iris]) -> Store:
    """The data without the graphs of other dockets."""
    if not others:
        return data
    mine = Store()
    bases = tuple(other.base for other in others)
    mine.bulk_extend(quad for quad in data if not getattr(quad.graph_name, "value", "").startswith(bases))
    return mine
