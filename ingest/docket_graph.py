"""What the letters of a docket share, as one graph: questions, organisations, works, propositions, alignments."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import NamedNode

from claimgraph.ingest.corpus import Corpus, File
from claimgraph.ingest.docket_files import Alignments, Docket, Organizations, Programmes, Propositions, Sources
from claimgraph.ingest.errors import Location
from claimgraph.ingest.graph import Graph, GraphDraft, date, integer, text, uri
from claimgraph.ingest.sources import host, identifier_iris
from claimgraph.ontology import CG, DCTERMS, ORG, PROV, RDF, RDFS, SKOS, Iris

ALIGNMENT_CLASSES = {
    "agreement": CG.Agreement,
    "partial-agreement": CG.PartialAgreement,
    "qualified-agreement": CG.QualifiedAgreement,
    "disagreement": CG.Disagreement,
    "shared-evidence": CG.SharedEvidence,
}


def docket_graph(corpus: Corpus, respondents: Collection[str]) -> Graph:
    """The graph of what the corpus's letters share, and of who sent them in: the slugs of organisations."""
    iris = Iris(corpus.base)
    draft = GraphDraft(iris.docket_graph())
    if corpus.docket:
        _describe_request(draft, iris, corpus.docket)
    else:
        _stand_in(draft, iris, corpus)
    _describe_organizations(draft, iris, corpus.organizations)
    for slug in respondents:
        draft.relate(iris.organization(slug), (RDF.type, [CG.Respondent]))
    _describe_sources(draft, iris, corpus.sources)
    _describe_programmes(draft, iris, corpus.programmes)
    _describe_propositions(draft, iris, corpus.propositions)
    _describe_alignments(draft, iris, corpus.alignments)
    return draft.graph()


def describe_location(draft: GraphDraft, iris: Iris, url: str, origin: Location) -> None:
    """Describe a web address."""
    draft.describe(iris.location(url), origin, [CG.WebLocation], url, (CG.url, uri(url)), (CG.host, text(host(url))))


def _describe_request(draft: GraphDraft, iris: Iris, file: File[Docket]) -> None:
    docket, request = file.content, file.content.request
    draft.describe(
        iris.docket(),
        file.at(),
        [CG.Docket],
        f"Docket {docket.identifier}",
        (DCTERMS.identifier, text(docket.identifier)),
        (DCTERMS.title, text(docket.title)),
        (CG.openedBy, [iris.organization(docket.opened_by)]),
    )
    draft.describe(
        iris.request(),
        file.at("request"),
        [CG.RequestForComment],
        request.title,
        (CG.inDocket, [iris.docket()]),
        (DCTERMS.title, text(request.title)),
        (DCTERMS.identifier, text(*request.identifiers)),
        (DCTERMS.issued, date(request.issued)),
        (CG.commentsDue, date(request.comments_due)),
    )
    for i, question in enumerate(docket.questions):
        draft.describe(
            iris.question(question.notation),
            file.at("questions", i),
            [CG.Question, SKOS.Concept],
            f"Question {question.notation}",
            (SKOS.notation, text(question.notation)),
            (CG.questionText, text(question.text)),
            (CG.askedIn, [iris.request()]),
            (CG.position, integer(i + 1)),
            (CG.subQuestionOf, [iris.question(question.part_of)] if question.part_of else []),
        )


def _stand_in(draft: GraphDraft, iris: Iris, corpus: Corpus) -> None:
    """Say that there are a docket and a request, and that nobody has described them."""
    origin = Location(str(corpus.folder), 1)
    missing = text("There is no docket.yaml: this stands in for what it would say.")
    name = corpus.identifier
    draft.describe(
        iris.docket(),
        origin,
        [CG.Docket],
        f"Letters in the folder “{name}”",
        (DCTERMS.identifier, text(name)),
        (DCTERMS.title, text(f"Letters in the folder “{name}”")),
        (RDFS.comment, missing),
        (CG.reviewStatus, [CG.Unreviewed]),
    )
    draft.describe(
        iris.request(),
        origin,
        [CG.RequestForComment],
        "The request that the letters answer (not described)",
        (CG.inDocket, [iris.docket()]),
        (DCTERMS.title, text("The request that the letters answer (not described)")),
        (RDFS.comment, missing),
        (CG.reviewStatus, [CG.Unreviewed]),
    )


