"""A curator's way through a draft: each decision checked, written at once, and taken back on request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from claimgraph.ingest.drafts import LetterDraft
from claimgraph.ingest.errors import CorpusError, ReviewError
from claimgraph.ingest.letters import AnchoredLetter
from claimgraph.ingest.names import unknown
from claimgraph.ingest.read import read_text
from claimgraph.ingest.review import decisions
from claimgraph.ingest.review.changes import Change, applied, undone
from claimgraph.ingest.review.checks import tried
from claimgraph.ingest.review.corpus_reader import CorpusReader
from claimgraph.ingest.review.decisions import Edits, NewAlignment, NewOrganization, NewProposition
from claimgraph.ingest.review.desk import Desk, fingerprint, laid_out
from claimgraph.ingest.review.placing import neighbour, shared_works, told_of_draft
from claimgraph.ingest.review.yaml_entries import entry_data

_TRIES = 5


class Files(Protocol):
    """Where decisions are written; reading needs no more than the files themselves."""

    def held(self) -> AbstractContextManager[None]:
        """While it lasts no other review writes to this corpus."""

    def replace(self, path: Path, text: str) -> None:
        """The file has the text, or still the one before, whenever the machine stops."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review has come."""

    total: int
    accepted: int
    rejected: int

    @property
    def proposed(self) -> int:
        """How many claims nothing is decided on."""
        return self.total - self.accepted - self.rejected


@dataclass(frozen=True, slots=True)
class Step:
    """Something a curator has done, in words, and what it changed."""

    words: str
    changes: tuple[Change, ...]


