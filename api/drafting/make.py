"""From a letter's file to its draft file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from claimgraph.api.build import Tell
from claimgraph.api.drafting.endpoint import Endpoint, ask, checked_address
from claimgraph.api.drafting.files import files_for, keep_rejections, write_draft
from claimgraph.api.drafting.letter import known_but, read_subject
from claimgraph.api.options import BUNDLED
from claimgraph.ingest import load_corpus
from claimgraph.ingest.anchors import Anchored
from claimgraph.ingest.drafts import LetterDraft
from claimgraph.ingest.drafts.asked import NOT_ASKED, Answer, AnswerError, Asked, passages, read_answer, where
from claimgraph.ingest.drafts.places import Place
from claimgraph.ingest.drafts.propose import Drafting, draft_letter


@dataclass(frozen=True, slots=True)
class Made:
    """A draft, the file that it was written to, and what there is to say about the letter and the answers."""

    draft: LetterDraft
    path: Path
    remarks: tuple[str, ...]


def make_draft(
    letter: Path,
    corpus: Path | None,
    slug: str | None,
    least: float,
    replace: bool,
    endpoint: Endpoint | None,
    tell: Tell,
) -> Made:
    """The letter's draft, written to the corpus's folder ``letters``, or beside the letter without a corpus.

    Raises `LetterError`, `CorpusError` or `DraftError`; nothing is written then.
    """
    if endpoint:
        checked_address(endpoint)
    folder = load_corpus(corpus or BUNDLED, unannotated=False)
    subject = read_subject(letter, folder, slug)
    files = files_for(letter, subject, corpus / "letters" if corpus else letter.parent, replace)
    known = known_but(folder, subject.slug)
    drafting = Drafting(subject.slug, subject.letter, known, subject.settled, subject.taken)
    asked, unanswered = ask_all(drafting, endpoint, tell) if endpoint else (NOT_ASKED, 0)
    made = draft_letter(drafting, files.text, least, asked).model_copy(update={"comment": subject.comment})
    made = keep_rejections(made, files.draft)
    write_draft(made, subject, files)
    remarks = list(subject.remarks)
    if unanswered:
        remarks.append(f"{unanswered} of its passages got no answer that can be read: there the words alone count")
    return Made(made, files.draft, tuple(remarks))


def ask_all(drafting: Drafting, endpoint: Endpoint, tell: Tell) -> tuple[Asked, int]:
    """What the endpoint's model proposes for each passage, and of how many passages its answer can't be read.

    A quote that isn't the letter's own words, there and once, is dropped and counted. Raises `EndpointError`.
    """
    asked = passages(drafting.places)
    claims: list[tuple[Place, Anchored, Answer]] = []
    dropped = unanswered = 0
    for done, passage in enumerate(asked):
        tell(f"asking {endpoint.model}", done, len(asked))
        try:
            answers = read_answer(ask(endpoint, passage.messages))
        except AnswerError:
            unanswered += 1
            continue
        seen = {anchored.spans for _, anchored, _ in claims}
        for answer in answers:
            found = where(answer, passage, drafting.anchors)
            if found is None:
                dropped += 1
            elif found[1].spans not in seen:
                seen.add(found[1].spans)
                claims.append((*found, answer))
    tell(f"asking {endpoint.model}", len(asked), len(asked))
    return Asked(endpoint.model, tuple(claims), dropped), unanswered
