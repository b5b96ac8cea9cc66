"""An explanation as a tree of lines to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from claimgraph.api.explanations import origin, read_first, sentence
from claimgraph.ontology import Explanation, Note, Premise, Way
from claimgraph.ontology.derivations import Derivation, Ground
from claimgraph.ontology.naming import shortened

__all__ = ["as_text"]


@dataclass(frozen=True, slots=True)
class _Node:
    line: str
    below: tuple[_Node, ...] = ()


def as_text(explanation: Explanation) -> str:
    """Return the tree: a statement, its rule, its premises, and under each of them the words that it was read from."""
    base = explanation.base
    roots = [_Node(_about(explanation), tuple(_asserted(explanation)))] if not explanation.derivations else []
    roots += [_derivation(each, base) for each in explanation.derivations]
    if explanation.derivations and explanation.asserted:
        roots.append(_Node("asserted", tuple(_premises(explanation.asserted, base))))
    return "\n\n".join("\n".join(_lines(root)) for root in roots) + "\n"


def _statement(triple: Triple, base: str) -> str:
    """Return the statement with short IRIs, literals as Turtle has them."""
    terms = (shortened(term.value, base) if isinstance(term, NamedNode) else str(term) for term in triple)
    return " ".join(terms)


def _about(explanation: Explanation) -> str:
    label = explanation.labels.get(explanation.iri.value)
    short = shortened(explanation.iri.value, explanation.base)
    return f"{short}{f' “{label}”' if label else ''}: asserted, not derived"


def _asserted(explanation: Explanation) -> Iterator[_Node]:
    base = explanation.base
    if explanation.asserted:
        yield from _premises(explanation.asserted, base)
        return
    for how, counts in (("asserted", explanation.about), ("named", {} if explanation.about else explanation.naming)):
        for graph, count in counts.items():
            yield _Node(f"{how} in {origin(graph, base)}, {_counted(count)}")
    for count in explanation.held.values():
        yield _Node(f"a graph of {_counted(count)}")
    for ground in explanation.grounds:
        yield _ground(ground, base)


def _derivation(derivation: Derivation, base: str) -> _Node:
    heads = [_statement(triple, base) for triple in derivation.conclusions]
    name = derivation.rule.value.rpartition("/")[2]
    rule = f"by the rule {name}: {derivation.definition}" if derivation.definition else f"by the rule {name}"
    ways = [_way(way, number, len(derivation.ways), base) for number, way in enumerate(derivation.ways, start=1)]
    return _Node("\n".join(heads), (_Node(rule), *ways))


def _way(way: Way, number: int, total: int, base: str) -> _Node:
    said = [_Node(f"counted: {sentence(remark, base)}") for remark in way.counted]
    said += [_Node(f"looked for, and not found: {sentence(remark, base)}") for remark in way.absent]
    return _Node(f"because, {number} of {total}" if total > 1 else "because", (*_premises(way.premises, base), *said))


def _premises(premises: Sequence[Premise], base: str) -> Iterator[_Node]:
    for premise, grounds in read_first(premises):
        line = f"{_statement(premise.statement, base)}  [{origin(premise.graph.value, base)}]"
        yield _Node(line, tuple(_ground(ground, base) for ground in grounds))


def _ground(ground: Ground, base: str) -> _Node:
    place = f"{shortened(ground.letter.value, base)}, characters {ground.start} to {ground.end}"
    if isinstance(ground, Note):
        url = f", which prints {ground.url}" if ground.url else ""
        return _Node(f"footnote {ground.number} of {place}{url}", (_quoted(ground.words),))
    earlier = "" if ground.current else ", in an earlier text"
    return _Node(f"passage of {place}{earlier}", (_quoted(ground.words),))


def _counted(count: int) -> str:
    return f"{count:,} statement{'s' if count > 1 else ''}"


def _quoted(words: str) -> _Node:
    return _Node(f"“{' '.join(words.split())}”")


def _lines(node: _Node) -> Iterator[str]:
    yield from node.line.split("\n")
    for place, each in enumerate(node.below):
        last = place == len(node.below) - 1
        for number, line in enumerate(_lines(each)):
            yield ("   " if last else "│  ") + line if number else ("└─ " if last else "├─ ") + line