class Session:
    """The review of one letter's draft by one curator.

    Nothing is kept but the steps to take back: every call reads the files anew, so that what people or programs have
    changed meanwhile counts. Whatever takes a step raises `CorpusError` if a build wouldn't take what it writes, with
    the build's own messages, and ReviewError if the step can't be taken as things stand; nothing is written then.
    """

    def __init__(self, reader: CorpusReader, slug: str, files: Files, by: str, today: Callable[[], str]) -> None:
        self._reader = reader
        self._slug = slug
        self._files = files
        self._by = by
        self._today = today
        self._steps: list[Step] = []

    def start(self) -> tuple[str, ...]:
        """Finish what an interrupted review has begun; the slugs of the claims that are accepted by it.

        Such a claim is in the annotation as the draft proposes it, and the draft doesn't say so yet.
        """
        desk = self.desk()
        organizations = {each.slug for each in desk.corpus.organizations.content.organizations}
        if self._by not in organizations:
            (problem,) = unknown("organization", [(self._by, desk.corpus.organizations.at())], organizations)
            raise ReviewError(f"--by: {problem.message}")
        finished = []
        with self._files.held():
            for claim in self.desk().draft.content.claims:
                desk = self.desk()
                there = desk.written(claim.slug) if claim.draft.status == "proposed" else None
                if there and entry_data(there.text) == decisions.annotated(desk, claim.slug):
                    self._write(desk, decisions.accept(desk, claim.slug, self._by, self._today(), None))
                    finished.append(claim.slug)
        return tuple(finished)

    def desk(self) -> Desk:
        """All that the review rests on, as it stands now."""
        return laid_out(self._reader, self._slug)

    def progress(self) -> Progress:
        """How many claims are proposed, and what became of them."""
        statuses = [claim.draft.status for claim in self.desk().draft.content.claims]
        return Progress(len(statuses), statuses.count("accepted"), statuses.count("rejected"))

    @property
    def last(self) -> str | None:
        """What `undo` would take back, in words."""
        return self._steps[-1].words if self._steps else None

    def begin(self, comment: str, respondents: Sequence[str], new: Sequence[NewOrganization] = ()) -> None:
        """Begin the letter's annotation: which comment it is, and whose; respondents that are unknown are described."""
        with self._files.held():
            desk = self.desk()
            path = desk.paths.annotation
            if path in desk.texts:
                raise ReviewError(f"{path}: the annotation is begun already")
            changes = tuple(decisions.found(desk, each) for each in new)
            text = decisions.begun(desk, " ".join(comment.split()), respondents)
            tried(self._reader, self._slug, {**dict(applied(desk.texts, changes)), path: text})
            self._write(desk, changes)
            self._files.replace(path, text)

    def edit(self, slug: str, edits: Edits, seen: str | None = None) -> None:
        """Give keys of a proposed claim other values, in the draft.

        ``seen`` is the `fingerprint` of the entry that the curator decided on: if it is another by now, ReviewError.
        """
        with self._files.held():
            desk = self._as_seen(slug, seen)
            self._take(desk, f"edited {slug!r}", self._edited(desk, slug, edits))

    def accept(
        self, slug: str, edits: Edits | None = None, new: NewProposition | None = None, seen: str | None = None
    ) -> None:
        """Put a proposed claim into the annotation, with other values for some keys and its proposition if it is new.

        The claim is put after the one that stands nearest before it in the letter.
        """
        edits = {**(edits or {}), **({"proposition": new.slug} if new else {})}
        with self._files.held():
            desk = self._as_seen(slug, seen)
            changes = self._edited(desk, slug, edits)
            now = self._after(desk, changes)
            shown, slug = slug, str(edits.get("slug") or slug)
            if missing := decisions.lacking(now.claim(slug)):
                raise ReviewError(f"{slug!r} can't be accepted yet: give its {' and '.join(missing)}")
            if new:
                proposed = decisions.propose(now, new)
                changes += proposed
                now = self._after(now, proposed)
            changes += self._accepted(now, slug, (desk, shown))
            self._take(desk, f"accepted {slug!r}", changes)

    def reject(self, slug: str, because: str = "", seen: str | None = None) -> None:
        """Mark a proposed claim as rejected, with a reason where there is one."""
        with self._files.held():
            desk = self._as_seen(slug, seen)
            changes = decisions.reject(desk, slug, self._by, self._today(), " ".join(because.split()))
            self._after(desk, changes, slug)
            self._take(desk, f"rejected {slug!r}", changes)

    def reopen(self, slug: str, seen: str | None = None) -> None:
        """Take back what was decided on a claim, whenever that was; the annotation has it no longer."""
        with self._files.held():
            desk = self._as_seen(slug, seen)
            changes = decisions.reopen(desk, slug)
            self._try(desk, changes)
            self._take(desk, f"reopened {slug!r}", changes)

    def align(self, slug: str, new: NewAlignment) -> None:
        """Judge how an accepted claim stands to one of another letter; on shared evidence, by the works both cite."""
        with self._files.held():
            desk = self.desk()
            if new.kind == "shared-evidence":
                new = replace(
                    new, proposition=None, sources=shared_works(desk.corpus, f"{self._slug}/{slug}", new.claim)
                )
            changes = decisions.align(desk, slug, new, self._by, self._today())
            self._try(desk, changes, alignments=(new.slug,))
            self._take(desk, f"aligned {slug!r} with {new.claim}", changes)

    def undo(self) -> str:
        """Take back the last step of this session, and tell in words which; the files are as they were before it.

        Raises ReviewError where somebody else has changed the entries meanwhile, or nothing is left to take back.
        """
        if not self._steps:
            raise ReviewError("nothing has been done in this session that could be undone")
        with self._files.held():
            desk = self.desk()
            changes = undone(self._steps[-1].changes)
            self._try(desk, changes)
            self._write(desk, changes)
            return self._steps.pop().words

    def _as_seen(self, slug: str, seen: str | None) -> Desk:
        desk = self.desk()
        if seen is not None and seen != fingerprint(desk.entry(slug).text):
            raise ReviewError(f"{desk.paths.draft}: {slug!r} was changed meanwhile: look at it as it is now")
        return desk

    def _edited(self, desk: Desk, slug: str, edits: Edits) -> tuple[Change, ...]:
        renamed = str(edits.get("slug") or slug)
        if renamed != slug and any(claim.slug == renamed for claim in desk.draft.content.claims):
            raise ReviewError(f"{desk.paths.draft}: there is another claim {renamed!r}: choose another slug")
        changes = decisions.edit(desk, slug, edits)
        self._after(desk, changes, slug)  # for the model's complaints
        return changes

    def _accepted(self, desk: Desk, slug: str, shown: tuple[Desk, str]) -> tuple[Change, ...]:
        """The changes that accept a claim, once a build would take them, and where it is put.

        ``shown`` are the desk and the slug that the curator knows: complaints are about their lines.
        """
        made = decisions.accept(desk, slug, self._by, self._today(), None)
        try:
            letter = self._try(desk, made, claims=(slug,))
        except CorpusError as error:
            text = self._texts(desk, made)[desk.paths.annotation]
            raise told_of_draft(error, *shown, desk.paths.annotation, text, slug) from error
        beside = neighbour(letter, slug) if letter else None
        return tuple(replace(change, beside=beside) if change.before is None else change for change in made)

    def _after(self, desk: Desk, changes: Iterable[Change], shown: str = "") -> Desk:
        """The desk with changes on it; raises `CorpusError` for what the draft's model can't take.

        Its complaints are about the lines that the claim with the slug ``shown`` has now.
        """
        texts = self._texts(desk, changes)
        path = desk.paths.draft
        try:
            draft = self._reader.file(path, LetterDraft, texts[path])
        except CorpusError as error:
            raise told_of_draft(error, desk, shown, path, texts[path], desk.number(shown)) from error
        return replace(desk, texts=texts, draft=draft)

    def _texts(self, desk: Desk, changes: Iterable[Change]) -> dict[Path, str]:
        changes = tuple(changes)
        texts = dict(desk.texts)
        if any(change.path == desk.paths.annotation for change in changes):
            texts[desk.paths.annotation] = texts.get(desk.paths.annotation) or decisions.head(desk)
        return {**texts, **dict(applied(texts, changes))}

    def _try(
        self, desk: Desk, changes: Iterable[Change], claims: tuple[str, ...] = (), alignments: tuple[str, ...] = ()
    ) -> AnchoredLetter | None:
        """The letter as it would be; raises `CorpusError` if a build wouldn't take it."""
        texts = self._texts(desk, changes)
        instead = {path: text for path, text in texts.items() if path != desk.paths.draft}
        return tried(self._reader, self._slug, instead, claims, alignments).letter

    def _take(self, desk: Desk, words: str, changes: tuple[Change, ...]) -> None:
        if changes:
            self._write(desk, changes)
            self._steps.append(Step(words, changes))

    def _write(self, desk: Desk, changes: tuple[Change, ...]) -> None:
        """Write the changes, one file after the other; the draft's word that all is done comes last."""
        self._texts(desk, changes)  # what can't be applied is told before anything is written
        for change in changes:
            for _ in range(_TRIES):
                text = read_text(change.path) if change.path.exists() else decisions.head(desk)
                ((path, new),) = applied({change.path: text}, (change,))
                if not path.exists() or read_text(path) == text:
                    self._files.replace(path, new)
                    break
            else:
                raise ReviewError(f"{change.path}: somebody writes to it all the time: try again later")
