"""Drafts of annotations: what a program proposes, for a curator to accept, change or reject.

`LetterDraft` is the model of ``letters/SLUG.draft.yaml``; a build reads no drafts. The steps that make one are in
modules of their own, since they load numpy: `known.known_docket`, `propose.draft_letter`, `write.draft_text`.
"""

from claimgraph.ingest.corpus import DRAFT_SUFFIX
from claimgraph.ingest.drafts.draft_file import (
    LEAST,
    DraftClaim,
    DraftHead,
    LetterDraft,
    NearClaim,
    NearProposition,
    Proposal,
)

__all__ = [
    "DRAFT_SUFFIX",
    "LEAST",
    "DraftClaim",
    "DraftHead",
    "LetterDraft",
    "NearClaim",
    "NearProposition",
    "Proposal",
]
