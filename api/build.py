"""From a corpus folder to everything a generation holds: read, check, derive, validate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, serialize

from claimgraph.api.letter_reading import Letters, Tell, at_fault, cautions_of, graphs_of, read_all, remarks_of
from claimgraph.api.question_graph import QUESTIONS_GRAPH, question_triples
from claimgraph.api.soundness import Flaw, flaws
from claimgraph.ingest import Corpus, CorpusError, Graph, Location, Problem, check_references, load_corpus
from claimgraph.ingest.cluster import Workers
from claimgraph.ingest.survey import Kept, Survey
from claimgraph.ontology import ONTOLOGY_GRAPH, Clash, Iris, derive, justify, ontology_triples
from claimgraph.shapes import Violation

__all__ = ["Build", "Findings", "Tell", "build", "refuse", "unread_drafts", "why_inconsistent"]

UNREAD = "this draft is not part of the build: claimgraph review moves what is accepted into the letter's annotation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is to be told of a corpus that was built.

    ``cautions`` are what was left unsettled, none of which stops a build; there are ``untold`` more. Of letters that
    nobody annotated, ``remarks`` are what programs left unsettled in those that are in the graph, ``failures`` those
    that aren't, ``read`` is how many are, and ``joined`` how many of these say what another one says, and stand under
    it.
    """

    cautions: tuple[Problem, ...] = ()
    untold: int = 0
    remarks: tuple[Problem, ...] = ()
    failures: tuple[Problem, ...] = ()
    read: int = 0
    joined: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Build(Findings):
    """A corpus made into graphs, found valid.

    ``quads`` holds the asserted graphs, the derived one, the ontology and the example questions; ``inputs`` the SHA-256
    of every file read; ``origins`` the line that a person wrote for a thing, by its IRI.
    """

    quads: tuple[Quad, ...]
    inputs: dict[str, str]
    origins: Mapping[str, Location]

    def ntriples(self) -> bytes:
        """All triples as N-Triples, the graphs joined: what a reasoner is given."""
        return serialize((quad.triple for quad in self.quads), format=RdfFormat.N_TRIPLES) or b""


def build(
    folder: Path,
    tell: Tell = lambda step, done, total: None,
    *,
    base: str | None = None,
    kept: Kept | None = None,
    ocr: Sequence[str] = (),
    readers: Workers | None = None,
) -> Build:
    """The corpus in a folder as validated graphs; writes nothing but to ``kept``, where readings of letters are kept.

    A letter that nobody annotated and that can't be read, or isn't sound, is left out and told of. ``base`` is what
    IRIs start with where there is no docket.yaml; ``ocr`` is the program that recognises the text of scans, with its
    arguments; ``readers`` read the letters that nobody annotated, in place of this machine. Raises `CorpusError` with
    every problem found in the first stage that finds any: the files, the names in them, the annotated letters' texts
    and quotes, the shapes.
    """
    corpus = load_corpus(folder, base)
    problems = check_references(corpus)
    if problems:
        raise CorpusError(problems)
    letters = read_all(corpus, kept, tell, ocr, readers)
    while True:
        graphs, found, derived = _derived(corpus, letters, tell)
        tell("validating", 0, 1)
        asserted = (triple for graph in graphs for triple in graph.triples)
        unsound = flaws((*asserted, *derived))
        wrong = at_fault(letters, _complaints(unsound, graphs))
        if not wrong:
            break
        letters = letters.without(wrong)
    refuse(unsound, graphs, corpus.folder)
    tell("validating", 1, 1)
    graphs += [
        Graph(Iris(corpus.base).derived_graph(), derived, {}),
        Graph(ONTOLOGY_GRAPH, ontology_triples(), {}),
        Graph(QUESTIONS_GRAPH, question_triples(), {}),
    ]
    return Build(
        quads=tuple(_once(graphs)),
        inputs=_inputs(corpus, letters),
        origins={iri: place for graph in graphs for iri, place in graph.origins.items()},
        cautions=(*cautions_of(corpus, letters, found), *unread_drafts(corpus)),
        remarks=tuple(remarks_of(corpus, letters, found)),
        failures=letters.failures,
        read=len(letters.read),
        joined=sum(map(len, found.joined.values())) if found else 0,
    )


def unread_drafts(corpus: Corpus) -> tuple[Problem, ...]:
    """A word on each draft of the corpus, none of which is in the graph."""
    return tuple(Problem(Location(str(path), 1), UNREAD) for path in corpus.drafts())


def _derived(corpus: Corpus, letters: Letters, tell: Tell) -> tuple[list[Graph], Survey | None, tuple[Triple, ...]]:
    graphs, found = graphs_of(corpus, letters)
    tell("deriving", 0, 1)
    store = Store()
    store.bulk_extend(quad for graph in graphs for quad in graph.quads())
    derived = derive(store, Iris(corpus.base))
    tell("deriving", 1, 1)
    return graphs, found, derived


def _complaints(unsound: Iterable[Flaw], graphs: list[Graph]) -> Iterator[tuple[Location | None, str]]:
    """Each flaw's place and what is to be said of it."""
    origins = {iri: place for graph in graphs for iri, place in graph.origins.items()}
    for flaw in unsound:
        if isinstance(flaw, Violation):
            yield origins.get(flaw.focus), f"{flaw.message} ({flaw.focus})"
        else:
            subjects = (getattr(each.subject, "value", "") for each in flaw.statements)
            yield next((origins[each] for each in subjects if each in origins), None), str(flaw)


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


def _inputs(corpus: Corpus, letters: Letters) -> dict[str, str]:
    shared = (corpus.docket, corpus.organizations, corpus.sources, corpus.works, corpus.programmes)
    written = (*shared, corpus.propositions, corpus.alignments)
    files = [Path(file.document.file) for file in written if file]
    for slug, letter in corpus.letters.items():
        files.extend((Path(letter.document.file), corpus.text_path(slug), *corpus.earlier_paths(slug)))
    digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.exists()}
    records = {each.file.record for each in letters.read if each.file.record}
    digests |= {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in records}
    digests |= {each.file.path: each.sha256 for each in letters.read}
    return {path.relative_to(corpus.folder).as_posix(): digests[path] for path in sorted(digests)}
