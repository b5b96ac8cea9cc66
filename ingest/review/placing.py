"""Where an accepted claim goes in the annotation, where its troubles stand in the draft, what it cites with another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from claimgraph.ingest.corpus import Corpus
from claimgraph.ingest.errors import CorpusError, Location, Problem, ReviewError
from claimgraph.ingest.letters import AnchoredLetter, read_letter
from claimgraph.ingest.located import Key, document
from claimgraph.ingest.review.desk import Desk
from claimgraph.ingest.review.yaml_lists import Beside, listed


def told_of_draft(error: CorpusError, desk: Desk, slug: str, path: Path, text: str, which: str | int) -> CorpusError:
    """The problems of a claim in a text that isn't written, at the lines that the claim has in the draft now.

    ``which`` is its number in the text's list, or its slug there.
    """
    places = document(text, str(path)).places
    if isinstance(which, str):
        slugs = [entry.slug for entry in listed(text, str(path), "claims").entries]
        which = slugs.index(which) if which in slugs else -1
    lines = _places_below(places, ("claims", which), desk.draft.document.places, ("claims", desk.number(slug)))
    return CorpusError(tuple(Problem(lines.get(each.at, each.at), each.message) for each in error.problems))


def neighbour(letter: AnchoredLetter, slug: str) -> Beside | None:
    """Where a claim goes among the others: after the nearest before it in the letter, or before all of them."""
    starts = {claim.slug: anchored.whole.start for _, claim, anchored in letter.claims}
    here = starts.pop(slug)
    earlier = [(start, n, other) for n, (other, start) in enumerate(starts.items()) if start <= here]
    if earlier:
        return Beside("after", max(earlier)[2])
    first = next(iter(starts), None)
    return Beside("before", first) if first else None


def shared_works(corpus: Corpus, one: str, other: str) -> tuple[str, ...]:
    """The works that two claims cite, by their slugs."""
    works = []
    for name in (one, other):
        letter, _, slug = name.partition("/")
        read = read_letter(corpus, letter) if letter in corpus.letters else None
        notes = {
            r.number for _, claim, _ in (read.claims if read else ()) if claim.slug == slug for r in claim.references
        }
        works.append({c.source for c in (read.citations if read else ()) if c.footnote in notes and c.source})
    if not (both := works[0] & works[1]):
        raise ReviewError(f"{one} and {other} have no footnotes that lead to one work: it is no shared evidence")
    return tuple(sorted(both))


def alignment_slug(desk: Desk, slug: str, claim: str, proposition: str | None) -> str:
    """A slug for a new alignment that no other one has: the proposition's, or with the two letters' names."""
    taken = {each.slug for each in desk.corpus.alignments.content.alignments}
    letter = claim.partition("/")[0]
    name = proposition or slug
    ways = [
        name,
        f"{name}-{desk.slug}-{letter}",
        *(f"{name}-{desk.slug}-{letter}-{n}" for n in range(2, len(taken) + 3)),
    ]
    return next(way for way in ways if way not in taken)


def _places_below(
    places: Mapping[Key, Location], path: Key, others: Mapping[Key, Location], other: Key
) -> dict[Location, Location]:
    """For each place at or below ``path`` the one that the same part has at or below the path ``other``."""
    found: dict[Location, Location] = {}
    for key, place in places.items():
        if key[: len(path)] == path:
            there: Key = (*other, *key[len(path) :])
            while there not in others and len(there) > len(other):
                there = there[:-1]
            if there in others:
                found[place] = others[there]
    return found
