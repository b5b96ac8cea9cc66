"""One letter made into a graph: from its files, and what it asks of the files that letters share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.corpus import Corpus, File, checked_file, misnamed
from claimgraph.ingest.errors import CorpusError, LetterError, Location, Problem
from claimgraph.ingest.graph import Graph
from claimgraph.ingest.letter_graph import letter_graph
from claimgraph.ingest.letter_references import check_letter_references
from claimgraph.ingest.letters import AnchoredLetter, anchor_letter, read_letter, read_texts
from claimgraph.ingest.located import document
from claimgraph.ingest.parts.needs import Needs, Shared
from claimgraph.ingest.parts.packed import PackedGraph, pack
from claimgraph.ingest.read import read_text

Read = Callable[[Path], str]
"""Gives the text of a file of the corpus; raises LetterError."""


@dataclass(frozen=True, slots=True)
class Part:
    """A letter's graph, and what is to be known of the letter without reading it again.

    ``files`` has the SHA-256 of each file that it was made from, by its path in the corpus folder; ``digest`` is that
    of what it ``needs`` of the shared files.
    """

    slug: str
    files: tuple[tuple[str, str], ...]
    needs: Needs
    digest: str
    comment: str
    respondents: tuple[str, ...]
    cautions: tuple[Problem, ...]
    graph: PackedGraph


def make_part(shared: Shared, slug: str, read: Read = read_text) -> Part:
    """The letter of that slug as a part; it depends on its own files and on what it needs of the shared ones.

    Raises `CorpusError` with every problem of the letter, at the places where people wrote.
    """
    folder = shared.corpus.folder
    digests: dict[str, str] = {}

    def noted(path: Path) -> str:
        text = read(path)
        digests[path.relative_to(folder).as_posix()] = hashlib.sha256(text.encode()).hexdigest()
        return text

    annotation = _annotation(folder / "letters" / f"{slug}.yaml", slug, noted)
    whole = replace(shared.corpus, letters={slug: annotation})
    texts = read_texts(whole, slug, noted)
    addresses = (link.url for each in (texts.current, *texts.earlier) for note in each.footnotes for link in note.links)
    needs = shared.needs(annotation, addresses)
    narrowed = replace(shared.narrowed(slug, needs), letters={slug: annotation})

    def anchored(corpus: Corpus) -> AnchoredLetter:
        if problems := tuple(check_letter_references(corpus, annotation)):
            raise CorpusError(problems)
        return anchor_letter(corpus, slug, texts)

    try:
        letter = anchored(narrowed)
    except CorpusError:
        anchored(whole)  # the same problems, each at its place, with the nearest of all names
        raise
    return Part(
        slug,
        tuple(sorted(digests.items())),
        needs,
        shared.digest(slug, needs),
        annotation.content.comment,
        annotation.content.respondents,
        (*letter.cautions, *letter.unresolved()),
        pack(letter_graph(narrowed, letter)),
    )


def graph_of(shared: Shared, slug: str) -> Graph:
    """The letter's graph with the places in its files that it comes from; raises `CorpusError` as `make_part` does."""
    corpus = shared.corpus
    annotation = _annotation(corpus.folder / "letters" / f"{slug}.yaml", slug, read_text)
    corpus = replace(corpus, letters={slug: annotation})
    return letter_graph(corpus, read_letter(corpus, slug))


def _annotation(path: Path, slug: str, read: Read) -> File[LetterAnnotation]:
    try:
        file = checked_file(document(read(path), str(path)), LetterAnnotation)
    except LetterError as error:
        raise CorpusError((Problem(Location(str(path), 1), str(error)),)) from error
    if problems := misnamed(slug, file):
        raise CorpusError(problems)
    return file
