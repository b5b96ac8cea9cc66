"""Why statements hold: what is derived, by which rule, from which asserted statements, read where in which letter."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode, Quad, Store, Triple

from claimgraph.ontology import asking
from claimgraph.ontology.asking import Steps, answered
from claimgraph.ontology.companions import Companion, companions, remark
from claimgraph.ontology.derivations import Derivation, Explanation, Ground, Premise, Remark, Way
from claimgraph.ontology.derive import run_rule
from claimgraph.ontology.errors import ExplainError, ExplanationTooLarge, NothingStatedError
from claimgraph.ontology.files import rules
from claimgraph.ontology.iris import Iris
from claimgraph.ontology.naming import iris_for, shortened
from claimgraph.ontology.patterns import Row, Term, fill

_NUMBERS = re.compile(r"([0-9]+)")
_NEAREST = 5
_ALIKE = 0.6
# A made-up IRI of a thousand steps isn't looked for step by step.
_LEVELS = 3
_LONGEST = 400


def explain(store: Store, iri: str, prop: str | None = None, value: str | None = None) -> Explanation:
    """Why what is derived about a thing holds, or what asserts it; each derivation has been checked.

    IRIs may be short: below the docket's base, or prefixed. With `prop` or `value` only the statements with this
    property, or this object (an IRI, or a literal's text), are explained. The store isn't changed.

    Raises NothingStatedError where the graph says no such thing, and ExplainError where a derivation doesn't hold.
    """
    explanation = answered(store, explaining(iri, prop, value))
    for derivation in explanation.derivations:
        check(derivation, explanation)
    return explanation


def explaining(
    iri: str, prop: str | None = None, value: str | None = None, most: int | None = None
) -> Steps[Explanation]:
    """The steps to what `explain` gives, but for the check: they yield SELECT queries and are sent the rows.

    Raises ExplanationTooLarge beyond `most` solutions for one rule, and else as `explain` does.
    """
    bases = yield from asking.dockets()
    thing, places = yield from _known(iri, bases)
    base = next((each for each in reversed(bases) if thing.value.startswith(each)), bases[0] if bases else "")
    derived_graphs = {Iris(each).derived_graph() for each in bases}
    said = yield from asking.statements(thing)
    wanted = _narrowed(said, thing, base, bases, prop, value)
    derived = [triple for triple, graph in said.items() if graph in derived_graphs]
    derivations = yield from _derivations(derived, wanted, derived_graphs, most)
    asserted = [triple for triple in wanted if triple not in derived] if prop is not None or value is not None else []
    premises = yield from _premises(asserted, derived_graphs)
    grounds = yield from asking.grounds([] if derivations else [thing])
    labels, definitions = yield from asking.names(_named(thing, derivations, premises.values()))
    return Explanation(
        thing,
        base,
        tuple(replace(each, definition=definitions.get(each.rule.value, "")) for each in derivations),
        tuple(premises.values()),
        _asserted(places["about"], derived_graphs),
        _asserted(places["naming"], derived_graphs),
        places["held"],
        grounds.get(thing, ()),
        labels,
    )


def check(derivation: Derivation, explanation: Explanation) -> None:
    """Nothing, where the rule, run on no more than the premises of each way, concludes the same again.

    Raises ExplainError where it doesn't: then the rule, its companion or the graph has changed without the others.
    """
    name = derivation.rule.value.rpartition("/")[2]
    for way in derivation.ways:
        store = Store()
        for premise in way.premises:
            subject, predicate, value = premise.statement
            store.add(Quad(subject, predicate, value, premise.graph))
        found = set(run_rule(store, Iris(explanation.base), name, rules()[name]))
        missing = [triple for triple in derivation.conclusions if triple not in found]
        if missing:
            raise ExplainError(
                f"rules/{name}.rq doesn't derive {missing[0]} from what rules/why/{name}.rq gives as its premises; "
                "bring the two in step, or build the graph again"
            )


def _known(text: str, bases: Sequence[str]) -> Steps[tuple[NamedNode, dict[str, dict[str, int]]]]:
    """The IRI that the text stands for and where it is spoken of. Raises NothingStatedError where it isn't."""
    try:
        candidates = iris_for(text, bases)
    except ValueError as error:
        raise NothingStatedError(str(error)) from None
    for candidate in candidates:
        places = yield from asking.places(candidate)
        if any(places.values()):
            return candidate, places
    nearest = yield from _nearest(candidates[0].value, bases)
    raise NothingStatedError(f"the graph says nothing about {candidates[0].value}", nearest)


def _nearest(iri: str, bases: Sequence[str]) -> Steps[tuple[str, ...]]:
    """What is most like the IRI among those below the same path, or else below the one above, up to the base."""
    floor = next((len(base) for base in reversed(bases) if iri.startswith(base)), len(iri))
    start = iri
    for _ in range(_LEVELS):
        if len(start) <= floor or len(iri) > _LONGEST:
            break
        start = start[: max(start.rstrip("/#").rfind("/"), start.rstrip("/#").rfind("#")) + 1]
        found = yield from asking.neighbours(start)
        if alike := difflib.get_close_matches(
            iri[len(start) :], [each[len(start) :] for each in found], _NEAREST, _ALIKE
        ):
            return tuple(start + each for each in alike)
    return ()


def _narrowed(
    said: dict[Triple, NamedNode],
    thing: NamedNode,
    base: str,
    bases: Sequence[str],
    prop: str | None,
    value: str | None,
) -> list[Triple]:
    """The statements with this property and this object. Raises NothingStatedError where there are none."""
    properties = _possible(prop, bases)
    objects = _possible(value, bases)
    of_property = [triple for triple in said if prop is None or triple.predicate in properties]
    if prop is not None and not of_property:
        known = sorted({shortened(triple.predicate.value, base) for triple in said})
        raise NothingStatedError(f"the graph says no {prop} of {thing.value}; it says {', '.join(known) or 'nothing'}")
    found = [
        triple
        for triple in of_property
        if value is None or triple.object in objects or str(triple.object) == value or _is(triple.object, value)
    ]
    if value is not None and not found:
        raise NothingStatedError(f"the graph says nothing of {thing.value} with the value {value}")
    return found


def _possible(text: str | None, bases: Sequence[str]) -> set[NamedNode]:
    try:
        return set(iris_for(text, bases)) if text is not None else set()
    except ValueError:
        return set()


def _is(term: object, value: str) -> bool:
    return getattr(term, "value", None) == value


def _derivations(
    derived: Sequence[Triple], wanted: Sequence[Triple], derived_graphs: set[NamedNode], most: int | None
) -> Steps[list[Derivation]]:
    """What explains those of the derived statements of one thing that are wanted, in their order."""
    found = []
    for companion in companions():
        keys = [
            key
            for key in companion.keys(derived)
            if any(companion.concludes(key, triple) for triple in derived if triple in wanted)
        ]
        if not keys:
            continue
        rows = yield companion.why.select(keys, most and most + 1)
        if most and len(rows) > most:
            raise ExplanationTooLarge(
                f"what the rule {companion.name} derives here rests on too much to be shown at once; "
                "ask for one property and value, or use `claimgraph explain`"
            )
        premises = yield from _premises(
            [triple for row in sorted(rows, key=_order) for triple in _filled(companion, row)], derived_graphs
        )
        for key in keys:
            same = [row for row in rows if all(row.get(name) == key[name] for name in companion.key)]
            ways = _ways(companion, same, premises)
            conclusions = tuple(triple for triple in derived if companion.concludes(key, triple) and triple in wanted)
            if ways and conclusions:
                found.append(Derivation(companion.iri, "", conclusions, companion.whole, ways))
    unexplained = [t for t in derived if t in wanted and not any(t in each.conclusions for each in found)]
    if unexplained:
        raise ExplainError(f"no rule derives {unexplained[0]} from the graph; build it again")
    return sorted(found, key=lambda each: _natural(str(each.conclusions[0])))


def _ways(companion: Companion, rows: Sequence[Row], premises: dict[Triple, Premise]) -> tuple[Way, ...]:
    """The ways that the solutions for one derivation make, in the order of their names."""
    by_way: dict[Term, list[Row]] = {}
    for row in sorted(rows, key=_order):
        by_way.setdefault(row["way"], []).append(row)
    return tuple(
        Way(
            tuple(premises[each] for each in dict.fromkeys(t for row in same for t in _filled(companion, row))),
            _remarks(companion.counted, same),
            _remarks(companion.absent, same),
        )
        for _, same in sorted(by_way.items(), key=lambda item: _natural(str(item[0])))
    )


def _remarks(sentences: Sequence[str], rows: Sequence[Row]) -> tuple[Remark, ...]:
    return tuple(made for words in sentences if (made := remark(words, rows)) is not None)


def _filled(companion: Companion, row: Row) -> list[Triple]:
    return [triple for pattern in companion.why.template if (triple := fill(pattern, row)) is not None]


def _premises(triples: Iterable[Triple], derived_graphs: set[NamedNode]) -> Steps[dict[Triple, Premise]]:
    """The statements as premises, in their order. Raises ExplainError for one that isn't asserted."""
    wanted = list(dict.fromkeys(triples))
    graphs = yield from asking.graphs(wanted)
    grounds = yield from asking.grounds(t.subject for t in wanted if isinstance(t.subject, NamedNode))
    found = {}
    for triple in wanted:
        asserted = [graph for graph in graphs.get(triple, ()) if graph not in derived_graphs]
        if not asserted:
            raise ExplainError(f"{triple} is a premise, but no graph asserts it; build the graph again")
        found[triple] = Premise(triple, asserted[0], _grounds_of(triple, grounds))
    return found


def _grounds_of(triple: Triple, grounds: dict[NamedNode, tuple[Ground, ...]]) -> tuple[Ground, ...]:
    """Where the statement is read: where its subject is, or just the passage that it names."""
    if not isinstance(triple.subject, NamedNode):
        return ()
    found = grounds.get(triple.subject, ())
    return tuple(each for each in found if each.iri == triple.object) or found


def _named(thing: NamedNode, derivations: Sequence[Derivation], premises: Iterable[Premise]) -> list[NamedNode]:
    """All IRIs that the explanation speaks of."""
    ways = [way for derivation in derivations for way in derivation.ways]
    every = [*premises, *(premise for way in ways for premise in way.premises)]
    triples = [t for each in derivations for t in each.conclusions] + [premise.statement for premise in every]
    terms: list[object] = [thing, *(derivation.rule for derivation in derivations)]
    terms += [term for triple in triples for term in triple]
    terms += [iri for premise in every for ground in premise.grounds for iri in (ground.iri, ground.letter)]
    terms += [
        term
        for way in ways
        for said in (*way.counted, *way.absent)
        for part in said.parts
        if not isinstance(part, str)
        for term in part
    ]
    return [term for term in dict.fromkeys(terms) if isinstance(term, NamedNode)]


def _asserted(counts: dict[str, int], derived_graphs: set[NamedNode]) -> dict[str, int]:
    return {graph: count for graph, count in counts.items() if NamedNode(graph) not in derived_graphs}


def _order(row: Row) -> list[tuple[str, list[tuple[int, str]]]]:
    return [(name, _natural(str(row[name]))) for name in sorted(row)]


def _natural(text: str) -> list[tuple[int, str]]:
    """A key that puts footnote 2 before footnote 10."""
    return [(int(part) if part.isdecimal() else 0, part) for part in _NUMBERS.split(text)]
