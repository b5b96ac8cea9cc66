"""How much of what is in a graph, counted in one pass over its sorted triples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from claimgraph.ontology import RDF

__all__ = ["Figures", "count"]

_TYPE = str(RDF.type).encode()


@dataclass(frozen=True, slots=True)
class Figures:
    """Triples, distinct subjects, things of each class, and for each property its triples and distinct subjects."""

    triples: int
    subjects: int
    classes: dict[str, int]
    properties: dict[str, tuple[int, int]]


def count(lines: Iterable[bytes]) -> Figures:
    r"""Return what is in sorted N-Triples lines, each there once.

    >>> a = b"<urn:a> <urn:p> <urn:a> .\n"
    >>> count([a, b"<urn:a> <urn:p> <urn:b> .\n"])
    Figures(triples=2, subjects=1, classes={}, properties={'urn:p': (2, 1)})
    """
    triples = subjects = 0
    last_subject = last_property = b""
    classes, each, distinct = Counter[bytes](), Counter[bytes](), Counter[bytes]()
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        triples += 1
        each[predicate] += 1
        if subject != last_subject:
            subjects += 1
            last_subject, last_property = subject, b""
        if predicate != last_property:
            distinct[predicate] += 1
            last_property = predicate
        if predicate == _TYPE and rest.startswith(b"<"):
            classes[rest[: rest.index(b">") + 1]] += 1
    return Figures(
        triples,
        subjects,
        {_iri(name): number for name, number in sorted(classes.items())},
        {_iri(name): (number, distinct[name]) for name, number in sorted(each.items())},
    )


def _iri(name: bytes) -> str:
    return name.decode()[1:-1]
