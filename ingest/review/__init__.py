"""Reviewing a draft: a curator accepts, edits or rejects what a program proposed of a letter.

    yaml_nodes, yaml_writing -> yaml_lists, yaml_entries    one entry of a file changed, the rest left as it is
    changes                                                 the same as records that can be taken back
    corpus_reader -> desk -> decisions                      what lies there, and what a decision makes of it
    fitness -> checks                                       whether a build would take it
    session                                                 one decision after another, each written at once
    sheet                                                   what a curator has to see of a claim

Only `Session` writes, through the `Files` that it is given.
"""

from claimgraph.ingest.review.corpus_reader import CorpusReader
from claimgraph.ingest.review.decisions import Edits, NewAlignment, NewOrganization, NewProposition
from claimgraph.ingest.review.desk import Desk
from claimgraph.ingest.review.fields import (
    ALIGNMENT_KINDS,
    CHOICES,
    CONFIDENCES,
    EDITABLE,
    ORGANIZATION_KINDS,
    from_line,
)
from claimgraph.ingest.review.placing import alignment_slug
from claimgraph.ingest.review.session import Files, Progress, Session
from claimgraph.ingest.review.sheet import Candidate, Near, Sheet, sheet, shown_fields, undecided

__all__ = [
    "ALIGNMENT_KINDS",
    "CHOICES",
    "CONFIDENCES",
    "EDITABLE",
    "ORGANIZATION_KINDS",
    "Candidate",
    "CorpusReader",
    "Desk",
    "Edits",
    "Files",
    "Near",
    "NewAlignment",
    "NewOrganization",
    "NewProposition",
    "Progress",
    "Session",
    "Sheet",
    "alignment_slug",
    "from_line",
    "sheet",
    "shown_fields",
    "undecided",
]
