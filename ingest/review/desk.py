"""What lies before the curator of one letter: its draft, its annotation, and the corpus around them, as they stand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from claimgraph.ingest.corpus import Corpus, File
from claimgraph.ingest.drafts import DRAFT_SUFFIX, DraftClaim, LetterDraft
from claimgraph.ingest.errors import CorpusError, Location, Problem, ReviewError
from claimgraph.ingest.models import Letter
from claimgraph.ingest.read import read_text
from claimgraph.ingest.review.corpus_reader import CorpusReader
from claimgraph.ingest.review.yaml_lists import Entry, listed


@dataclass(frozen=True, slots=True)
class Paths:
    """The files that a review reads and writes."""

    draft: Path
    annotation: Path
    propositions: Path
    alignments: Path
    organizations: Path


@dataclass(frozen=True, slots=True)
class Desk:
    """One reading of all that a review rests on; ``texts`` has those files that are there."""

    slug: str
    paths: Paths
    texts: Mapping[Path, str]
    corpus: Corpus
    draft: File[LetterDraft]
    letter: Letter

    @property
    def begun(self) -> bool:
        """Whether the letter has an annotation, or the draft all that one begins with."""
        draft = self.draft.content
        return self.paths.annotation in self.texts or bool(draft.comment and draft.respondents)

    @property
    def caution(self) -> str | None:
        """What a curator should know of the draft as a whole."""
        if self.draft.content.draft.text_sha256 == self.letter.text_sha256:
            return None
        return f"{self.draft.content.text} is no longer the text that the draft was made of: some quotes may be gone"

    def number(self, slug: str) -> int:
        """The place of a proposed claim in the draft; raises ReviewError where there is none of that slug."""
        for i, claim in enumerate(self.draft.content.claims):
            if claim.slug == slug:
                return i
        raise ReviewError(f"{self.paths.draft}: there is no claim {slug!r} any more: look at the draft again")

    def claim(self, slug: str) -> DraftClaim:
        """The proposed claim with this slug; raises ReviewError where there is none."""
        return self.draft.content.claims[self.number(slug)]

    def entry(self, slug: str) -> Entry:
        """The lines of the draft that hold a proposed claim."""
        self.number(slug)
        entry = listed(self.texts[self.paths.draft], str(self.paths.draft), "claims").entry(slug)
        assert entry  # noqa: S101 - the draft was read from this text
        return entry

    def written(self, slug: str) -> Entry | None:
        """The lines of the annotation that hold a claim, if it is there."""
        text = self.texts.get(self.paths.annotation)
        return None if text is None else listed(text, str(self.paths.annotation), "claims").entry(slug)


def paths_of(folder: Path, slug: str) -> Paths:
    """The files of a letter's review in a corpus folder."""
    letters = folder / "letters"
    return Paths(
        letters / f"{slug}{DRAFT_SUFFIX}",
        letters / f"{slug}.yaml",
        folder / "propositions.yaml",
        folder / "alignments.yaml",
        folder / "organizations.yaml",
    )


def laid_out(reader: CorpusReader, slug: str) -> Desk:
    """The desk as the files stand now.

    Raises `CorpusError` for whatever is wrong with them, ReviewError if there is no draft of that letter.
    """
    paths = paths_of(reader.folder, slug)
    if not paths.draft.exists():
        known = sorted(path.name.removesuffix(DRAFT_SUFFIX) for path in paths.draft.parent.glob(f"*{DRAFT_SUFFIX}"))
        there = f"there are drafts of {', '.join(known)}" if known else "there are no drafts"
        raise ReviewError(f"{paths.draft}: there is no such draft ({there}): make one with `claimgraph draft`")
    corpus = reader.corpus()
    draft = reader.file(paths.draft, LetterDraft)
    _check(draft, slug)
    letter = reader.letter(corpus, draft.content.text)
    files = (paths.draft, paths.annotation, paths.propositions, paths.alignments, paths.organizations)
    texts = {path: read_text(path) for path in files if path != paths.annotation or path.exists()}
    return Desk(slug, paths, texts, corpus, draft, letter)


def fingerprint(entry: str) -> str:
    """A short name of an entry's text, by which a curator's form knows what it was made of."""
    return hashlib.sha256(entry.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _check(draft: File[LetterDraft], slug: str) -> None:
    if draft.content.letter != slug:
        message = f"{draft.content.letter!r} must be the file's name, {slug!r}"
        raise CorpusError((Problem(draft.at("letter"), message),))
    first: dict[str, Location] = {}
    for i, claim in enumerate(draft.content.claims):
        at = draft.at("claims", i, "slug")
        if claim.slug in first:
            message = f"the claim {claim.slug!r} stands twice, first in line {first[claim.slug].line}: rename one"
            raise CorpusError((Problem(at, message),))
        first[claim.slug] = at