def _describe_organizations(draft: GraphDraft, iris: Iris, file: File[Organizations]) -> None:
    for i, organization in enumerate(file.content.organizations):
        draft.describe(
            iris.organization(organization.slug),
            file.at("organizations", i),
            [ORG.Organization],
            organization.name,
            (SKOS.altLabel, text(*organization.alternatives)),
            (DCTERMS.type, text(organization.kind)),
            (ORG.subOrganizationOf, [iris.organization(organization.parent)] if organization.parent else []),
            (CG.host, text(*organization.hosts)),
            (RDFS.comment, text(organization.note)),
        )


def _describe_sources(draft: GraphDraft, iris: Iris, file: File[Sources]) -> None:
    for i, source in enumerate(file.content.sources):
        draft.describe(
            iris.source(source.slug),
            file.at("sources", i),
            [CG.EvidenceSource],
            source.title,
            (DCTERMS.title, text(source.title)),
            (DCTERMS.type, text(source.kind)),
            (CG.publishedBy, [iris.organization(source.publisher)] if source.publisher else []),
            (DCTERMS.creator, text(*source.authors)),
            (DCTERMS.date, date(source.date)),
            (DCTERMS.identifier, text(*source.identifiers)),
            (SKOS.exactMatch, [NamedNode(iri) for iri in identifier_iris(source)]),
            (RDFS.comment, text(source.note)),
            (CG.hasLocation, [iris.location(url) for url in source.urls]),
        )
        for j, url in enumerate(source.urls):
            describe_location(draft, iris, url, file.at("sources", i, "urls", j))


def _describe_programmes(draft: GraphDraft, iris: Iris, file: File[Programmes]) -> None:
    for i, programme in enumerate(file.content.programmes):
        draft.describe(
            iris.programme(programme.slug),
            file.at("programmes", i),
            [CG.Programme],
            programme.name,
            (SKOS.altLabel, text(*programme.alternatives)),
            (DCTERMS.type, text(programme.kind)),
            (CG.runBy, [iris.organization(programme.run_by)] if programme.run_by else []),
            (CG.describedBy, [iris.source(slug) for slug in programme.sources]),
            (RDFS.comment, text(programme.note)),
        )


def _describe_propositions(draft: GraphDraft, iris: Iris, file: File[Propositions]) -> None:
    for i, topic in enumerate(file.content.topics):
        draft.describe(iris.topic(topic.slug), file.at("topics", i), [CG.Topic, SKOS.Concept], topic.label)
    for i, proposition in enumerate(file.content.propositions):
        draft.describe(
            iris.proposition(proposition.slug),
            file.at("propositions", i),
            [CG.Proposition, SKOS.Concept],
            proposition.statement,
            (CG.statement, text(proposition.statement)),
            (CG.topic, [iris.topic(proposition.topic)]),
            (SKOS.broader, [iris.proposition(slug) for slug in proposition.broader]),
            (CG.contradicts, [iris.proposition(slug) for slug in proposition.contradicts]),
            (RDFS.comment, text(proposition.note)),
        )


def _describe_alignments(draft: GraphDraft, iris: Iris, file: File[Alignments]) -> None:
    for i, alignment in enumerate(file.content.alignments):
        draft.describe(
            iris.alignment(alignment.slug),
            file.at("alignments", i),
            [CG.Alignment, ALIGNMENT_CLASSES[alignment.kind]],
            f"{alignment.kind.replace('-', ' ').capitalize()}: {alignment.slug.replace('-', ' ')}",
            (CG.onProposition, [iris.proposition(alignment.proposition)] if alignment.proposition else []),
            (CG.sharesSource, [iris.source(slug) for slug in alignment.sources]),
            (CG.aligns, [iris.claim(*claim.split("/")) for claim in alignment.claims]),
            (CG.justification, text(alignment.justification)),
            (CG.reviewStatus, [CG.Reviewed]),
            (PROV.wasAttributedTo, [iris.organization(alignment.by)]),
            (CG.confidence, text(alignment.confidence)),
            (DCTERMS.date, date(alignment.date)),
        )
