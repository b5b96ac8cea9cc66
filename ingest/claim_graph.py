"""What a letter claims, added to its graph: claims, each with its passages, and those that it makes no longer."""

from __future__ import annotations

from collections import defaultdict
from textwrap import shorten

from pyoxigraph import NamedNode

from claimgraph.ingest.annotations import Claim
from claimgraph.ingest.graph import GraphDraft, text
from claimgraph.ingest.passages import Passages
from claimgraph.ingest.sources import Citation
from claimgraph.ontology import CG, CITO, RDFS, Iris

CLAIM_CLASSES = {
    "factual": (CG.FactualClaim,),
    "value": (CG.ValueClaim,),
    "policy": (CG.PolicyClaim,),
    "recommendation": (CG.PolicyClaim, CG.Recommendation),
    "definitional": (CG.DefinitionalClaim,),
    "self-report": (CG.SelfReport,),
}
STANCES = {"affirms": CG.affirms, "denies": CG.denies, "qualifies": CG.qualifies}
MODALITIES = {
    "asserted": CG.Asserted,
    "probable": CG.Probable,
    "possible": CG.Possible,
    "required": CG.Required,
    "advised": CG.Advised,
    "optional": CG.Optional,
}

LABEL = 80
"""How many characters of its words a claim's label has."""


def describe_claims(passages: Passages) -> None:
    """Describe the letter's claims, and what earlier versions of its text claimed and the current one doesn't."""
    draft, iris, read = passages.draft, passages.iris, passages.read
    citations: dict[int, list[Citation]] = defaultdict(list)
    for citation in read.citations:
        citations[citation.footnote].append(citation)
    for i, claim, anchored in read.claims:
        subject = iris.claim(read.slug, claim.slug)
        origin = read.annotation.at("claims", i)
        backing = [citation for reference in claim.references for citation in citations[reference.number]]
        condition = read.anchors.get(("claims", i, "condition"))
        draft.describe(
            subject,
            origin,
            [CG.Claim, *CLAIM_CLASSES[claim.type]],
            _label(passages.name, anchored.words),
            (CG.madeBy, [iris.organization(slug) for slug in read.annotation.content.respondents]),
            (CG.statedIn, [passages.section(anchored.spans[0].start)]),
            (CG.assertedIn, [*passages.describe(anchored, origin), *_earlier_passages(passages, i)]),
            (CG.quote, text(anchored.words)),
            (STANCES[claim.stance], [iris.proposition(claim.proposition)]),
            (CG.topic, [iris.topic(claim.topic)]),
            (CG.modality, [MODALITIES[claim.modality]]),
            (CG.modalityCue, text(claim.cue)),
            (CG.condition, text(condition.words if condition else None)),
            (CG.conditionStatedIn, passages.describe(condition, origin) if condition else []),
            (CG.addressedTo, [iris.organization(slug) for slug in claim.addressees]),
            (CG.mentions, [iris.programme(slug) for slug in claim.programmes]),
            (CG.definesTerm, text(*claim.defines)),
            (CG.hasCitation, [iris.citation(read.slug, c.footnote, c.position) for c in backing]),
            (RDFS.comment, text(claim.note)),
        )
        _relate_functions(draft, iris, read.slug, subject, claim, citations)
    _describe_former_claims(passages)


def _describe_former_claims(passages: Passages) -> None:
    iris, read = passages.iris, passages.read
    for i, claim in enumerate(read.annotation.content.claims):
        if ("claims", i) in read.anchors:
            continue
        last = next(version for version in reversed(read.earlier) if i in version.claims)
        passages.draft.describe(
            iris.claim(read.slug, claim.slug),
            read.annotation.at("claims", i),
            [CG.FormerClaim],
            _label(passages.name, last.claims[i].words),
            (CG.formerlyIn, _earlier_passages(passages, i)),
            (CG.formerQuote, text(last.claims[i].words)),
            (CG.formerlyOn, [iris.proposition(claim.proposition)]),
        )


def _earlier_passages(passages: Passages, number: int) -> list[NamedNode]:
    """The passages of earlier texts that make the claim."""
    origin = passages.read.annotation.at("claims", number)
    return [
        passage
        for version in passages.read.earlier
        if number in version.claims
        for passage in passages.describe(version.claims[number], origin, version.letter)
    ]


def _label(name: str, words: str) -> str:
    return f"{name}: {shorten(words, LABEL, placeholder=' …')}"


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
