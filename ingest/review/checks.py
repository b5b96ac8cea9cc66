"""Whether a build would take a corpus with changes in it, before they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from claimgraph.ingest.corpus import Corpus
from claimgraph.ingest.errors import CorpusError, Location, Problem
from claimgraph.ingest.letters import AnchoredLetter, read_letter
from claimgraph.ingest.references import check_references
from claimgraph.ingest.review.corpus_reader import CorpusReader
from claimgraph.ingest.review.fitness import unfit
from claimgraph.ontology import Iris


@dataclass(frozen=True, slots=True)
class Trial:
    """The corpus as it would be; ``letter`` is None where it had problems before that hide where its claims stand."""

    corpus: Corpus
    letter: AnchoredLetter | None


def tried(
    reader: CorpusReader,
    slug: str,
    instead: Mapping[Path, str],
    claims: Collection[str] = (),
    alignments: Collection[str] = (),
) -> Trial:
    """The corpus with other texts for some of its files, once a build would take what is new in it.

    ``slug`` is the letter whose quotes are anchored anew, and that the ``claims`` are of; the shapes are asked about
    these and about the ``alignments``. Raises `CorpusError` with what is wrong, at the places that it would have in the
    files; of quotes that were wrong before it doesn't speak.
    """
    corpus = reader.corpus(instead)
    if found := check_references(corpus):
        raise CorpusError(found)
    letter: AnchoredLetter | None = None
    if slug in corpus.letters:
        try:
            letter = read_letter(corpus, slug)
        except CorpusError as error:
            before = reader.corpus()
            _refuse(error.problems, _letter_problems(before, slug) if slug in before.letters else ())
    names = tuple(f"{slug}/{claim}" for claim in claims)
    violations = unfit(corpus, names, alignments) if names or alignments else ()
    places = _places(corpus, slug, claims, alignments)
    if violations:
        at = Location(str(corpus.folder), 1)
        raise CorpusError(tuple(Problem(places.get(each.focus, at), each.message) for each in violations))
    return Trial(corpus, letter)


def _refuse(found: Iterable[Problem], before: Iterable[Problem]) -> None:
    """Raise `CorpusError` with the problems that weren't there before, whatever their lines were then."""
    known = Counter(problem.message for problem in before)
    fresh = []
    for problem in found:
        if known[problem.message]:
            known[problem.message] -= 1
        else:
            fresh.append(problem)
    if fresh:
        raise CorpusError(tuple(fresh))


def _letter_problems(corpus: Corpus, slug: str) -> tuple[Problem, ...]:
    try:
        read_letter(corpus, slug)
    except CorpusError as error:
        return error.problems
    return ()


def _places(corpus: Corpus, slug: str, claims: Collection[str], alignments: Collection[str]) -> dict[str, Location]:
    """Where the claims and alignments stand, by their IRI."""
    iris = Iris(corpus.base)
    letter, judged = corpus.letters.get(slug), corpus.alignments
    found = {
        iris.claim(slug, claim.slug).value: letter.at("claims", i)
        for i, claim in enumerate(letter.content.claims if letter else ())
        if letter and claim.slug in claims
    }
    found |= {
        iris.alignment(each.slug).value: judged.at("alignments", i)
        for i, each in enumerate(judged.content.alignments)
        if each.slug in alignments
    }
    return found
