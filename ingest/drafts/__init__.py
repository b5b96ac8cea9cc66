"""Drafts of annotations: what a program proposes, for a curator to accept, change or reject.

    known_docket -> draft_letter    from what a docket knows and a letter to its draft
                 -> draft_text      the draft as the file's text

`LetterDraft` is the model of ``letters/SLUG.draft.yaml``; a build reads no drafts.
"""

from claimgraph.ingest.corpus import DRAFT_SUFFIX
from claimgraph.ingest.drafts.draft_file import (
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
