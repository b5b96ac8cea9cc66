"""What of the docket a proposed claim comes close to: propositions, and claims of other letters."""

from __future__ import annotations

from collections.abc import Mapping

from claimgraph.ingest.drafts.draft_file import NearClaim, NearProposition
from claimgraph.ingest.drafts.known import Known
from claimgraph.ingest.drafts.similarity import Index, Match

NEAR = 0.2
"""The least score at which a proposition or claim is named; chosen by ``bench/drafts.py``."""

MOST = 5
_LOOKED_AT = 40


def near_propositions(quote: str, known: Known, least: float = NEAR) -> tuple[NearProposition, ...]:
    """The propositions nearest to a quote, by their statements and by what other letters say to them.

    No stance is proposed: which side a claim takes isn't told by the words that it shares.
    """
    found: dict[str, NearProposition] = {}
    for match in known.propositions_index.nearest(quote, _LOOKED_AT, least):
        slug, _, claim = known.worded[match.position]
        if slug in found:
            continue
        where = f"with what {claim} says to it" if claim else "with its statement"
        found[slug] = NearProposition(
            proposition=slug,
            score=round(match.score, 2),
            reason=f"{_shared(known.propositions_index, match, quote)} {where}",
        )
    return tuple(list(found.values())[:MOST])


def near_claims(quote: str, works: Mapping[str, int], known: Known, least: float = NEAR) -> tuple[NearClaim, ...]:
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
    for match in known.claims_index.nearest(quote, MOST, least):
        name = known.claims[match.position].name
        found.setdefault(
            name, NearClaim(claim=name, score=round(match.score, 2), reason=_shared(known.claims_index, match, quote))
        )
    return tuple(sorted(found.values(), key=lambda each: -each.score)[:MOST])


def _shared(index: Index, match: Match, quote: str) -> str:
    words = ", ".join(f'"{word}"' for word in index.shared(match, quote))
    return f"it shares {words}" if words else "it is alike"
