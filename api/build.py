"""From a corpus folder to everything a generation holds: read, check, derive, validate."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, serialize

from claimgraph.api.question_graph import QUESTIONS_GRAPH, question_triples
from claimgraph.api.soundness import Flaw, flaws
from claimgraph.ingest import (
    Corpus,
    CorpusError,
    Graph,
    Location,
    Problem,
    check_references,
    docket_graph,
    letter_graph,
    load_corpus,
    read_letter,
)
from claimgraph.ontology import ONTOLOGY_GRAPH, Clash, Iris, derive, justify, ontology_triples
from claimgraph.shapes import Violation

Tell = Callable[[str, int, int], None]
"""Called with the step's name, how much of it is done, and how much there is."""

UNREAD = "this draft is not part of the build: claimgraph review moves what is accepted into the letter's annotation"


@dataclass(frozen=True, slots=True)
class Build:
    """A corpus made into graphs, found valid.

    ``quads`` holds the asserted graphs, the derived one, the ontology and the example questions; ``inputs`` the SHA-256
    of every file read; ``cautions`` what was left unsettled, none of which stops a build; ``origins`` the line that a
    person wrote for a thing, by its IRI.
    """

    quads: tuple[Quad, ...]
    inputs: dict[str, str]
    cautions: tuple[Problem, ...]
    origins: Mapping[str, Location]

    def ntriples(self) -> bytes:
        """All triples as N-Triples, the graphs joined: what a reasoner is given."""
        return serialize((quad.triple for quad in self.quads), format=RdfFormat.N_TRIPLES) or b""


def build(folder: Path, tell: Tell = lambda step, done, total: None) -> Build:
    """The corpus in a folder as validated graphs; writes nothing.

    Raises `CorpusError` with every problem found in the first stage that finds any: the files, the names in them,
    the letters' texts and quotes, the shapes.
    """
    corpus = load_corpus(folder)
    problems = check_references(corpus)
    if problems:
        raise CorpusError(problems)
    graphs, cautions = _graphs(corpus, tell)
    cautions += tuple(Problem(Location(str(path), 1), UNREAD) for path in corpus.drafts())
    iris = Iris(corpus.docket.content.base)
    tell("deriving", 0, 1)
    store = Store()
    store.bulk_extend(quad for graph in graphs for quad in graph.quads())
    derived = derive(store, iris)
    tell("deriving", 1, 1)
    asserted = tuple(triple for graph in graphs for triple in graph.triples)
    tell("validating", 0, 1)
    refuse(flaws((*asserted, *derived)), graphs, corpus.folder)
    tell("validating", 1, 1)
    graphs += [
        Graph(iris.derived_graph(), derived, {}),
        Graph(ONTOLOGY_GRAPH, ontology_triples(), {}),
        Graph(QUESTIONS_GRAPH, question_triples(), {}),
    ]
    origins = {iri: place for graph in graphs for iri, place in graph.origins.items()}
    return Build(tuple(_once(graphs)), _inputs(corpus), cautions, origins)


def _graphs(corpus: Corpus, tell: Tell) -> tuple[list[Graph], tuple[Problem, ...]]:
    graphs = [docket_graph(corpus)]
    problems: list[Problem] = []
    cautions: list[Problem] = []
    for done, slug in enumerate(corpus.letters):
        tell("reading letters", done, len(corpus.letters))
        try:
            read = read_letter(corpus, slug)
        except CorpusError as error:
            problems.extend(error.problems)
            continue
        cautions.extend((*read.cautions, *read.unresolved()))
        graphs.append(letter_graph(corpus, read))
    if problems:
        raise CorpusError(tuple(problems))
    tell("reading letters", len(corpus.letters), len(corpus.letters))
    return graphs, tuple(cautions)


def _once(graphs: list[Graph]) -> Iterator[Quad]:
    """The graphs' quads, each triple in the first graph that says it, so that it counts once in their union.

    Two letters may link to one web address that is no listed work, and each describes it.
    """
    said: set[Triple] = set()
    for graph in graphs:
        for quad in graph.quads():
            if quad.triple not in said:
                said.add(quad.triple)
                yield quad


def refuse(found: Iterable[Flaw], graphs: list[Graph], folder: Path) -> None:
    """Let nothing pass that has a flaw: CorpusError tells each of them at the line that a person wrote."""
    origins = {iri: place for graph in graphs for iri, place in graph.origins.items()}
    problems = tuple(
        _problem(flaw, origins, folder) if isinstance(flaw, Violation) else _contradiction(flaw, origins, folder)
        for flaw in found
    )
    if problems:
        raise CorpusError(problems)


def why_inconsistent(made: Build, folder: Path) -> CorpusError | None:
    """The smallest set of statements and axioms by which HermiT finds the build inconsistent; None if it doesn't."""
    clash = justify(quad.triple for quad in made.quads)
    return None if clash is None else CorpusError((_contradiction(clash, made.origins, folder),))


def _contradiction(clash: Clash, origins: Mapping[str, Location], folder: Path) -> Problem:
    """The clash at the first line that a person wrote for it, with the lines of its other statements."""
    places = {str(t.subject): origins.get(getattr(t.subject, "value", "")) for t in clash.statements}
    said = [
        f"{t} [{place.file}:{place.line}]" if (place := places[str(t.subject)]) else str(t) for t in clash.statements
    ]
    first = next((place for place in places.values() if place), Location(str(folder), 1))
    axioms = "; ".join(map(str, clash.axioms))
    return Problem(
        first, f"these can't all be so: {' / '.join(said)}; the ontology says: {axioms}; take one of them back"
    )


def _problem(violation: Violation, origins: dict[str, Location], folder: Path) -> Problem:
    """A shape's complaint in words, at the line that a person wrote; a derived thing has the folder as its place."""
    return Problem(
        origins.get(violation.focus, Location(str(folder), 1)),
        f"{violation.message} ({violation.focus}{f', value {violation.value}' if violation.value else ''})",
    )


def _inputs(corpus: Corpus) -> dict[str, str]:
    shared = (corpus.docket, corpus.organizations, corpus.sources, corpus.programmes, corpus.propositions)
    files = [file.document.file for file in (*shared, corpus.alignments)]
    for slug, letter in corpus.letters.items():
        files.extend((letter.document.file, *map(str, (corpus.text_path(slug), *corpus.earlier_paths(slug)))))
    return {
        Path(file).relative_to(corpus.folder).as_posix(): hashlib.sha256(Path(file).read_bytes()).hexdigest()
        for file in sorted(files)
    }
