"""Consistency, classification and realisation by an OWL reasoner, HermiT, which knows all of OWL 2 DL."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from pyoxigraph import Literal, RdfFormat, Triple, parse

from claimgraph.ontology.errors import ReasonerError
from claimgraph.ontology.expressions import Role
from claimgraph.ontology.files import ontology_triples
from claimgraph.ontology.hermit import run_hermit
from claimgraph.ontology.terms import OWL

NOTHING = OWL.Nothing.value

Node = TypeVar("Node", str, Role)

_LINE = re.compile(r"^(\w+)\( (.+) \)$", re.MULTILINE)
_ROLE = re.compile(r"ObjectInverseOf\( <([^>]+)> \)|<([^>]+)>")
_VALUES = re.compile(r"^<([^>]+)> \(known instances: (.*?) \| possible instances: (.*?)\) *$", re.MULTILINE)
_PAIR = re.compile(r"\(<([^>]+)>, <([^>]+)>\)")


@dataclass(frozen=True, slots=True)
class Realisation:
    """What HermiT makes of an ontology with its individuals.

    ``superclasses`` are a class's named superclasses, itself among them; ``types`` the named classes that an individual
    is in; ``relations`` the pairs of each object property, all of them stated or inferred, direct or not;
    ``unsatisfiable`` the classes that can't have a member.
    """

    superclasses: Mapping[str, frozenset[str]]
    types: Mapping[str, frozenset[str]]
    relations: Mapping[str, frozenset[tuple[str, str]]]
    unsatisfiable: tuple[str, ...]

    def instances(self, class_iri: str) -> tuple[str, ...]:
        """The individuals of the class, sorted."""
        return tuple(sorted(each for each, classes in self.types.items() if class_iri in classes))


def check_consistency(ntriples: bytes, timeout: float | None = None) -> tuple[str, ...]:
    """The IRIs of the classes that can't have a member, sorted; a sound ontology has none.

    `ntriples` is all that the reasoner is to see: the ontology, and what is said with its terms. Raises ReasonerMissing
    without the extra `reasoner`, InconsistentError if no world could be as the statements say, and ReasonerError if
    HermiT can't take them at all, as an ontology outside OWL 2 DL, or isn't done within `timeout` seconds.
    """
    triples = (quad.triple for quad in parse(ntriples, format=RdfFormat.N_TRIPLES))
    return _unsatisfiable(_lines(run_hermit(triples, "-c", "-O", "-D", timeout=timeout)))


def realise(triples: Iterable[Triple], definitions: Iterable[Triple] = (), timeout: float | None = None) -> Realisation:
    """What HermiT infers of the classes and individuals that the triples speak of, the ontology among them.

    `definitions` are axioms beyond the ontology's, as those of classes that stand for queries.

    Values that are literals are left out, save in the ontology itself: no class of ours is defined by them, and
    without them it takes a third of the time. Raises what `check_consistency` raises.
    """
    schema = set(ontology_triples())
    kept = [triple for triple in triples if triple in schema or not isinstance(triple.object, Literal)]
    output = run_hermit([*kept, *definitions], "-c", "-O", "-D", "-Y", timeout=timeout)
    lines = _lines(output)
    superclasses = _superclasses(lines)
    types: defaultdict[str, set[str]] = defaultdict(set)
    for individual, direct in (iris for kind, iris in lines if kind == "Type"):
        types[individual] |= superclasses.get(direct, frozenset({direct}))
    return Realisation(
        superclasses,
        {individual: frozenset(classes) for individual, classes in types.items()},
        _relations(output),
        _unsatisfiable(lines),
    )


def _lines(output: str) -> list[tuple[str, list[str]]]:
    """What HermiT says of named classes and individuals: the kind of axiom, and the IRIs."""
    found = [(match[1], match[2].split(" ")) for match in _LINE.finditer(output)]
    return [(kind, [iri[1:-1] for iri in iris]) for kind, iris in found if all(iri.startswith("<") for iri in iris)]


def _unsatisfiable(lines: list[tuple[str, list[str]]]) -> tuple[str, ...]:
    groups = (iris for kind, iris in lines if kind == "EquivalentClasses" and NOTHING in iris)
    return tuple(sorted({iri for iris in groups for iri in iris} - {NOTHING}))


def _superclasses(lines: list[tuple[str, list[str]]]) -> dict[str, frozenset[str]]:
    above: defaultdict[str, set[str]] = defaultdict(set)
    for kind, iris in lines:
        if kind == "SubClassOf":
            above[iris[0]].add(iris[1])
        elif kind == "EquivalentClasses":
            for iri in iris:
                above[iri].update(iris)
        elif kind == "Type":
            above[iris[1]].add(iris[1])
    return {iri: frozenset(_reached(iri, above)) for iri in list(above)}


def _reached(start: Node, above: Mapping[Node, Iterable[Node]]) -> Iterator[Node]:
    seen, frontier = {start}, [start]
    while frontier:
        each = frontier.pop()
        yield each
        new = set(above.get(each, ())) - seen
        seen |= new
        frontier.extend(new)


def _relations(output: str) -> dict[str, frozenset[tuple[str, str]]]:
    """HermiT tells each pair for the narrowest properties; those above and opposite have it too."""
    above: defaultdict[Role, set[Role]] = defaultdict(set)
    for kind, text in _LINE.findall(output):
        if kind in ("SubObjectPropertyOf", "EquivalentObjectProperties"):
            roles = [Role(inverse or plain, bool(inverse)) for inverse, plain in _ROLE.findall(text)]
            for sub, sup in pairwise(roles):
                for one, other in ((sub, sup), (sup, sub)) if kind.startswith("Equivalent") else ((sub, sup),):
                    above[one].add(other)
                    above[Role(one.iri, not one.inverse)].add(Role(other.iri, not other.inverse))
    found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for iri, known, possible in _VALUES.findall(output):
        if possible.strip():
            raise ReasonerError(f"HermiT leaves open which pairs {iri} has: {possible[:200]}")
        pairs = _PAIR.findall(known)
        for role in _reached(Role(iri), above):
            found[role.iri].update((b, a) if role.inverse else (a, b) for a, b in pairs)
    return {iri: frozenset(pairs) for iri, pairs in found.items()}
