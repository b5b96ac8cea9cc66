"""Why statements contradict the ontology: the smallest set of axioms and statements that can't all be true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from pyoxigraph import NamedNode, Triple

from claimgraph.ontology.axioms import Axiom, axioms
from claimgraph.ontology.clash_rules import clash_rules
from claimgraph.ontology.errors import InconsistentError
from claimgraph.ontology.facts import as_triple
from claimgraph.ontology.files import ontology_triples
from claimgraph.ontology.hermit import run_hermit
from claimgraph.ontology.horn import HornRule, horn
from claimgraph.ontology.materialise import ontology_rules
from claimgraph.ontology.saturate import saturate
from claimgraph.ontology.terms import OWL, RDF

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Clash:
    """Statements and axioms that contradict one another; without any one of them the others don't."""

    statements: tuple[Triple, ...]
    axioms: tuple[Axiom, ...]


def clashes(triples: Iterable[Triple]) -> tuple[Clash, ...]:
    """The contradictions that the OWL 2 RL rules find between the triples and the ontology, each set once and minimal.

    Sound, since each rule follows from its axiom; HermiT may find more.
    """
    saturation = saturate((*ontology_triples(), *triples), known_rules())
    found: dict[frozenset[str], Clash] = {}
    for step in saturation.clashes:
        facts, fired = saturation.grounds(step)
        every = list(dict.fromkeys(rule.axiom for rule in fired if rule.axiom.triples))
        statements = [as_triple(fact) for fact in facts]
        items: list[Triple | Axiom] = [*statements, *every]
        kept = smallest(items, _clash)
        clash = _parted(kept)
        found.setdefault(frozenset(map(str, kept)), clash)
    return tuple(found.values())


@cache
def known_rules() -> tuple[HornRule, ...]:
    """The ontology's rules by which statements may clash."""
    return clash_rules(ontology_rules().rules)


def justify(triples: Iterable[Triple], timeout: float | None = None) -> Clash | None:
    """A smallest set of statements and axioms that HermiT finds inconsistent, by leaving out; None if there is none.

    Hundreds of runs of HermiT for a whole corpus: give it the neighbourhood of the trouble. Raises ReasonerError.
    """
    schema = set(ontology_triples())
    statements = [triple for triple in triples if triple not in schema]
    every = axioms(ontology_triples())
    stated = {triple for axiom in every for triple in axiom.triples}
    frame = [triple for triple in ontology_triples() if triple not in stated]

    def contradicts(items: Sequence[Triple | Axiom]) -> bool:
        clash = _parted(items)
        told = [*frame, *clash.statements, *(triple for axiom in clash.axioms for triple in axiom.triples)]
        try:
            run_hermit(dict.fromkeys(told), "-k", timeout=timeout)
        except InconsistentError:
            return True
        return False

    if not contradicts([*statements, *every]):
        return None
    # Most axioms speak of nothing in the statements; a few steps from what they name usually do.
    named: set[object] = {term for triple in statements for term in (triple.subject, triple.predicate, triple.object)}
    near = _about(named, every)
    while not contradicts([*statements, *near]):
        named |= {term for axiom in near for triple in axiom.triples for term in triple} & _entities(every)
        near = _about(named, every)
    return _parted(smallest([*statements, *near], contradicts))


def smallest(items: Sequence[Item], bad: Callable[[Sequence[Item]], bool]) -> list[Item]:
    """A subset that is bad, of which no part is, in the items' order (QuickXplain, Junker 2004).

    `bad` has to hold of all items, and of whatever takes in something bad.

    >>> smallest(range(20), lambda some: {3, 17} <= set(some))
    [3, 17]
    """
    found = set(_quick(range(len(items)), (), False, lambda some: bad([items[n] for n in sorted(some)])))
    return [item for n, item in enumerate(items) if n in found]


def _quick(
    some: Sequence[int], background: tuple[int, ...], grown: bool, bad: Callable[[Sequence[int]], bool]
) -> tuple[int, ...]:
    if grown and bad(background):
        return ()
    if len(some) <= 1:
        return tuple(some)
    half = len(some) // 2
    first, second = some[:half], some[half:]
    of_second = _quick(second, (*background, *first), bool(first), bad)
    of_first = _quick(first, (*background, *of_second), bool(of_second), bad)
    return (*of_first, *of_second)


def _clash(items: Sequence[Triple | Axiom]) -> bool:
    clash = _parted(items)
    return bool(saturate(clash.statements, horn(clash.axioms).rules).clashes)


def _about(named: set[object], every: Iterable[Axiom]) -> list[Axiom]:
    return [axiom for axiom in every if any(not named.isdisjoint(triple) for triple in axiom.triples)]


def _entities(every: Iterable[Axiom]) -> set[object]:
    """The properties and classes that axioms are about, but not the words of OWL that they are written in."""
    terms = {term for axiom in every for triple in axiom.triples for term in (triple.subject, triple.object)}
    return {term for term in terms if isinstance(term, NamedNode) and term not in OWL and term not in RDF}


def _parted(items: Sequence[Triple | Axiom]) -> Clash:
    return Clash(
        tuple(item for item in items if isinstance(item, Triple)),
        tuple(item for item in items if isinstance(item, Axiom)),
    )
