"""What leads to a letter's claims: its sections with the questions that they answer, and the claims in each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from claimgraph.api.reading.solutions import name, number, value
from claimgraph.api.service.graph import Row as Solution

__all__ = ["Group", "Said", "groups_of"]

_NAMED = 60
"""How many characters of its quote a claim without a name is called by."""


@dataclass(frozen=True, slots=True)
class Said:
    """A claim in the rail: its IRI and the end of it, its quote, and where it begins."""

    iri: str
    key: str
    quote: str
    start: int

    @property
    def name(self) -> str:
        """What a list calls it: the words that its curators named it by, or the first of its own.

        >>> Said("", "safety-is-contextual", "Safety depends on …", 0).name
        'safety is contextual'
        """
        words = self.key.split("-")
        if len(words) > 1 and all(any(map(str.isalpha, word)) for word in words[:2]):
            return " ".join(words)
        return self.quote if len(self.quote) <= _NAMED else self.quote[:_NAMED].rpartition(" ")[0] + " …"


@dataclass(frozen=True, slots=True)
class Group:
    """A section with the claims that begin in it; `questions` are the IRIs and notations of those it answers."""

    section: str
    start: int
    heading: str
    questions: tuple[tuple[str, str], ...]
    claims: tuple[Said, ...]


def groups_of(sections: Iterable[Solution], readers: Iterable[Solution]) -> tuple[Group, ...]:
    """Return the sections in the order of the text, each with the claims that begin in it, in theirs."""
    claims: dict[str, Said] = {}
    for row in readers:
        if value(row, "word") == "claim":
            iri = value(row, "reader")
            claims.setdefault(iri, Said(iri, name(iri), value(row, "quote"), number(row, "start")))
    inside: dict[str, Group] = {}
    for row in sections:
        iri, question = value(row, "section"), value(row, "question")
        group = inside.setdefault(iri, Group(iri, number(row, "start"), value(row, "heading"), (), ()))
        if question:
            asked = (question, value(row, "notation") or name(question))
            inside[iri] = replace(group, questions=tuple(dict.fromkeys((*group.questions, asked))))
    groups = sorted(inside.values(), key=lambda group: group.start) or [Group("", 0, "", (), ())]
    said_in: list[list[Said]] = [[] for _ in groups]
    for said in sorted(claims.values(), key=lambda said: (said.start, said.key)):
        at = max((n for n, group in enumerate(groups) if group.start <= said.start), default=0)
        said_in[at].append(said)
    return tuple(replace(group, claims=tuple(those)) for group, those in zip(groups, said_in, strict=True))
