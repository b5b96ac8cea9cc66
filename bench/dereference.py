"""Every data IRI in every format, asked of a running service: what fails is printed, and what was counted.

python bench/dereference.py                         the corpus that comes with claimgraph, built and served for this
python bench/dereference.py --store DIR             a store, served for this
python bench/dereference.py http://127.0.0.1:8000   a service that runs
python bench/dereference.py --every 10 --rdflib 5   each tenth IRI only; rdflib reads each fifth of them too

The graph is taken from the service's own dump. Each IRI is asked for by Accept and by suffix in each RDF format and as
a page: bodies have to parse and to say the same as the dump, headers to be those of the table
(`dereference_checks.HEADERS`). Two connections that are kept alive, one request at a time on each. The exit code is 1
where anything is wrong.
"""

from __future__ import annotations

import argparse
import gzip
import html
import http.client
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from dereference_checks import Answer, Case, Truth, complaints_of_bodies, complaints_of_headers, is_document
from progress import say
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from servers import Corpus, claimgraph

from claimgraph.api.addresses import Addresses
from claimgraph.api.build import build
from claimgraph.api.options import BUNDLED
from claimgraph.api.service.negotiation import GRAPH_FORMATS, HTML
from claimgraph.ontology import CG, RDF
from claimgraph.store import publish

CONNECTIONS = 2
SECONDS = 60.0
SHOWN = 50


@dataclass(slots=True)
class Counts:
    """What a crawl has come to."""

    iris: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


class Client:
    """Asks one origin, each thread by a connection of its own that stays open."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._netloc = urlsplit(origin).netloc
        self._own = threading.local()
        self._opened: list[http.client.HTTPConnection] = []

    def get(self, target: str, accept: str, method: str = "GET", **headers: str) -> Answer:
        """The answer. Raises OSError or http.client.HTTPException."""
        connection: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = http.client.HTTPConnection(self._netloc, timeout=SECONDS)
            self._opened.append(connection)
        connection.request(method, target, headers={"Accept": accept, **headers})
        with connection.getresponse() as answer:
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())

    def close(self) -> None:
        """End all connections."""
        for connection in self._opened:
            connection.close()


def crawl(client: Client, quads: Sequence[Quad], *, every: int = 1, rdflib_every: int = 0) -> Counts:
    """Ask for the graph's IRIs, and return what was counted and found wrong."""
    truth, counts = Truth.of(quads), Counts()
    things = list(addresses(quads).items())[::every]
    counts.iris = len(things)

    def ask(number: int) -> tuple[Counter[str], list[str]]:
        path, iri = things[number]
        requests: Counter[str] = Counter()
        with_rdflib = rdflib_every > 0 and number % rdflib_every == 0
        return requests, list(thing(client, path, iri, truth, requests, with_rdflib=with_rdflib))

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for done, (requests, complaints) in enumerate(pool.map(ask, range(len(things))), start=1):
            counts.requests.update(requests)
            counts.complaints += complaints
            if done % 500 == 0:
                say(f"{done:,} of {len(things):,} IRIs, {len(counts.complaints)} complaints")
    return counts


def addresses(quads: Sequence[Quad]) -> dict[str, str]:
    """The paths of this service at which things of the graph are, and their IRIs; terms are in their document."""
    dockets = sorted(quad.subject.value for quad in quads if _is_docket(quad) and isinstance(quad.subject, NamedNode))
    here = Addresses.of(dockets)
    nodes = {node for quad in quads for node in (quad.subject, quad.object, quad.graph_name)}
    found: dict[str, str] = {}
    for iri in sorted(node.value for node in nodes if isinstance(node, NamedNode)):
        path = here.href(iri)
        # An address of the web that a letter cites is elsewhere.
        if path and path.startswith("/") and not urldefrag(iri).fragment:
            found[path] = iri
    return found


