"""What a letter tells of people and ties, and what of it no claim is made of, added to the letter's graph."""

from __future__ import annotations

from claimgraph.ingest.docket_graph import describe_location
from claimgraph.ingest.graph import text
from claimgraph.ingest.passages import Passages
from claimgraph.ontology import CG, FOAF, ORG, RDF, RDFS


def describe_affiliations(passages: Passages, names: dict[str, str]) -> None:
    """Describe the ties that the letter discloses; ``names`` are organisations' names by slug."""
    draft, iris, read = passages.draft, passages.iris, passages.read
    for i, tie in enumerate(read.annotation.content.affiliations):
        origin = read.annotation.at("affiliations", i)
        if tie.url:
            describe_location(draft, iris, tie.url, origin)
        for respondent in [tie.respondent] if tie.respondent else read.annotation.content.respondents:
            draft.describe(
                iris.affiliation(respondent, tie.organization),
                origin,
                [CG.Affiliation],
                f"{names[respondent]}, {tie.kind.replace('-', ' ')}: {names[tie.organization]}",
                (CG.affiliate, [iris.organization(respondent)]),
                (CG.affiliatedWith, [iris.organization(tie.organization)]),
                (CG.affiliationKind, text(tie.kind)),
                (CG.disclosedIn, passages.describe(read.anchors["affiliations", i], origin)),
                (CG.disclosureLocation, [iris.location(tie.url)] if tie.url else []),
                (RDFS.comment, text(tie.note)),
            )


def describe_people(passages: Passages) -> None:
    """Describe the people whom the letter names; whoever signed may be one that the reader of the text found too."""
    iris, read = passages.iris, passages.read
    for i, person in enumerate(read.annotation.content.people):
        origin = read.annotation.at("people", i)
        subject = iris.person(read.slug, person.name)
        passages.draft.describe(
            subject,
            origin,
            [FOAF.Person],
            person.name,
            (FOAF.name, text(person.name)),
            (CG.role, text(person.role)),
            (CG.appearsAs, text(person.part)),
            (CG.namedIn, passages.describe(read.anchors["people", i], origin)),
            (ORG.memberOf, [iris.organization(person.organization)] if person.organization else []),
        )
        if person.part == "signatory":
            passages.draft.relate(iris.letter(read.slug), (CG.signedBy, [subject]))


def describe_omissions(passages: Passages) -> None:
    """Say of each passage of which no claim is made why that is so."""
    for i, omission in enumerate(passages.read.annotation.content.omissions):
        origin = passages.read.annotation.at("omissions", i)
        for passage in passages.describe(passages.read.anchors["omissions", i], origin):
            passages.draft.relate(
                passage,
                (RDF.type, [CG.OmittedPassage]),
                (CG.omissionReason, text(omission.reason)),
                (RDFS.comment, text(omission.note)),
            )
