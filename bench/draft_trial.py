"""A letter drafted as if nobody had annotated it, and what its annotation says of the draft."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from claimgraph.ingest import AnchoredLetter, Corpus, Letter
from claimgraph.ingest.anchors import Anchored, Anchors
from claimgraph.ingest.annotations import Claim
from claimgraph.ingest.corpus import File
from claimgraph.ingest.docket_files import Propositions
from claimgraph.ingest.drafts import LEAST, DraftClaim
from claimgraph.ingest.drafts.known import Known, known_docket
from claimgraph.ingest.drafts.propose import Drafting, draft_letter

__all__ = ["Trial", "conditions", "cues", "footnotes", "modalities", "questions", "trial", "types"]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Trial:
    """An annotated letter, drafted as if nobody had annotated it, beside what its annotation says."""

    read: AnchoredLetter
    known: Known
    claims: tuple[DraftClaim, ...]

    @cached_property
    def anchors(self) -> Anchors:
        """Where quotes stand in the letter."""
        return Anchors(self.read.letter)

    @cached_property
    def gold(self) -> tuple[tuple[Claim, frozenset[int]], ...]:
        """The annotation's claims, each with where its words begin."""
        return tuple((claim, words(self.read.letter, anchored)) for _, claim, anchored in self.read.claims)

    @cached_property
    def proposed(self) -> tuple[tuple[DraftClaim, frozenset[int]], ...]:
        """The draft's claims, likewise."""
        found = ((claim, self.anchors.find(claim.quote, claim.context)) for claim in self.claims)
        return tuple((claim, words(self.read.letter, anchored)) for claim, anchored in found)

    @cached_property
    def pairs(self) -> tuple[tuple[DraftClaim, tuple[Claim, ...]], ...]:
        """Each proposal of the default threshold with the claims that share half the words of the shorter."""
        return tuple(
            (claim, there)
            for claim, own in self.proposed
            if claim.draft.score >= LEAST
            and (there := tuple(g for g, its in self.gold if 2 * len(own & its) >= min(len(own), len(its))))
        )


def trial(corpus: Corpus, read: dict[str, AnchoredLetter], slug: str) -> Trial:
    """The letter drafted from its text alone, and from what the other letters make known."""
    others = [each for each in read.values() if each.slug != slug]
    its_own = {claim.proposition for _, claim, _ in read[slug].claims}
    theirs = {claim.proposition for each in others for _, claim, _ in each.claims}
    content = corpus.propositions.content
    kept = tuple(each for each in content.propositions if each.slug in theirs or each.slug not in its_own)
    left = replace(
        corpus, propositions=File(Propositions(topics=content.topics, propositions=kept), corpus.propositions.document)
    )
    known = known_docket(left, others)
    draft = draft_letter(Drafting(slug, read[slug].letter, known), "text", least=0.0)
    return Trial(read[slug], known, draft.claims)


def types(trial: Trial) -> tuple[int, int]:
    """How many proposals have a type of theirs, of how many."""
    return sum(any(g.type == claim.type for g in there) for claim, there in trial.pairs), len(trial.pairs)


def modalities(trial: Trial) -> tuple[int, int]:
    """The same of modality."""
    return sum(any(g.modality == claim.modality for g in there) for claim, there in trial.pairs), len(trial.pairs)


def questions(trial: Trial) -> tuple[int, int]:
    """The same of the questions that their section answers."""
    right = sum(
        claim.draft.questions
        == trial.read.section_at(trial.anchors.find(claim.quote, claim.context).whole.start).questions
        for claim, _ in trial.pairs
    )
    return right, len(trial.pairs)


def footnotes(trial: Trial) -> tuple[set[object], set[object]]:
    """The footnotes proposed, and those that the annotation has."""
    mine = {(claim.slug, r.number) for claim, _ in trial.pairs for r in claim.references}
    theirs = {(claim.slug, r.number) for claim, there in trial.pairs for g in there for r in g.references}
    return set(mine), set(theirs)


def cues(trial: Trial) -> tuple[set[object], set[object]]:
    """The same of cues."""
    mine = {(claim.slug, claim.cue.casefold()) for claim, _ in trial.pairs if claim.cue}
    theirs = {(claim.slug, g.cue.casefold()) for claim, there in trial.pairs for g in there if g.cue}
    return set(mine), set(theirs)


def conditions(trial: Trial) -> tuple[set[object], set[object]]:
    """The same of conditions."""
    mine = {(claim.slug, claim.condition.casefold()) for claim, _ in trial.pairs if claim.condition}
    theirs = {(claim.slug, g.condition.casefold()) for claim, there in trial.pairs for g in there if g.condition}
    return set(mine), set(theirs)


def words(letter: Letter, anchored: Anchored) -> frozenset[int]:
    """Where the words of a quote begin."""
    return frozenset(m.start() for s in anchored.spans for m in _WORD.finditer(letter.text, s.start, s.end))
