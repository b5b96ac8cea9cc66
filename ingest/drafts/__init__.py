"""Drafts of annotations: what a program proposes, for a curator to accept, change or reject.

`LetterDraft` is the model of ``letters/SLUG.draft.yaml``; a build reads no drafts.
"""

from claimgraph.ingest.drafts.draft_file import (
    DRAFT_SUFFIX,
    DraftClaim,
    DraftHead,
    LetterDraft,
    NearClaim,
    NearProposition,
    Proposal,
)

__all__ = [
    "DRAFT_SUFFIX",
    "DraftClaim",
    "DraftHead",
    "LetterDraft",
    "NearClaim",
    "NearProposition",
    "Proposal",
]
