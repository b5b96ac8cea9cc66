"""All that a corpus's parts say, each statement once, as a stream: for a store that is filled from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from pyoxigraph import Quad, RdfFormat, parse

from claimgraph.api.growing.nquads import as_file
from claimgraph.api.growing.parts import Parts
from claimgraph.api.question_graph import QUESTIONS_GRAPH, question_triples
from claimgraph.ingest.parts import Shelf
from claimgraph.ingest.parts.telling import Told, each_once, tell_apart
from claimgraph.ontology import ONTOLOGY_GRAPH, Iris, ontology_triples

Strangers = dict[str, dict[str, str]]
"""By letter the things that it describes and doesn't own, each with the digest of its words."""


def asserted(parts: Parts, shelf: Shelf, strangers: Strangers | None = None) -> Iterator[Quad]:
    """The quads of the letters' graphs and of the one that they share; ``strangers`` is filled by letter, if given."""
    return parse(as_file(_lines(parts, shelf, strangers)), RdfFormat.N_QUADS, lenient=True)


def quads_in(file: IO[bytes]) -> Iterator[Quad]:
    """The quads of a file of N-Quads lines, from its beginning."""
    file.seek(0)
    return parse(file, RdfFormat.N_QUADS, lenient=True)


def published_beside() -> Iterator[Quad]:
    """The quads of the ontology and of the example questions, which every generation holds."""
    for graph, triples in ((ONTOLOGY_GRAPH, ontology_triples()), (QUESTIONS_GRAPH, question_triples())):
        for triple in triples:
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _lines(parts: Parts, shelf: Shelf, strangers: Strangers | None) -> Iterator[bytes]:
    iris = Iris(parts.corpus.base)

    def letters() -> Iterator[tuple[str, Told]]:
        for slug, sha256 in parts.graphs.items():
            told = tell_apart(iris, slug, shelf.lines(sha256))
            if strangers is not None:
                strangers[slug] = told.digests()
            yield slug, told

    yield shelf.lines(parts.docket)
    yield from each_once(letters(), iris)