def thing(
    client: Client, path: str, iri: str, truth: Truth, requests: Counter[str], *, with_rdflib: bool
) -> Iterator[str]:
    """Yield the complaints about one thing."""
    bodies: dict[Case, bytes] = {}
    for each in GRAPH_FORMATS:
        negotiated = None
        for by_suffix in (False, True):
            case = Case(path, each, by_suffix)
            answer = client.get(case.target, "image/png" if by_suffix else each.media_type)
            requests[each.name] += 1
            yield from complaints_of_headers(case, answer)
            if answer.status != 200:
                continue
            if negotiated is None:
                negotiated = answer
                bodies[case] = answer.body
            elif answer.body != negotiated.body:
                bodies[case] = answer.body  # blank nodes may be called otherwise
        if negotiated is not None:
            again = client.get(path, each.media_type, **{"If-None-Match": negotiated.header("etag")})
            requests["304"] += 1
            if (again.status, again.body) != (304, b""):
                yield f"{path} as {each.name}: {again.status} instead of 304 to its own entity tag"
    yield from complaints_of_bodies(iri, bodies, truth, with_rdflib=with_rdflib)
    requests["html"] += 1
    yield from page(client, path, is_part=is_document(iri))
    refused = client.get(path, "image/png")
    requests["406"] += 1
    if refused.status != 406 or b"text/turtle" not in refused.body:
        yield f"{path} as image/png: {refused.status} instead of 406 with what there is"


def page(client: Client, path: str, *, is_part: bool) -> Iterator[str]:
    """Yield the complaints about the page of a path, which is a part of another's where it stands for a document."""
    answer = client.get(path, "text/html")
    if is_part:
        if answer.status != 303 or "/ontology#" not in answer.header("location"):
            yield f"{path} as a page: {answer.status} to {answer.header('location')!r}, not 303 to its part"
        return
    if answer.status != 200 or answer.header("content-type") != HTML.content_type:
        yield f"{path} as a page: {answer.status} {answer.header('content-type')}"
    text = html.unescape(answer.body.decode())
    for each in GRAPH_FORMATS:
        if f'href="{path}.{each.name}"' not in text:
            yield f"{path} as a page: no link to its {each.label}"


def dump(client: Client) -> list[Quad]:
    """The graph as the service hands it out. Raises RuntimeError where it doesn't."""
    answer = client.get("/download/claimgraph.nq.gz", "*/*")
    if answer.status != 200:
        raise RuntimeError(f"/download/claimgraph.nq.gz: {answer.status} {answer.body[:200]!r}")
    return list(parse(gzip.decompress(answer.body), RdfFormat.N_QUADS))


@contextmanager
def served(store: Path, place: Path) -> Iterator[str]:
    """The origin of a service of the store, which limits no rate and ends with the block."""
    with claimgraph(Corpus(0, store, store), place, "--rate", "0") as endpoint:
        yield f"http://127.0.0.1:{endpoint.port}"


def main() -> int:
    """Crawl, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("origin", nargs="?", help="a running service, such as http://127.0.0.1:8000")
    parser.add_argument("--store", type=Path, help="a store to serve")
    parser.add_argument("--every", type=int, default=1, help="each so manyeth IRI")
    parser.add_argument("--rdflib", type=int, default=10, help="rdflib reads each so manyeth; 0: none")
    options = parser.parse_args()
    if options.origin:
        return crawled(options.origin.rstrip("/"), options)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = options.store or place / "store"
        if not options.store:
            made = build(BUNDLED)
            publish(store, made.quads, made.inputs)
        with served(store, place) as origin:
            return crawled(origin, options)


def crawled(origin: str, options: argparse.Namespace) -> int:
    """Crawl an origin, print what was found, and return the exit code."""
    client = Client(origin)
    began = time.perf_counter()
    try:
        counts = crawl(client, dump(client), every=options.every, rdflib_every=options.rdflib)
    finally:
        client.close()
    seconds, total = time.perf_counter() - began, counts.requests.total()
    print(f"{counts.iris:,} IRIs, {total:,} requests in {seconds:.0f} s ({total / seconds:.0f} a second)")
    print(", ".join(f"{name} {number:,}" for name, number in sorted(counts.requests.items())))
    for complaint in counts.complaints[:SHOWN]:
        print(complaint)
    print(f"{len(counts.complaints):,} complaints")
    return 1 if counts.complaints else 0


def _is_docket(quad: Quad) -> bool:
    return quad.predicate == RDF.type and quad.object == CG.Docket


if __name__ == "__main__":
    sys.exit(main())
