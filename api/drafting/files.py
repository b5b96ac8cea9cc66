"""Where a draft goes, beside which text, and that nothing that somebody decided is lost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from claimgraph.api.drafting.letter import Subject
from claimgraph.api.errors import DraftError
from claimgraph.api.export import whole_file
from claimgraph.ingest import IngestError
from claimgraph.ingest.corpus import DRAFT_SUFFIX, load_file
from claimgraph.ingest.drafts import DraftClaim, LetterDraft
from claimgraph.ingest.drafts.write import draft_text


@dataclass(frozen=True, slots=True)
class DraftFiles:
    """The draft's place, the text's name beside it, and whether the text has yet to be written there."""

    draft: Path
    text: str
    writes_text: bool


def files_for(letter: Path, subject: Subject, folder: Path, replace: bool) -> DraftFiles:
    """Where draft and text go in a folder; raises `DraftError` rather than let anything there be overwritten."""
    if not folder.is_dir():
        raise DraftError(f"{folder}: there is no such folder: name a corpus folder that has a folder letters")
    draft = folder / f"{subject.slug}{DRAFT_SUFFIX}"
    if draft.exists() and not replace:
        raise DraftError(f"{draft}: there is a draft already: review it, or say --replace to draft anew")
    if subject.is_text and letter.resolve().parent == folder.resolve():
        return DraftFiles(draft, letter.name, False)
    text = folder / f"{subject.slug}.txt"
    if text.exists() and text.read_bytes() != _bytes(subject):
        raise DraftError(f"{text}: another text stands there already: name this letter otherwise with --slug")
    return DraftFiles(draft, text.name, not text.exists())


def keep_rejections(draft: LetterDraft, before: Path) -> LetterDraft:
    """The draft with what was rejected in the one before it still rejected; a claim is known again by its quote.

    What was accepted is in the letter's annotation, and isn't proposed again. A draft that can't be read has none.
    """
    try:
        old = load_file(before, LetterDraft).content if before.exists() else None
    except IngestError:
        return draft
    rejected = {claim.quote: claim for claim in (old.claims if old else ()) if claim.draft.status == "rejected"}
    return draft.model_copy(update={"claims": tuple(_rejected(claim, rejected) for claim in draft.claims)})


def write_draft(draft: LetterDraft, subject: Subject, files: DraftFiles) -> None:
    """Write the draft whole, and before it the letter's text version where it isn't there."""
    if files.writes_text:
        with whole_file(files.draft.parent / files.text) as out:
            out.write(_bytes(subject))
    with whole_file(files.draft) as out:
        out.write(draft_text(draft).encode())


def _rejected(claim: DraftClaim, rejected: dict[str, DraftClaim]) -> DraftClaim:
    if claim.quote not in rejected:
        return claim
    old = rejected[claim.quote].draft
    decided = {"status": old.status, "by": old.by, "date": old.date, "because": old.because}
    return claim.model_copy(update={"draft": claim.draft.model_copy(update=decided)})


def _bytes(subject: Subject) -> bytes:
    return subject.letter.text.encode("utf-8", "surrogatepass")
