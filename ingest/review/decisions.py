"""What a curator decides on a draft, as changes of the files; nothing is checked or written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimgraph.ingest.annotations import Claim
from claimgraph.ingest.drafts import DraftClaim, Proposal
from claimgraph.ingest.errors import CorpusError, Problem, ReviewError
from claimgraph.ingest.read import read_text
from claimgraph.ingest.record import Record
from claimgraph.ingest.review.changes import Change
from claimgraph.ingest.review.desk import Desk
from claimgraph.ingest.review.yaml_entries import changed_entry, entry_data
from claimgraph.ingest.review.yaml_lists import Beside, listed
from claimgraph.ingest.review.yaml_writing import Value, written_entry, written_pair

Edits = Mapping[str, Value | None]
"""New values for keys of a proposed claim; None takes a key away."""


@dataclass(frozen=True, slots=True)
class NewProposition:
    """A proposition that a curator wants in ``propositions.yaml``."""

    slug: str
    statement: str
    topic: str


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """A respondent that a curator wants in ``organizations.yaml``."""

    slug: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class NewAlignment:
    """How a curator judges an accepted claim to stand to ``claim``, one of another letter.

    It is on a ``proposition`` or, if it is on shared evidence, on the ``sources`` that both cite.
    """

    slug: str
    claim: str
    kind: str
    justification: str
    confidence: str
    proposition: str | None = None
    sources: tuple[str, ...] = ()


def _keys(model: type[Record], first: tuple[str, ...]) -> tuple[str, ...]:
    names = [field.alias or name for name, field in model.model_fields.items()]
    return (*first, *(name for name in names if name not in first))


CLAIM_KEYS = _keys(
    Claim,
    ("slug", "type", "quote", "context", "stance", "proposition", "topic", "modality", "cue", "condition",
     "addressees", "programmes", "defines", "footnotes", "earlier-quotes", "note"),
)  # fmt: skip
"""The keys of a claim in the order of the format's description."""

_PROPOSAL_KEYS = _keys(Proposal, ("score", "status", "by", "date", "because"))


def edit(desk: Desk, slug: str, edits: Edits) -> tuple[Change, ...]:
    """The draft with other values for a proposed claim's keys; no change where they have these values.

    Raises ReviewError for a claim that is decided on.
    """
    _open(desk, slug)
    entry = desk.entry(slug)
    now = entry_data(entry.text)
    new = {key: value for key, value in edits.items() if now.get(key) != value}
    if not new:
        return ()
    return (Change(desk.paths.draft, "claims", entry.text, changed_entry(entry.text, new, CLAIM_KEYS)),)


def accept(desk: Desk, slug: str, by: str, day: str, beside: Beside | None) -> tuple[Change, ...]:
    """The annotation with the claim, and the draft that says so; a claim that already is there stays as it is.

    Raises ReviewError for a claim that is decided on, and where the annotation has another one of that slug.
    """
    _open(desk, slug)
    claim, there = annotated(desk, slug), desk.written(slug)
    marked = _marked(desk, slug, {"status": "accepted", "by": by, "date": day, "because": None})
    if there is None:
        return (Change(desk.paths.annotation, "claims", None, written_entry(claim, 2), beside), marked)
    if entry_data(there.text) != claim:
        raise ReviewError(f"{desk.paths.annotation}: there is another claim {slug!r}: choose another slug")
    return (marked,)


def reject(desk: Desk, slug: str, by: str, day: str, because: str) -> tuple[Change, ...]:
    """The draft that says so, with the reason where one is given."""
    _open(desk, slug)
    words = {"status": "rejected", "by": by, "date": day, "because": because or None}
    return (_marked(desk, slug, words),)


def reopen(desk: Desk, slug: str) -> tuple[Change, ...]:
    """The draft as if nothing were decided on the claim, and the annotation without it.

    Raises ReviewError if the annotation's claim is no longer the draft's: then it is its curator's.
    """
    status = desk.claim(slug).draft.status
    if status == "proposed":
        raise ReviewError(f"{slug!r} isn't decided on: there is nothing to reopen")
    marked = _marked(desk, slug, {"status": "proposed", "by": None, "date": None, "because": None})
    there = desk.written(slug)
    if status == "rejected" or there is None:
        return (marked,)
    if entry_data(there.text) != annotated(desk, slug):
        raise ReviewError(f"{desk.paths.annotation}: {slug!r} was changed there since: remove it by hand first")
    where = listed(desk.texts[desk.paths.annotation], str(desk.paths.annotation), "claims")
    return (Change(desk.paths.annotation, "claims", there.text, None, where.beside(there)), marked)


