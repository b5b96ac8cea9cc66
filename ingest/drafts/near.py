"""What of the docket a proposed claim comes close to: propositions, and claims of other letters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimgraph.ingest.drafts.draft_file import NearClaim, NearProposition
from claimgraph.ingest.drafts.known import Known
from claimgraph.ingest.drafts.modality import strength
from claimgraph.ingest.drafts.similarity import Index, Match
from claimgraph.ingest.fields import Stance

NEAR = 0.25
"""The least score at which a proposition or claim is named; chosen by ``bench/drafts.py``."""

SURE = 0.45
"""The least score at which a stance is proposed."""

MOST = 5
_LOOKED_AT = 40
_NEGATION = re.compile(
    r"\b(?:not?|never|neither|nor|none|nothing|cannot|without|lacks?|unlikely|hardly|fails?|little)\b|n['’]t\b", re.I
)


def near_propositions(quote: str, known: Known) -> tuple[NearProposition, ...]:
    """The propositions nearest to a quote, by their statements and by what other letters say to them."""
    found: dict[str, NearProposition] = {}
    for match in known.propositions_index.nearest(quote, _LOOKED_AT, NEAR):
        slug, text, claim = known.worded[match.position]
        if slug in found:
            continue
        where = f"with what {claim} says to it" if claim else "with its statement"
        found[slug] = NearProposition(
            proposition=slug,
            stance=_stance(quote, text, match) if claim is None else None,
            score=round(match.score, 2),
            reason=f"{_shared(known.propositions_index, match, quote)} {where}",
        )
    return tuple(list(found.values())[:MOST])


def near_claims(quote: str, works: Mapping[str, int], known: Known) -> tuple[NearClaim, ...]:
    """Claims of other letters that cite the same work as the quote's footnotes, then those nearest in words."""
    found: dict[str, NearClaim] = {}
    for each in known.claims:
        shared = [work for work in works if work in each.works]
        if shared:
            found[each.name] = NearClaim(
                claim=each.name,
                kind="shared-evidence",
                score=1.0,
                reason=f"footnote {works[shared[0]]} and its footnote {each.works[shared[0]]} cite {shared[0]}",
            )
    for match in known.claims_index.nearest(quote, MOST, NEAR):
        name = known.claims[match.position].name
        found.setdefault(
            name, NearClaim(claim=name, score=round(match.score, 2), reason=_shared(known.claims_index, match, quote))
        )
    return tuple(sorted(found.values(), key=lambda each: -each.score)[:MOST])


def _shared(index: Index, match: Match, quote: str) -> str:
    words = ", ".join(f'"{word}"' for word in index.shared(match, quote))
    return f"it shares {words}" if words else "it is alike"


def _stance(quote: str, statement: str, match: Match) -> Stance | None:
    """``affirms`` where quote and statement are near, equally strong, and negate alike; otherwise it is left open."""
    if match.score < SURE or strength(quote).modality != strength(statement).modality:
        return None
    negations = [len(_NEGATION.findall(text)) for text in (quote, statement)]
    return "affirms" if negations[0] % 2 == negations[1] % 2 else None
