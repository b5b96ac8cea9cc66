"""A docket as nanopublications: each claim and each reviewed alignment by itself, with where it is from.

A nanopublication (https://nanopub.net) has three parts. The assertion is what is said, in our terms and in those that
the mapping set has for them in hycl. The provenance leads to the letter's words, its text's hash and the respondent, or
to the curator and the claims' own nanopublications. The publication information has the licence and who made it. No
date in it is that of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode, Store, Triple

from claimgraph.api.nanopub_signing import NPX, TEMPORARY, Signer, assembled
from claimgraph.api.reader import Reader, dockets
from claimgraph.ontology import CG, DCTERMS, OA, PROV, RDF, RDFS, mapping_set

__all__ = ["Choose", "Make", "Nanopublication", "count", "nanopublications"]

# Terms that no graph of ours has, so that the ontology doesn't declare them.
DERIVED_FROM, CREATED = PROV["wasDerivedFrom"], DCTERMS["created"]

NOT_ASSERTED = frozenset(
    (
        CG.assertedIn,
        CG.conditionStatedIn,
        CG.hasCitation,
        CG.statedIn,
        DCTERMS.date,
        PROV.wasAttributedTo,
        RDFS.comment,
        RDFS.label,
    )
)
"""What is said of a claim or an alignment and belongs in the provenance, or is of use beside the letter only."""


@dataclass(frozen=True, slots=True)
class Nanopublication:
    """A nanopublication: what it is about, its trusty URI, the name of its file, and its TriG.

    It may supersede one about the same, or retract one.
    """

    about: NamedNode
    iri: NamedNode
    file: str
    trig: bytes
    supersedes: NamedNode | None = None
    retracts: NamedNode | None = None


Make = Callable[[NamedNode | None], Nanopublication]
"""Makes the nanopublication about a thing that supersedes another, or none."""

Choose = Callable[[NamedNode, Make], Nanopublication]
"""Has the nanopublication made that is to stand for the thing."""


def count(store: Store) -> int:
    """How many nanopublications the store makes."""
    readers = [Reader(store, docket) for docket in dockets(store)]
    return sum(len(each.members(CG.Claim)) + len(_reviewed(each)) for each in readers)


def nanopublications(
    store: Store, signer: Signer | None = None, choose: Choose = lambda _, make: make(None)
) -> Iterator[Nanopublication]:
    """The nanopublications of the store's dockets, the claims before the alignments that lead to them.

    Each is checked before it is handed out. `choose` decides what becomes of those that were published before. Raises
    NanopubMissing without the extra.
    """
    for docket in dockets(store):
        reader = Reader(store, docket)
        claims: dict[NamedNode, NamedNode] = {}
        for claim in reader.members(CG.Claim):
            made = choose(claim, partial(_finished, reader, claim, _claim(reader, claim), signer))
            claims[claim] = made.iri
            yield made
        for alignment in _reviewed(reader):
            parts = _alignment(reader, alignment, claims)
            yield choose(alignment, partial(_finished, reader, alignment, parts, signer))


@dataclass(frozen=True, slots=True)
class _Parts:
    assertion: list[Triple]
    provenance: list[Triple]


def _reviewed(reader: Reader) -> list[NamedNode]:
    return [each for each in reader.members(CG.Alignment) if CG.Reviewed in reader.values(each, CG.reviewStatus)]


def _claim(reader: Reader, claim: NamedNode) -> _Parts:
    hycl = mapping_set().substitutes("hycl")
    quote = Literal(reader.text(claim, CG.quote))
    assertion = [
        *_said(reader, claim),
        Triple(claim, RDF.type, hycl[CG.Claim]),
        Triple(claim, RDFS.label, quote),
        *_propositions(reader, reader.related([claim], CG.affirms)),
        *_propositions(reader, reader.related([claim], CG.denies)),
        *_propositions(reader, reader.related([claim], CG.qualifies)),
    ]
    provenance: list[Triple] = []
    for passage in reader.related([claim], CG.assertedIn):
        if place := reader.place(passage):
            text, letter = place
            provenance.append(Triple(TEMPORARY.assertion, DERIVED_FROM, passage))
            provenance += _some(reader, passage, OA.exact, OA.start, OA.end, CG.inText)
            provenance += _some(reader, text, CG.sha256, CG.versionOf)
            provenance += _some(reader, letter, RDFS.label, DCTERMS.identifier, DCTERMS.date, CG.submittedBy)
    for respondent in reader.related([claim], CG.madeBy):
        provenance.append(Triple(TEMPORARY.assertion, PROV.wasAttributedTo, respondent))
        provenance.append(Triple(respondent, hycl[CG.makesClaim], claim))
        provenance += _some(reader, respondent, RDFS.label)
    return _Parts(assertion, provenance)


def _alignment(reader: Reader, alignment: NamedNode, claims: dict[NamedNode, NamedNode]) -> _Parts:
    assertion = [
        *_said(reader, alignment),
        *_some(reader, alignment, RDFS.label),
        *_propositions(reader, reader.related([alignment], CG.onProposition)),
    ]
    about = reader.related([alignment], CG.aligns)
    provenance = [Triple(TEMPORARY.assertion, DERIVED_FROM, claims[each]) for each in about]
    provenance += [Triple(TEMPORARY.assertion, CREATED, day) for day in reader.values(alignment, DCTERMS.date)]
    for curator in reader.related([alignment], PROV.wasAttributedTo):
        provenance.append(Triple(TEMPORARY.assertion, PROV.wasAttributedTo, curator))
        provenance += _some(reader, curator, RDFS.label)
    return _Parts(assertion, provenance)


def _finished(
    reader: Reader, about: NamedNode, parts: _Parts, signer: Signer | None, supersedes: NamedNode | None
) -> Nanopublication:
    this = NamedNode(str(TEMPORARY))
    pubinfo = [
        Triple(this, RDFS.label, Literal(reader.text(about))),
        *(Triple(this, NPX.hasNanopubType, kind) for kind in (CG.Claim, CG.Alignment) if kind in reader.kinds(about)),
        *([Triple(this, NPX.supersedes, supersedes)] if supersedes else []),
    ]
    iri, trig = assembled(parts.assertion, parts.provenance, pubinfo, signer)
    return Nanopublication(about, iri, f"{about.value.removeprefix(reader.base)}.trig", trig, supersedes)


def _said(reader: Reader, subject: NamedNode) -> list[Triple]:
    return [each for each in reader.statements(subject) if each.predicate not in NOT_ASSERTED]


def _some(reader: Reader, subject: NamedNode, *properties: NamedNode) -> list[Triple]:
    return [Triple(subject, each, value) for each in properties for value in reader.values(subject, each)]


def _propositions(reader: Reader, propositions: tuple[NamedNode, ...]) -> list[Triple]:
    return [
        triple
        for each in propositions
        for triple in (Triple(each, RDF.type, CG.Proposition), *_some(reader, each, CG.statement))
    ]
