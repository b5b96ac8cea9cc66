"""The rules with their companions: what each can conclude, and how to ask for the premises of a conclusion."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pyoxigraph import NamedNode, Triple

from claimgraph.ontology.derivations import Remark
from claimgraph.ontology.errors import ExplainError
from claimgraph.ontology.files import rules
from claimgraph.ontology.iris import rule_iri
from claimgraph.ontology.patterns import Construct, Row, Term, fill, read_construct, unify, variables

_REMARK = re.compile(r"^# (counted|absent): (.+)$", re.MULTILINE)
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Companion:
    """A rule as `rules/{name}.rq` has it and the query for its premises, `rules/why/{name}.rq`.

    `key` are the variables that tell one derivation from another. In `why`, solutions that have the same `?way` give
    premises that hold together. `counted` and `absent` are sentences with `{variables}`.
    """

    name: str
    rule: Construct
    key: tuple[str, ...]
    why: Construct
    counted: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def iri(self) -> NamedNode:
        """The rule's IRI."""
        return rule_iri(self.name)

    @property
    def whole(self) -> bool:
        """Whether the rule says several things at once of what it makes."""
        return len(self.rule.template) > 1

    def keys(self, statements: Iterable[Triple]) -> tuple[dict[str, Term], ...]:
        """The derivations that may stand behind these statements, which are all that is derived of one subject.

        All that the rule says of such a thing in so many words has to be among them.
        """
        said = set(statements)
        found: dict[str, dict[str, Term]] = {}
        for statement in said:
            for pattern in self.rule.template:
                if (values := unify(pattern, statement)) is not None:
                    key = {name: values[name] for name in self.key}
                    fixed = [each for each in self.rule.template if set(variables(each)) <= set(self.key)]
                    if all(fill(each, key) in said for each in fixed):
                        found[str(sorted(key.items()))] = key
        return tuple(found[each] for each in sorted(found))

    def concludes(self, key: Row, statement: Triple) -> bool:
        """Whether the statement is one that the rule makes where its variables are these."""
        return any(
            values is not None and all(values[name] == key[name] for name in self.key)
            for values in (unify(pattern, statement) for pattern in self.rule.template)
        )


@cache
def companions() -> tuple[Companion, ...]:
    """All rules, in the order of their names. Raises ExplainError where one has no companion or can't be read."""
    return tuple(companion(name, rule, _why(name)) for name, rule in rules().items())


def companion(name: str, rule: str, why: str) -> Companion:
    """The rule called `name` with the text of its companion. Raises ExplainError where one of them can't be read."""
    head, tail = read_construct(rule, f"rules/{name}.rq"), read_construct(why, f"rules/why/{name}.rq")
    if not head.shared():
        raise ExplainError(f"rules/{name}.rq: what it concludes has no variable in common; give each statement one")
    told = _REMARK.findall(tail.prologue)
    counted, absent = (tuple(text for kind, text in told if kind == wanted) for wanted in ("counted", "absent"))
    return Companion(name, head, head.shared(), tail, counted, absent)


def remark(words: str, rows: Iterable[Row]) -> Remark | None:
    """The sentence with what the rows have for its variables; None where they have nothing for one.

    >>> remark("a later version", [])
    Remark(parts=('a later version',))
    """
    parts: list[str | tuple[Term, ...]] = []
    solutions = list(rows)
    for place, piece in enumerate(_PLACE.split(words)):
        if place % 2 == 0:
            parts.extend([piece] if piece else [])
            continue
        values = sorted({row[piece] for row in solutions if piece in row}, key=str)
        if not values:
            return None
        parts.append(tuple(values))
    return Remark(tuple(parts))


def _why(name: str) -> str:
    file = files(__package__).joinpath("rules", "why", f"{name}.rq")
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        raise ExplainError(f"rules/{name}.rq has no companion; write rules/why/{name}.rq") from None
