"""Triple patterns of CONSTRUCT queries: what a rule can conclude, and what a conclusion of it rests on.

A variable `?claim` in a template stands as the IRI `var:claim`: so a template is read as the Turtle that it nearly is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from claimgraph.ontology.errors import ExplainError

Term = NamedNode | BlankNode | Literal
Row = Mapping[str, Term]

_CONSTRUCT = re.compile(
    r"(?P<prologue>.*?)^CONSTRUCT\s*\{(?P<template>[^{}]*)\}\s*WHERE\s*\{(?P<where>.*)\}\s*\Z", re.DOTALL | re.MULTILINE
)
_VARIABLE = re.compile(r"[?$](\w+)")
_VAR = "var:"


@dataclass(frozen=True, slots=True)
class Construct:
    """A CONSTRUCT query in its parts; `template` has its triple patterns in their order."""

    prologue: str
    template: tuple[Triple, ...]
    where: str

    def shared(self) -> tuple[str, ...]:
        """The variables that each pattern of the template has, sorted: what tells one conclusion from another."""
        found = [set(variables(pattern)) for pattern in self.template]
        return tuple(sorted(set.intersection(*found)))

    def select(self, rows: Iterable[Row], limit: int | None = None) -> str:
        """The query for all variables of the WHERE clause, with some of them bound as in one of the rows."""
        given = list(rows)
        names = sorted(given[0])
        bound = " ".join(f"({' '.join(str(row[name]) for name in names)})" for row in given)
        most = f" LIMIT {limit}" if limit else ""
        heads = " ".join(f"?{name}" for name in names)
        return f"{self.prologue}SELECT * WHERE {{ VALUES ({heads}) {{ {bound} }} {self.where} }}{most}"


def read_construct(text: str, file: str) -> Construct:
    """The query in its parts. Raises ExplainError where it isn't written as the files in `rules/` are."""
    match = _CONSTRUCT.match(text)
    if match is None:
        raise ExplainError(f"{file}: write it as `CONSTRUCT {{ … }} WHERE {{ … }}`, with CONSTRUCT at a line's start")
    turtle = match["prologue"] + _VARIABLE.sub(rf"<{_VAR}\1>", match["template"]) + "."
    try:
        patterns = [quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)]
    except SyntaxError:
        # A template may end with a full stop of its own.
        patterns = [quad.triple for quad in parse(turtle[:-1], format=RdfFormat.TURTLE)]
    return Construct(match["prologue"], tuple(patterns), match["where"])


def variables(pattern: Triple) -> tuple[str, ...]:
    """The names of the pattern's variables."""
    return tuple(name for term in pattern if (name := variable(term)) is not None)


def unify(pattern: Triple, triple: Triple) -> dict[str, Term] | None:
    """What the variables are where the pattern is the triple; None where it can't be."""
    found: dict[str, Term] = {}
    for wanted, term in zip(pattern, triple, strict=True):
        name = variable(wanted)
        if isinstance(term, Triple) or (wanted != term if name is None else found.setdefault(name, term) != term):
            return None
    return found


def fill(pattern: Triple, row: Row) -> Triple | None:
    """The triple that the pattern is with these values; None where one is missing or can't stand there."""
    terms = [row.get(name) if (name := variable(term)) is not None else term for term in pattern]
    subject, predicate, value = terms
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode) or subject is None or value is None:
        return None
    return Triple(subject, predicate, value)


def variable(term: object) -> str | None:
    """The name of the variable that stands here in a template; None for anything else."""
    return term.value.removeprefix(_VAR) if isinstance(term, NamedNode) and term.value.startswith(_VAR) else None
