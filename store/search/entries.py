"""An entry for everything in a docket that can be found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from pyoxigraph import NamedNode

from claimgraph.ontology import CG, DCTERMS, FOAF, OA, ORG, RDFS
from claimgraph.store.search.docket import CLAIMS, STANCES, Docket, union
from claimgraph.store.search.entry import Entry, joined
from claimgraph.store.search.paragraphs import paragraphs
from claimgraph.store.search.statements import Statements


def things(said: Statements, kind: str) -> list[str]:
    """The IRIs of what may have entries of the kind, sorted."""
    if kind == "paragraph":
        return said.values(CG.currentText)
    return sorted(frozenset[str]().union(*(said.members(each) for each in CLASSES[kind])))


def may_have_entries(docket: Docket, kind: str, iri: str) -> bool:
    """Whether the thing is one that entries of the kind are made of."""
    if kind == "paragraph":
        return bool(docket.said.subjects(CG.currentText).get(iri, ()))
    return docket.is_any(iri, CLASSES[kind])


def entries_of(docket: Docket, kind: str, iri: str) -> Iterator[Entry]:
    """The entries of one thing: none where it isn't of that kind, several for the paragraphs of a text."""
    if kind == "paragraph":
        yield from _paragraphs(docket, iri)
    elif may_have_entries(docket, kind, iri):
        yield _MAKERS[kind](docket, iri)


def told(docket: Docket, value: str) -> tuple[str, int]:
    """The label of a respondent, a question or a topic, and its place in an order of its own."""
    said = docket.said
    if said.is_a(value, CG.Question):
        position = said.objects(CG.position).get(value, ("0",))[0]
        return said.label(value), int(position)
    if said.is_a(value, CG.Topic) or docket.is_respondent(value):
        return said.label(value), 0
    return value, 0


def _claim(docket: Docket, claim: str) -> Entry:
    said, facets = docket.said, docket.facets(claim)
    on = [proposition for each in STANCES.values() for proposition in said.objects(each).get(claim, ())]
    return Entry(
        "claim",
        claim,
        joined(said.objects(CG.quote).get(claim, ())) or said.label(claim),
        joined(text for each in on for text in said.objects(CG.statement).get(each, ())),
        joined(
            (
                *docket.names(facets["respondent"]),
                *map(said.label, facets["topic"]),
                *_all(docket, claim, CG.condition, CG.definesTerm, RDFS.comment),
            )
        ),
        facets=facets,
    )


def _proposition(docket: Docket, iri: str) -> Entry:
    said = docket.said
    topics = said.objects(CG.topic).get(iri, ())
    return Entry(
        "proposition",
        iri,
        joined(said.objects(CG.statement).get(iri, ())) or said.label(iri),
        joined(map(said.label, topics)),
        joined(said.objects(RDFS.comment).get(iri, ())),
        facets={"topic": topics},
    )


def _question(docket: Docket, iri: str) -> Entry:
    label = docket.said.label(iri)
    words = joined(docket.said.objects(CG.questionText).get(iri, ())) or label
    return Entry("question", iri, words, label, facets={"question": docket.with_parents([iri])})


def _letter(docket: Docket, letter: str) -> Entry:
    said = docket.said
    by = said.objects(CG.submittedBy).get(letter, ())
    signed = said.objects(CG.signedBy).get(letter, ())
    people = (name for each in signed for name in (*said.objects(FOAF.name).get(each, ()), said.label(each)))
    return Entry(
        "letter",
        letter,
        said.label(letter),
        joined(docket.names(by)),
        joined((*people, *_all(docket, letter, DCTERMS.identifier, CG.addressee))),
        joined(said.objects(DCTERMS.date).get(letter, ())),
        facets={
            "respondent": by,
            "question": union(map(docket.answered, said.subjects(CG.sectionOf).get(letter, ()))),
        },
    )


def _organization(docket: Docket, iri: str) -> Entry:
    label = docket.said.label(iri)
    return Entry(
        "organization",
        iri,
        label,
        joined(name for name in docket.names([iri]) if name != label),
        joined(_all(docket, iri, CG.host, RDFS.comment)),
        joined(docket.said.objects(DCTERMS.type).get(iri, ())),
        facets={"respondent": (iri,) if docket.is_respondent(iri) else ()},
    )


def _programme(docket: Docket, iri: str) -> Entry:
    said, label = docket.said, docket.said.label(iri)
    return Entry(
        "programme",
        iri,
        label,
        joined(name for name in docket.names([iri]) if name != label),
        joined((*map(said.label, said.objects(CG.runBy).get(iri, ())), *_all(docket, iri, RDFS.comment))),
        joined(said.objects(DCTERMS.type).get(iri, ())),
    )


def _work(docket: Docket, iri: str) -> Entry:
    said = docket.said
    publishers = said.objects(CG.publishedBy).get(iri, ())
    kinds, dates = (said.objects(each).get(iri, ()) for each in (DCTERMS.type, DCTERMS.date))
    return Entry(
        "work",
        iri,
        joined(said.objects(DCTERMS.title).get(iri, ())) or said.label(iri),
        joined((*said.objects(DCTERMS.creator).get(iri, ()), *docket.names(publishers))),
        joined(_all(docket, iri, DCTERMS.identifier, RDFS.comment)),
        joined((*kinds, *map(said.label, publishers), *dates)),
    )


def _paragraphs(docket: Docket, text: str) -> Iterator[Entry]:
    said = docket.said
    starts, ends = said.objects(OA.start), said.objects(OA.end)
    for letter in said.subjects(CG.currentText).get(text, ()):
        if not said.is_a(letter, CG.CommentLetter):
            continue
        by = said.objects(CG.submittedBy).get(letter, ())
        places = sorted(
            (int(first[0]), int(last[0]), each)
            for each in said.subjects(CG.sectionOf).get(letter, ())
            if (first := starts.get(each, ())) and (last := ends.get(each, ()))
        )
        for content in said.objects(CG.content).get(text, ()):
            for start, end in paragraphs(content):
                within = [each for first, last, each in places if first <= start < last]
                yield Entry(
                    "paragraph",
                    text,
                    content[start:end].strip(),
                    joined(chain.from_iterable(said.objects(CG.heading).get(each, ()) for each in within)),
                    joined(docket.names(by)),
                    said.label(letter),
                    start,
                    end,
                    {"respondent": by, "question": union(map(docket.answered, within))},
                )


def _all(docket: Docket, iri: str, *properties: NamedNode) -> Iterator[str]:
    """What the thing has of the properties, one after the other."""
    return (text for each in properties for text in docket.said.objects(each).get(iri, ()))


CLASSES = {
    "claim": CLAIMS,
    "proposition": (CG.Proposition,),
    "question": (CG.Question,),
    "letter": (CG.CommentLetter,),
    "organization": (ORG.Organization,),
    "programme": (CG.Programme,),
    "work": (CG.EvidenceSource,),
}
"""What is of one of the classes has an entry of the kind; a paragraph is nothing by itself."""

_MAKERS: dict[str, Callable[[Docket, str], Entry]] = {
    "claim": _claim,
    "proposition": _proposition,
    "question": _question,
    "letter": _letter,
    "organization": _organization,
    "programme": _programme,
    "work": _work,
}
