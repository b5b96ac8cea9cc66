"""What an explanation is made of: conclusions, the rule, premises, and where these can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from claimgraph.ontology.patterns import Term


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a letter, from `start` to `end` (exclusive) of a text; `current` if it is the last of the letter."""

    iri: NamedNode
    letter: NamedNode
    text: NamedNode
    start: int
    end: int
    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of a letter, and the address in it that a citation stands for."""

    iri: NamedNode
    letter: NamedNode
    text: NamedNode | None
    start: int
    end: int
    words: str
    number: int
    url: str | None


Ground = Passage | Note


@dataclass(frozen=True, slots=True)
class Premise:
    """An asserted statement, the graph that it stands in, and where it was read; no ground where a register says it."""

    statement: Triple
    graph: NamedNode
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule found beside its premises: words and, in their places, the things they speak of."""

    parts: tuple[str | tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Premises that suffice: what a rule counted among them, and what it looked for and didn't find."""

    premises: tuple[Premise, ...]
    counted: tuple[Remark, ...]
    absent: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """What a rule concludes at once, and each way in which it does; any one of them would do.

    `whole` if the rule makes the thing with all that is said about it, so that its statements have one derivation.
    """

    rule: NamedNode
    definition: str
    conclusions: tuple[Triple, ...]
    whole: bool
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the statements about one thing hold.

    `derivations` explain what is derived; `asserted` are the asserted statements that were asked for by their property;
    `about`, `naming` and `held` count by graph the asserted statements that have the thing as their subject or object,
    and those that a graph of this name holds; `grounds` say where the thing itself was read. `labels` are those of
    everything that is spoken of, by IRI; `base` is the base IRI of the thing's docket, empty where there is none.
    """

    iri: NamedNode
    base: str
    derivations: tuple[Derivation, ...]
    asserted: tuple[Premise, ...]
    about: Mapping[str, int]
    naming: Mapping[str, int]
    held: Mapping[str, int]
    grounds: tuple[Ground, ...]
    labels: Mapping[str, str]
