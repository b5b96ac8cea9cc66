"""The works, publishers and respondents that programs found in a docket's letters, as one graph; none is reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from pyoxigraph import NamedNode

from claimgraph.ingest.docket_files import Organization
from claimgraph.ingest.docket_graph import describe_location
from claimgraph.ingest.errors import Location
from claimgraph.ingest.graph import Graph, GraphDraft, date, text
from claimgraph.ingest.survey.gather import Survey
from claimgraph.ingest.survey.joined import organizations_of
from claimgraph.ingest.works import SCHEMES, Identifier, Work, ancestors, load_parents
from claimgraph.ontology import CG, DCTERMS, ORG, RDF, SKOS, Iris

_IRIS = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/"}
_PLAIN = "/:;().,_-+!*'@~$&="
_NO_IDENTIFIERS = ("web", "words", "literal")


def shared_graph(
    iris: Iris,
    found: Survey,
    organizations: Iterable[Organization],
    cited: Iterable[Work],
    agency: str | None,
    folder: Location,
) -> Graph:
    """What the docket's letters share and no file of the corpus describes; ``cited`` are the works that they cite.

    ``agency`` is who opened the docket, which the table of publishers may have to describe.
    """
    draft = GraphDraft(iris.works_graph())
    described = {each.slug for each in organizations}
    origins = {each.file.slug: Location(str(each.file.path), 1) for each in found.letters}
    publishers: dict[str, Location] = {agency: folder} if agency else {}
    for work in sorted(cited, key=lambda each: each.slug):
        if work.slug not in found.described:
            origin = origins.get(work.references[0].letter, folder)
            _describe_work(draft, iris, work, origin)
            if work.publisher:
                publishers.setdefault(work.publisher, origin)
    for slug, respondent in sorted(found.respondents.items()):
        if respondent.organization:
            iri = iris.organization(respondent.organization)
            publishers.setdefault(respondent.organization, origins[slug])
            draft.relate(iri, (RDF.type, [CG.Respondent]))
    senders = organizations_of(found.joined)
    for slug, (_, origin) in sorted(senders.items()):
        publishers.setdefault(slug, origin)
    parents = load_parents()
    for slug, origin in tuple(publishers.items()):
        # What a file of the corpus describes has the parent that the file gives it, or none.
        for upper in ancestors(slug, {child: parent for child, parent in parents.items() if child not in described}):
            publishers.setdefault(upper, origin)
    lines = {line.slug: line for line in found.publishers.lines.values()}
    names = {slug: name for slug, (name, _) in senders.items()}
    names |= {each.organization: each.name for each in found.respondents.values() if each.organization}
    for slug, origin in sorted(publishers.items()):
        if slug in described:
            continue
        line = lines.get(slug)
        draft.describe(
            iris.organization(slug),
            origin,
            [ORG.Organization],
            line.name if line else names.get(slug, slug),
            (DCTERMS.type, text(line.kind if line else None)),
            (ORG.subOrganizationOf, [iris.organization(parents[slug])] if slug in parents else []),
            (CG.reviewStatus, [CG.Unreviewed]),
        )
    return draft.graph()


def _describe_work(draft: GraphDraft, iris: Iris, work: Work, origin: Location) -> None:
    for url in work.addresses:
        describe_location(draft, iris, url, origin)
    numbers = [key for key in work.keys if key.scheme not in _NO_IDENTIFIERS]
    draft.describe(
        iris.source(work.slug),
        origin,
        [CG.EvidenceSource],
        work.label,
        (DCTERMS.title, text(work.title)),
        (CG.publishedBy, [iris.organization(work.publisher)] if work.publisher else []),
        (DCTERMS.creator, text(*work.authors)),
        (DCTERMS.date, date(work.year)),
        (DCTERMS.identifier, text(*(_written(key) for key in numbers))),
        (
            SKOS.exactMatch,
            [NamedNode(_IRIS[key.scheme] + quote(key.value, safe=_PLAIN)) for key in numbers if key.scheme in _IRIS],
        ),
        (CG.hasLocation, [iris.location(url) for url in work.addresses]),
        (CG.reviewStatus, [CG.Unreviewed]),
    )


def _written(key: Identifier) -> str:
    """An identifier with the name of its kind in front."""
    return f"{SCHEMES.get(key.scheme, key.scheme)} {key.value}"
