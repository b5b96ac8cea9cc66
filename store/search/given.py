"""What claims and citations say of the things that they bear on: by what these can be narrowed down too.

A proposition has the respondents and the questions of the claims that take a position on it, a work the questions and
topics of the claims that rest on it and the respondents whose letters cite it, and so on. Each value is kept with the
number of those that give it, so that it can be told which go when one of them changes, without asking all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from claimgraph.ontology import CG, CITO
from claimgraph.store.search.docket import CLAIMS, STANCES, Docket, union

Giver = Literal["claim", "citation"]
Given = tuple[str, str, str, str]
"""The kind and the IRI of what is spoken of, the field, and the value."""

_FIELDS = {
    "proposition": ("respondent", "question"),
    "programme": ("respondent", "question", "topic"),
    "work": ("question", "topic"),
}
"""What a claim gives to each kind."""


def given(docket: Docket, giver: Giver, iri: str) -> set[Given]:
    """What one claim or citation gives to others."""
    return set(_by_claim(docket, iri) if giver == "claim" else _by_citation(docket, iri))


def _by_claim(docket: Docket, claim: str) -> Iterator[Given]:
    if not docket.is_any(claim, CLAIMS):
        return
    said = docket.said
    citations = said.objects(CG.hasCitation).get(claim, ())
    things = {
        "proposition": union(said.objects(way).get(claim, ()) for way in STANCES.values()),
        "programme": said.objects(CG.mentions).get(claim, ()),
        "work": union(said.objects(CG.citesSource).get(each, ()) for each in citations),
    }
    for kind, fields in _FIELDS.items():
        for thing in things[kind]:
            yield from ((kind, thing, name, value) for name in fields for value in docket.facets(claim)[name])


def _by_citation(docket: Docket, citation: str) -> Iterator[Given]:
    said = docket.said
    letters = said.objects(CITO.hasCitingEntity).get(citation, ())
    by = union(said.objects(CG.submittedBy).get(each, ()) for each in letters)
    for work in said.objects(CG.citesSource).get(citation, ()):
        yield from (("work", work, "respondent", each) for each in by)
        for publisher in said.objects(CG.publishedBy).get(work, ()):
            yield from (("organization", publisher, "respondent", each) for each in by)


def givers(docket: Docket, kind: str, iri: str) -> Iterator[tuple[Giver, str]]:
    """The claims and citations that may give something to a thing."""
    said = docket.said
    if kind == "proposition":
        for each in union(said.subjects(way).get(iri, ()) for way in STANCES.values()):
            yield "claim", each
    elif kind == "programme":
        for each in said.subjects(CG.mentions).get(iri, ()):
            yield "claim", each
    elif kind in ("work", "organization"):
        works = (iri,) if kind == "work" else said.subjects(CG.publishedBy).get(iri, ())
        citations = union(said.subjects(CG.citesSource).get(each, ()) for each in works)
        for each in citations:
            yield "citation", each
        if kind == "work":
            for each in union(said.subjects(CG.hasCitation).get(each, ()) for each in citations):
                yield "claim", each
