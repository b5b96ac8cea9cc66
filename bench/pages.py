"""How long each kind of page takes and what it weighs, on synthetic letters: `python bench/pages.py [LETTERS …]`.

The service runs in processes of its own; each page is asked for over HTTP, one request at a time, and none is kept by a
cache. The first request of the docket's page reads its positions; the median of the others is what readers wait for.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import httpx
from progress import say
from pyoxigraph import Quad, RdfFormat, parse
from rates import FLAGS
from servers import Corpus, claimgraph
from synthetic import IRIS, PROPOSITIONS, TOPICS, quads

from claimgraph.ontology import CG, DCTERMS, RDF, RDFS, SKOS
from claimgraph.store import open_current, publish

QUESTIONS = 9
ROUNDS = 9
PAGES = {
    "docket": "docket",
    "docket, all": "docket?show=all",
    "docket, disputed": "docket?show=disputed",
    "docket, one question": "docket?question=2",
    "claim": "claim/l0/c0",
    "proposition": "proposition/p0",
    "question": "question/1",
    "organisation": "organization/o0",
    "respondent": "organization/l0",
    "source": "source/s0",
    "topic": "topic/t0",
    "alignment": "alignment/a0",
    "letter": "letter/l0",
    "letter, characters": "letter/l0?char=100,200",
}
BESIDE = {
    "compare": "compare?one=l0&other=l1",
    "map": "map",
    "map, one respondent": "map?respondent=l0",
}
"""Pages whose addresses aren't below the docket's."""


def docketed(letters: int) -> Iterator[Quad]:
    """The synthetic letters as answers to a docket with questions, and their propositions by topic."""
    return chain(quads(letters), parse("".join(_docket(letters)).encode(), RdfFormat.N_QUADS))


def _docket(letters: int) -> Iterator[str]:
    base = IRIS.base

    def line(subject: str, predicate: object, value: object) -> str:
        return f"<{base}{subject}> {predicate} {value} {IRIS.docket_graph()} .\n"

    yield line("docket", RDF.type, CG.Docket)
    yield line("docket", DCTERMS.title, '"A docket of synthetic letters"')
    yield line("request", RDF.type, CG.RequestForComment)
    yield line("request", CG.inDocket, f"<{base}docket>")
    for n in range(1, QUESTIONS + 1):
        yield line(f"question/{n}", RDF.type, CG.Question)
        yield line(f"question/{n}", RDFS.label, f'"Question {n}"')
        yield line(f"question/{n}", SKOS.notation, f'"{n}"')
        yield line(f"question/{n}", CG.questionText, f'"What is the answer to question {n}?"')
        yield line(f"question/{n}", CG.askedIn, f"<{base}request>")
    for n in range(TOPICS):
        yield line(f"topic/t{n}", RDF.type, CG.Topic)
        yield line(f"topic/t{n}", RDFS.label, f'"Topic {n}"')
    for n in range(letters * PROPOSITIONS):
        yield line(f"proposition/p{n}", CG.topic, f"<{base}topic/t{n % TOPICS}>")
    for n in range(letters):
        yield line(f"letter/l{n}", CG.inDocket, f"<{base}docket>")
        yield line(f"letter/l{n}/section/1", CG.answers, f"<{base}question/{n % QUESTIONS + 1}>")


def measured(client: httpx.Client, address: str, rounds: int) -> tuple[float, float, int]:
    """Milliseconds of the first request and of the median one after it, and the page's bytes."""
    times, size = [], 0
    for _ in range(rounds + 1):
        began = time.perf_counter()
        answer = client.get(address, headers={"Accept": "text/html", "Accept-Encoding": "identity"})
        times.append((time.perf_counter() - began) * 1000)
        answer.raise_for_status()
        size = len(answer.content)
    return times[0], statistics.median(times[1:]), size


def main() -> None:
    """Print a table for each number of letters."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("letters", type=int, nargs="*", default=[2, 50, 500])
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--store", type=Path, help="keep the stores here, and use those that are")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        for letters in given.letters:
            directory = (given.store or place) / f"docketed-{letters}"
            if not directory.exists():
                say(f"{letters} letters: building the store")
                publish(directory, docketed(letters), {})
            _report(Corpus(letters, directory, open_current(directory).quads_file), place, given.rounds)


def _report(corpus: Corpus, place: Path, rounds: int) -> None:
    with claimgraph(corpus, place, *FLAGS) as endpoint, httpx.Client(timeout=60) as client:
        origin = f"http://127.0.0.1:{endpoint.port}/"
        print(f"\n{corpus.letters} letters\n{'page':<24} {'first, ms':>9} {'then, ms':>9} {'kB':>6}")
        for name, address in {
            **{name: f"{origin}synthetic/{path}" for name, path in PAGES.items()},
            **{name: f"{origin}{path}" for name, path in BESIDE.items()},
        }.items():
            first, then, size = measured(client, address, rounds)
            print(f"{name:<24} {first:9.1f} {then:9.1f} {size / 1000:6.1f}", flush=True)


if __name__ == "__main__":
    main()
