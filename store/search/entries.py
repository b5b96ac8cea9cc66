"""An entry for everything in a docket that can be found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pyoxigraph import Store

from claimgraph.ontology import CG, DCTERMS, FOAF, OA, ORG, RDFS
from claimgraph.store.search.docket import STANCES, Docket
from claimgraph.store.search.entry import Entry, joined
from claimgraph.store.search.paragraphs import paragraphs
from claimgraph.store.search.statements import Statements


def entries(store: Store) -> Iterator[Entry]:
    """The store's entries, in the order of KINDS, then of their IRIs, then of their places in a text."""
    docket = Docket(Statements(store))
    for part in (
        _claims,
        _propositions,
        _questions,
        _letters,
        _organizations,
        _programmes,
        _works,
        _paragraphs,
    ):
        yield from part(docket)


def labels(store: Store) -> dict[str, tuple[int, str]]:
    """The labels of respondents, questions and topics by IRI, each after its place in an order of its own."""
    docket = Docket(Statements(store))
    said, places = docket.said, docket.said.objects(CG.position)
    found = {each: (0, said.label(each)) for each in (*docket.respondents, *said.members(CG.Topic))}
    for each in said.members(CG.Question):
        found[each] = (int(next(iter(places.get(each, ())), "0")), said.label(each))
    return found


def _claims(docket: Docket) -> Iterator[Entry]:
    said = docket.said
    quotes, statements = said.objects(CG.quote), said.objects(CG.statement)
    taken = [said.objects(relation) for relation in STANCES.values()]
    others = [said.objects(each) for each in (CG.condition, CG.definesTerm, RDFS.comment)]
    for claim, facets in docket.claims.items():
        on = [proposition for each in taken for proposition in each.get(claim, ())]
        told = (text for each in others for text in each.get(claim, ()))
        yield Entry(
            "claim",
            claim,
            joined(quotes.get(claim, ())) or said.label(claim),
            joined(text for each in on for text in statements.get(each, ())),
            joined((*docket.names(facets["respondent"]), *map(said.label, facets["topic"]), *told)),
            facets=facets,
        )


def _propositions(docket: Docket) -> Iterator[Entry]:
    said = docket.said
    statements, topics, comments = (said.objects(each) for each in (CG.statement, CG.topic, RDFS.comment))
    for each in said.members(CG.Proposition):
        about = topics.get(each, ())
        yield Entry(
            "proposition",
            each,
            joined(statements.get(each, ())) or said.label(each),
            joined(map(said.label, about)),
            joined(comments.get(each, ())),
            facets={**docket.gathered(docket.claimed.get(each, ()), "respondent", "question"), "topic": about},
        )


def _questions(docket: Docket) -> Iterator[Entry]:
    texts = docket.said.objects(CG.questionText)
    for each in docket.said.members(CG.Question):
        label = docket.said.label(each)
        found = docket.with_parents([each])
        yield Entry("question", each, joined(texts.get(each, ())) or label, label, facets={"question": found})


def _letters(docket: Docket) -> Iterator[Entry]:
    said = docket.said
    signed, names, sections = said.objects(CG.signedBy), said.objects(FOAF.name), said.subjects(CG.sectionOf)
    others = [said.objects(each) for each in (DCTERMS.identifier, CG.addressee)]
    dates = said.objects(DCTERMS.date)
    for letter in said.members(CG.CommentLetter):
        by = docket.submitters.get(letter, ())
        people = (name for each in signed.get(letter, ()) for name in (*names.get(each, ()), said.label(each)))
        told = (text for each in others for text in each.get(letter, ()))
        answered = {each for section in sections.get(letter, ()) for each in docket.answers.get(section, ())}
        yield Entry(
            "letter",
            letter,
            said.label(letter),
            joined(docket.names(by)),
            joined((*people, *told)),
            joined(dates.get(letter, ())),
            facets={"respondent": by, "question": tuple(sorted(answered))},
        )


def _organizations(docket: Docket) -> Iterator[Entry]:
    said = docket.said
    kinds, published = said.objects(DCTERMS.type), said.subjects(CG.publishedBy)
    others = [said.objects(each) for each in (CG.host, RDFS.comment)]
    for each in said.members(ORG.Organization):
        citing = {by for work in published.get(each, ()) for by in docket.citers.get(work, ())}
        yield Entry(
            "organization",
            each,
            said.label(each),
            joined(name for name in docket.names([each]) if name != said.label(each)),
            joined(text for values in others for text in values.get(each, ())),
            joined(kinds.get(each, ())),
            facets={"respondent": tuple(sorted(citing | ({each} & docket.respondents)))},
        )


def _programmes(docket: Docket) -> Iterator[Entry]:
    said = docket.said
    kinds, runners, comments = (said.objects(each) for each in (DCTERMS.type, CG.runBy, RDFS.comment))
    mentioned = said.subjects(CG.mentions)
    for each in said.members(CG.Programme):
        claims = docket.gathered(mentioned.get(each, ()), "respondent", "question", "topic")
        yield Entry(
            "programme",
            each,
            said.label(each),
            joined(name for name in docket.names([each]) if name != said.label(each)),
            joined((*map(said.label, runners.get(each, ())), *comments.get(each, ()))),
            joined(kinds.get(each, ())),
            facets=claims,
        )


def _works(docket: Docket) -> Iterator[Entry]:
    said = docket.said
    titles, kinds, dates = (said.objects(each) for each in (DCTERMS.title, DCTERMS.type, DCTERMS.date))
    authors, publishers = said.objects(DCTERMS.creator), said.objects(CG.publishedBy)
    others = [said.objects(each) for each in (DCTERMS.identifier, RDFS.comment)]
    for each in said.members(CG.EvidenceSource):
        by = [said.label(publisher) for publisher in publishers.get(each, ())]
        told = (text for values in others for text in values.get(each, ()))
        yield Entry(
            "work",
            each,
            joined(titles.get(each, ())) or said.label(each),
            joined((*authors.get(each, ()), *docket.names(publishers.get(each, ())))),
            joined(told),
            joined((*kinds.get(each, ()), *by, *dates.get(each, ()))),
            facets={
                **docket.gathered(docket.backed.get(each, ()), "question", "topic"),
                "respondent": docket.citers.get(each, ()),
            },
        )


def _paragraphs(docket: Docket) -> Iterator[Entry]:
    said = docket.said
    contents, versions = said.objects(CG.content), said.objects(CG.currentText)
    headings, sections = said.objects(CG.heading), said.subjects(CG.sectionOf)
    starts, ends = said.objects(OA.start), said.objects(OA.end)
    for letter in said.members(CG.CommentLetter):
        by = docket.submitters.get(letter, ())
        places = sorted(
            (int(starts[each][0]), int(ends[each][0]), each)
            for each in sections.get(letter, ())
            if each in starts and each in ends
        )
        texts = [(text, content) for text in versions.get(letter, ()) for content in contents.get(text, ())]
        for text, content in texts:
            for start, end in paragraphs(content):
                within = [each for first, last, each in places if first <= start < last]
                yield Entry(
                    "paragraph",
                    text,
                    content[start:end].strip(),
                    joined(chain.from_iterable(headings.get(each, ()) for each in within)),
                    joined(docket.names(by)),
                    said.label(letter),
                    start,
                    end,
                    {
                        "respondent": by,
                        "question": tuple(sorted({q for each in within for q in docket.answers.get(each, ())})),
                    },
                )
