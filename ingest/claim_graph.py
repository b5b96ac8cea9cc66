"""What a letter's annotation says, added to the letter's graph: claims with their passages, and disclosed ties."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from textwrap import shorten

from pyoxigraph import NamedNode

from claimgraph.ingest.anchors import Anchored
from claimgraph.ingest.annotations import Claim
from claimgraph.ingest.docket_graph import describe_location
from claimgraph.ingest.errors import Location
from claimgraph.ingest.graph import GraphDraft, integer, text
from claimgraph.ingest.letters import AnchoredLetter
from claimgraph.ingest.models import Span
from claimgraph.ingest.sources import Citation
from claimgraph.ontology import CG, CITO, OA, RDFS, Iris

CLAIM_CLASSES = {
    "factual": (CG.FactualClaim,),
    "value": (CG.ValueClaim,),
    "policy": (CG.PolicyClaim,),
    "recommendation": (CG.PolicyClaim, CG.Recommendation),
    "definitional": (CG.DefinitionalClaim,),
    "self-report": (CG.SelfReport,),
}
STANCES = {"affirms": CG.affirms, "denies": CG.denies, "qualifies": CG.qualifies}

LABEL = 80
"""How many characters of its words a claim's label has."""

AROUND = 32
"""How many code points before and after a passage its prefix and suffix hold."""


def describe_claims(draft: GraphDraft, iris: Iris, read: AnchoredLetter, name: str) -> None:
    """Describe the letter's claims; ``name`` is what its respondents are called."""
    citations: dict[int, list[Citation]] = defaultdict(list)
    for citation in read.citations:
        citations[citation.footnote].append(citation)
    for i, (claim, anchored) in enumerate(read.claims):
        subject = iris.claim(read.slug, claim.slug)
        origin = read.annotation.at("claims", i)
        backing = [citation for reference in claim.references for citation in citations[reference.number]]
        draft.describe(
            subject,
            origin,
            [CG.Claim, *CLAIM_CLASSES[claim.type]],
            f"{name}: {shorten(anchored.words, LABEL, placeholder=' …')}",
            (CG.madeBy, [iris.organization(slug) for slug in read.annotation.content.respondents]),
            (CG.statedIn, [section_at(iris, read, anchored.spans[0].start)]),
            (CG.assertedIn, _describe_passages(draft, iris, read, anchored, origin, name)),
            (CG.quote, text(anchored.words)),
            (STANCES[claim.stance], [iris.proposition(claim.proposition)]),
            (CG.topic, [iris.topic(claim.topic)]),
            (CG.hasCitation, [iris.citation(read.slug, c.footnote, c.position) for c in backing]),
            (RDFS.comment, text(claim.note)),
        )
        _relate_functions(draft, iris, read.slug, subject, claim, citations)


def describe_affiliations(
    draft: GraphDraft, iris: Iris, read: AnchoredLetter, names: dict[str, str], name: str
) -> None:
    """Describe the ties that the letter discloses; ``names`` are organisations' names by slug."""
    for i, (tie, anchored) in enumerate(read.affiliations):
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
                (CG.disclosedIn, _describe_passages(draft, iris, read, anchored, origin, name)),
                (CG.disclosureLocation, [iris.location(tie.url)] if tie.url else []),
                (RDFS.comment, text(tie.note)),
            )


def section_at(iris: Iris, read: AnchoredLetter, offset: int) -> NamedNode:
    """The section in which a code point of the letter stands."""
    index = bisect_right([section.start for section in read.letter.sections], offset) - 1
    return iris.section(read.slug, read.letter.sections[index].number)


def _relate_functions(
    draft: GraphDraft, iris: Iris, slug: str, claim: NamedNode, annotated: Claim, citations: dict[int, list[Citation]]
) -> None:
    """Say by CiTO's property how the claim uses each work it cites, where the annotation says so."""
    for reference in annotated.references:
        if reference.function is None:
            continue
        function = CITO[reference.function]
        for citation in citations[reference.number]:
            node = iris.citation(slug, citation.footnote, citation.position)
            draft.relate(node, (CITO.hasCitationCharacterization, [function]))
            draft.relate(claim, (function, [iris.source(citation.source)] if citation.source else []))


def _describe_passages(
    draft: GraphDraft, iris: Iris, read: AnchoredLetter, anchored: Anchored, origin: Location, name: str
) -> list[NamedNode]:
    return [_describe_passage(draft, iris, read, span, origin, name) for span in anchored.spans]


def _describe_passage(
    draft: GraphDraft, iris: Iris, read: AnchoredLetter, span: Span, origin: Location, name: str
) -> NamedNode:
    letter = read.letter
    subject = iris.passage(read.slug, letter.text_sha256, span.start, span.end)
    draft.describe(
        subject,
        origin,
        [CG.Passage, OA.TextQuoteSelector, OA.TextPositionSelector],
        f"{name}, characters {span.start} to {span.end}",
        (CG.inText, [iris.text(read.slug, letter.text_sha256)]),
        (CG.inSection, [section_at(iris, read, span.start)]),
        (OA.exact, text(letter.text[span.start : span.end])),
        (OA.prefix, text(letter.text[max(0, span.start - AROUND) : span.start])),
        (OA.suffix, text(letter.text[span.end : span.end + AROUND])),
        (OA.start, integer(span.start)),
        (OA.end, integer(span.end)),
    )
    return subject
