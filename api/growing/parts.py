"""A corpus whose letters people annotated, as parts on a shelf: those that are there already are left as they are."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from claimgraph.api.growing.making import Making
from claimgraph.api.letter_reading import Tell
from claimgraph.ingest import Corpus, CorpusError, IngestError, Location, Problem, docket_graph
from claimgraph.ingest.cluster import Done, Failed, map_parts
from claimgraph.ingest.corpus import annotated_slugs, load_shared
from claimgraph.ingest.parts import Shared, SharedFiles, Shelf, pack
from claimgraph.ingest.parts.stamps import sha256_of
from claimgraph.ingest.references import check_shared

SHARED_FILES = ("docket", "organizations", "sources", "programmes", "propositions", "alignments")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a corpus as they are now: ``corpus`` has no letters, their ``graphs`` are on the shelf.

    ``graphs`` are the SHA-256 of the letters' graphs by slug, in the order of slugs; ``docket`` is that of the graph of
    what they share. ``inputs`` has the SHA-256 of every file read, by its path in the corpus folder.
    """

    corpus: Corpus
    docket: str
    graphs: dict[str, str]
    inputs: dict[str, str]


def make_parts(folder: Path, shelf: Shelf, tell: Tell, making: Making = Making()) -> Parts:  # noqa: B008  (frozen)
    """The parts of the corpus in a folder, with no part made anew that would come out as it is.

    Raises `CorpusError` with every problem of the shared files or else of the letters; other letters' parts are kept.
    Raises `ClusterError` when there are no workers, or partitions can't be written.
    """
    now = time.time_ns()
    inputs = _inputs(folder)  # first: a file that changes meanwhile is another one to the next build
    files = SharedFiles(shelf)
    corpus = load_shared(folder, load_file=files.load)
    slugs = annotated_slugs(folder)
    mark = _digest(*sorted(inputs.items()))
    checked = _digest(mark, *slugs)
    if not shelf.is_checked(checked):
        refuse(check_shared(corpus, frozenset(slugs)))
    shared = Shared(corpus, files.canonical(corpus))
    stale = shelf.stale(shared, mark, slugs, now)
    tell("reading letters", len(slugs) - len(stale), len(slugs))
    problems: list[Problem] = []
    made = map_parts(shared, stale, making.workers(len(stale)), making.letters, making.partitions)
    for done, (slug, outcome) in enumerate(made, start=len(slugs) - len(stale) + 1):
        match outcome:
            case Done(part):
                shelf.put(part, mark, now)
            case Failed(CorpusError() as error):
                problems.extend(error.problems)
            case Failed(IngestError() as error):
                problems.append(Problem(Location(str(folder / "letters" / f"{slug}.yaml"), 1), str(error)))
            case Failed(error):
                raise error
        tell("reading letters", done, len(slugs))
    refuse(problems)
    shelf.keep_only(slugs)
    graphs = shelf.graphs()
    making.write_partitions(shelf, graphs, stale)
    return Parts(
        corpus,
        _docket(corpus, shelf, mark, checked),
        graphs,
        dict(sorted({**inputs, **shelf.files()}.items())),
    )


def _docket(corpus: Corpus, shelf: Shelf, mark: str, checked: str) -> str:
    """The SHA-256 of the graph of what the letters share, made anew if need be."""
    respondents = shelf.respondents()
    made_of = _digest(mark, *sorted(respondents))
    kept = shelf.docket(made_of) if shelf.is_checked(checked) else None
    if kept is not None:
        return kept
    made = pack(docket_graph(corpus, respondents))
    shelf.put_docket(made_of, checked, made)
    return made.sha256


def _digest(*what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()


def refuse(problems: Iterable[Problem]) -> None:
    """Raises `CorpusError` if there are any problems."""
    if found := tuple(problems):
        raise CorpusError(found)


def _inputs(folder: Path) -> dict[str, str]:
    paths = (folder / f"{name}.yaml" for name in SHARED_FILES)
    return {path.name: sha256 for path in paths if (sha256 := sha256_of(path))}
