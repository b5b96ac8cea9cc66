"""A corpus whose letters people annotated, as parts on a shelf: those that are there already are left as they are."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from claimgraph.api.letter_reading import Tell
from claimgraph.ingest import Corpus, CorpusError, Problem, docket_graph
from claimgraph.ingest.corpus import annotated_slugs, load_shared
from claimgraph.ingest.parts import PackedGraph, Shared, Shelf, make_part, pack
from claimgraph.ingest.references import check_shared

SHARED_FILES = ("docket", "organizations", "sources", "programmes", "propositions", "alignments")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a corpus as they are now: ``corpus`` has no letters, their ``graphs`` are on the shelf.

    ``graphs`` are the SHA-256 of the letters' graphs by slug, in the order of slugs; ``docket`` is the graph of what
    they share. ``inputs`` has the SHA-256 of every file read, by its path in the corpus folder.
    """

    corpus: Corpus
    docket: PackedGraph
    graphs: dict[str, str]
    inputs: dict[str, str]


def make_parts(folder: Path, shelf: Shelf, tell: Tell) -> Parts:
    """The parts of the corpus in a folder, with no part made anew that would come out as it is.

    Raises `CorpusError` with every problem of the shared files or else of the letters; other letters' parts are kept.
    """
    now = time.time_ns()
    corpus = load_shared(folder)
    slugs = annotated_slugs(folder)
    refuse(check_shared(corpus, frozenset(slugs)))
    inputs = _inputs(folder)
    mark = hashlib.sha256(str(sorted(inputs.items())).encode()).hexdigest()
    shared = Shared(corpus)
    stale = shelf.stale(shared, mark, slugs, now)
    tell("reading letters", len(slugs) - len(stale), len(slugs))
    problems: list[Problem] = []
    for done, slug in enumerate(stale, start=len(slugs) - len(stale) + 1):
        try:
            shelf.put(make_part(shared, slug), mark, now)
        except CorpusError as error:
            problems.extend(error.problems)
        tell("reading letters", done, len(slugs))
    refuse(problems)
    shelf.keep_only(slugs)
    docket = pack(docket_graph(corpus, shelf.respondents()))
    return Parts(corpus, docket, shelf.graphs(), dict(sorted({**inputs, **shelf.files()}.items())))


def refuse(problems: Iterable[Problem]) -> None:
    """Raises `CorpusError` if there are any problems."""
    if found := tuple(problems):
        raise CorpusError(found)


def _inputs(folder: Path) -> dict[str, str]:
    paths = (folder / f"{name}.yaml" for name in SHARED_FILES)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.exists()}