def propose(desk: Desk, new: NewProposition) -> tuple[Change, ...]:
    """The propositions with a new one at the end; one that is there with the same words stays as it is.

    Raises ReviewError where another one has the slug.
    """
    there = listed(desk.texts[desk.paths.propositions], str(desk.paths.propositions), "propositions").entry(new.slug)
    data: dict[str, Value] = {"slug": new.slug, "statement": " ".join(new.statement.split()), "topic": new.topic}
    if there is None:
        return (Change(desk.paths.propositions, "propositions", None, written_entry(data, 2)),)
    if entry_data(there.text)["statement"].split() != new.statement.split():
        message = f"there is a proposition {new.slug!r} with other words: choose another slug, or take that one"
        raise ReviewError(f"{desk.paths.propositions}: {message}")
    return ()


def align(desk: Desk, slug: str, new: NewAlignment, by: str, day: str) -> tuple[Change, ...]:
    """The alignments with a new one at the end, between an accepted claim and one of another letter.

    Raises ReviewError for a claim that isn't accepted.
    """
    if desk.claim(slug).draft.status != "accepted":
        raise ReviewError(f"{slug!r} isn't accepted: only claims of the annotation can be aligned")
    data: dict[str, Value] = {"slug": new.slug, "kind": new.kind}
    if new.proposition:
        data["proposition"] = new.proposition
    if new.sources:
        data["sources"] = list(new.sources)
    data["claims"] = [f"{desk.slug}/{slug}", new.claim]
    data["justification"] = " ".join(new.justification.split())
    data |= {"confidence": new.confidence, "by": by, "date": day}
    return (Change(desk.paths.alignments, "alignments", None, written_entry(data, 2)),)


def annotated(desk: Desk, slug: str) -> dict[str, Value]:
    """A proposed claim as the annotation has it: its keys but for ``draft``, in the order of the format."""
    data = entry_data(desk.entry(slug).text)
    return {key: data[key] for key in CLAIM_KEYS if key in data}


def head(desk: Desk) -> str:
    """The text of an annotation without claims, from what the draft knows of the letter.

    Raises `CorpusError` where the draft leaves open what an annotation has to say.
    """
    draft, problems = desk.draft, []
    if draft.content.comment is None:
        problems.append((draft.at(), "comment is missing: say which of the docket's comments the letter is"))
    if not draft.content.respondents:
        problems.append((draft.at("respondents"), "respondents is empty: name organisations of organizations.yaml"))
    if problems:
        raise CorpusError(tuple(Problem(at, message) for at, message in problems))
    return begun(desk, draft.content.comment or "", draft.content.respondents)


def begun(desk: Desk, comment: str, respondents: Sequence[str]) -> str:
    """The text of an annotation without claims, with the editor's schema where the draft or another letter has one."""
    other = next((file.document.file for file in desk.corpus.letters.values()), None)
    texts = (desk.texts[desk.paths.draft], read_text(Path(other)) if other else "")
    firsts = (text.split("\n", 1)[0].rstrip() for text in texts)
    schema = next((first for first in firsts if first.startswith("#") and "$schema=" in first), None)
    lines = [schema.replace("draft.json", "letter.json")] if schema else []
    lines += [written_pair("letter", desk.slug, 0), written_pair("text", desk.draft.content.text, 0)]
    lines += [written_pair("comment", comment, 0), written_pair("respondents", list(respondents), 0)]
    return "\n".join([*lines, "claims: []", ""])


def found(desk: Desk, new: NewOrganization) -> Change:
    """The organisations with a new one at the end."""
    data: dict[str, Value] = {"slug": new.slug, "name": " ".join(new.name.split()), "kind": new.kind}
    return Change(desk.paths.organizations, "organizations", None, written_entry(data, 2))


def lacking(claim: DraftClaim) -> tuple[str, ...]:
    """The keys that a claim needs before it can be accepted."""
    return tuple(key for key in ("proposition", "stance", "topic") if getattr(claim, key) is None)


def _open(desk: Desk, slug: str) -> None:
    status = desk.claim(slug).draft.status
    if status != "proposed":
        raise ReviewError(f"{slug!r} is {status} already: reopen it first")


def _marked(desk: Desk, slug: str, words: Edits) -> Change:
    entry = desk.entry(slug)
    return Change(desk.paths.draft, "claims", entry.text, changed_entry(entry.text, words, _PROPOSAL_KEYS, "draft"))
