"""What a program proposes of one letter: the typed models of ``letters/SLUG.draft.yaml``.

The file has the shape of ``letters/SLUG.yaml``, so that what a curator accepts moves there unchanged, but for the
``draft`` mappings. The format is described in ``docs/annotation-format.md``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from claimgraph.ingest.annotations import Claim, ClaimWords, FileName
from claimgraph.ingest.fields import AlignmentKind, Day, Notation, Slug, Stance, Text
from claimgraph.ingest.record import Record

LEAST = 0.4
"""The least score at which a sentence is proposed; chosen by ``bench/drafts.py``."""

Status = Literal["proposed", "accepted", "rejected"]
Score = Annotated[float, Field(ge=0, le=1, description="from 0 to 1, two decimals")]


class NearProposition(Record):
    """A proposition of the docket that a proposed claim comes close to; its stance may be left open."""

    proposition: Slug
    stance: Stance | None = None
    score: Score
    reason: Text


class NearClaim(Record):
    """A claim of another letter with which a proposed claim may be aligned; a kind is given only where it is plain."""

    claim: Annotated[str, Field(pattern=r"^[a-z0-9.-]+/[a-z0-9.-]+$", description="letter/claim")]
    kind: AlignmentKind | None = None
    score: Score
    reason: Text


class Proposal(Record):
    """Why a claim is proposed, what it comes close to, and what a curator made of it.

    ``questions`` are the notations of the questions that its section answers, ``line`` is where its quote begins in the
    text. ``by``, ``date`` and ``because`` are the curator's, once ``status`` is no longer ``proposed``.
    """

    score: Score
    status: Status = "proposed"
    by: Slug | None = None
    date: Day | None = None
    because: Text | None = None
    proposed_by: Text
    line: Annotated[int, Field(ge=1)]
    section: Text | None = None
    questions: tuple[Notation, ...] = ()
    reasons: Annotated[tuple[Text, ...], Field(min_length=1)]
    near: tuple[NearProposition, ...] = ()
    alignments: tuple[NearClaim, ...] = ()


class DraftClaim(ClaimWords):
    """A proposed claim: a claim whose stance, proposition and topic are open until it is accepted."""

    stance: Stance | None = None
    proposition: Slug | None = None
    topic: Slug | None = None
    draft: Proposal

    @model_validator(mode="after")
    def _accepted_is_whole(self) -> DraftClaim:
        lacking = [name for name in ("stance", "proposition", "topic") if getattr(self, name) is None]
        if self.draft.status == "accepted" and lacking:
            raise ValueError(
                f"an accepted claim needs {' and '.join(lacking)}: add what is missing, or leave it proposed"
            )
        return self

    def accepted(self) -> Claim:
        """The claim as it goes into the annotation; pydantic's ValidationError where something is still open."""
        given: dict[str, Any] = self.model_dump(by_alias=True, exclude={"draft"}, exclude_unset=True)  # as in the file
        return Claim.model_validate(given)


class DraftHead(Record):
    """What the draft was made of and with: ``least`` is the lowest score that was kept.

    ``dropped`` counts proposals whose quote doesn't stand in the letter, ``respondent`` is as the letter prints it.
    """

    made_by: Text
    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    least: Score
    dropped: Annotated[int, Field(ge=0)] = 0
    respondent: Text | None = None
    date: Text | None = None


class LetterDraft(Record):
    """``letters/SLUG.draft.yaml``: what a program proposes of a letter; ``respondents`` are those known by name."""

    letter: Slug
    text: FileName
    comment: Text | None = None
    respondents: tuple[Slug, ...] = ()
    draft: DraftHead
    claims: tuple[DraftClaim, ...] = ()
