"""Print how long each way of reasoning takes on synthetic dockets of 2, 20 and 200 letters.

python bench/reasoners.py [LETTERS ...]

A letter has 60 claims and 40 citations; the works cited and the propositions affirmed or denied follow Zipf's law. Each
way is stopped after LIMIT seconds.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from claimgraph.ontology import (
    CG,
    ORG,
    RDF,
    RDFS,
    Iris,
    ReasonerError,
    derive,
    materialise,
    ontology_triples,
    realise,
)

IRIS = Iris("https://example.org/synthetic/")
CLAIMS, CITATIONS, LIMIT = 60, 40, 120
WORKS, PROPOSITIONS = 20, 30
"""How many works and propositions there are for each letter."""


def docket(letters: int) -> list[Triple]:
    """A docket's statements about its letters, claims, citations and works; the same number gives the same docket."""
    draw = random.Random(letters)
    triples = list(works(letters * WORKS, draw))
    for n in range(letters):
        triples += letter(f"l{n}", letters, draw)
    for n in range(letters * PROPOSITIONS):
        triples += typed(IRIS.proposition(f"p{n}"), CG.Proposition)
    return triples


def typed(node: NamedNode, *kinds: NamedNode) -> list[Triple]:
    """A thing's label and classes."""
    named = Triple(node, RDFS.label, Literal(node.value.rsplit("/", 1)[1]))
    return [named, *(Triple(node, RDF.type, kind) for kind in kinds)]


def works(count: int, draw: random.Random) -> Iterator[Triple]:
    """Works, and organisations that publish them, some as parts of others."""
    for n in range(count // 4 + 1):
        yield from typed(IRIS.organization(f"o{n}"), ORG.Organization)
        if n % 3:
            yield Triple(IRIS.organization(f"o{n}"), ORG.subOrganizationOf, IRIS.organization(f"o{n - n % 3}"))
    for n in range(count):
        yield from typed(IRIS.source(f"s{n}"), CG.EvidenceSource)
        yield Triple(IRIS.source(f"s{n}"), CG.publishedBy, IRIS.organization(f"o{draw.randrange(count // 4 + 1)}"))


def letter(slug: str, letters: int, draw: random.Random) -> Iterator[Triple]:
    """A letter with its claims and citations."""
    node, respondent, text = IRIS.letter(slug), IRIS.organization(slug), IRIS.text(slug, "0" * 64)
    yield from typed(node, CG.CommentLetter)
    yield from typed(respondent, ORG.Organization, CG.Respondent)
    yield from typed(text, CG.TextVersion)
    yield from typed(IRIS.section(slug, 1), CG.Section)
    yield Triple(node, CG.submittedBy, respondent)
    yield Triple(text, CG.versionOf, node)
    yield Triple(IRIS.section(slug, 1), CG.sectionOf, node)
    for n in range(CITATIONS):
        citation, note = IRIS.citation(slug, n, 1), IRIS.footnote(slug, n)
        yield from typed(note, CG.Footnote)
        yield from typed(citation, CG.Citation)
        yield Triple(note, CG.footnoteOf, node)
        yield Triple(citation, CG.citedIn, note)
        yield Triple(citation, CG.citesSource, IRIS.source(f"s{zipf(letters * WORKS, draw)}"))
    for n in range(CLAIMS):
        claim, passage = IRIS.claim(slug, f"c{n}"), IRIS.passage(slug, "0" * 64, n * 100, n * 100 + 90)
        yield from typed(passage, CG.Passage)
        yield from typed(claim, CG.Claim, CG.FactualClaim)
        yield Triple(passage, CG.inText, text)
        yield Triple(claim, CG.assertedIn, passage)
        yield Triple(claim, CG.statedIn, IRIS.section(slug, 1))
        yield Triple(claim, CG.madeBy, respondent)
        stance = CG.denies if draw.random() < 0.1 else CG.affirms
        yield Triple(claim, stance, IRIS.proposition(f"p{zipf(letters * PROPOSITIONS, draw)}"))
        if draw.random() < 0.4:
            yield Triple(claim, CG.hasCitation, IRIS.citation(slug, draw.randrange(CITATIONS), 1))


def zipf(count: int, draw: random.Random) -> int:
    """A rank from 0 below the count, about as often as 1 / (rank + 1)."""
    return min(int(count ** draw.random()), count) - 1


def by_sparql(triples: list[Triple]) -> int:
    """How many statements the SPARQL rules derive."""
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in triples)
    return len(derive(store, IRIS))


def by_rl(triples: list[Triple]) -> int:
    """How many statements the OWL 2 RL rules derive."""
    return sum(1 for _ in materialise(triples).derived())


def by_hermit(triples: list[Triple]) -> int:
    """How many pairs of properties HermiT knows, stated ones among them."""
    return sum(map(len, realise([*ontology_triples(), *triples], timeout=LIMIT).relations.values()))


WAYS = {"SPARQL rules": by_sparql, "OWL 2 RL": by_rl, "HermiT (pairs, stated ones too)": by_hermit}


def timed(way: Callable[[list[Triple]], int], triples: list[Triple]) -> tuple[str, str]:
    """How many statements a way derives and in how many seconds, in a process that is stopped after LIMIT seconds."""
    results: multiprocessing.Queue[tuple[int, float]] = multiprocessing.Queue()

    def work() -> None:
        start = time.perf_counter()
        try:
            results.put((way(triples), time.perf_counter() - start))
        except ReasonerError:  # HermiT has its own clock, and was stopped by it
            sys.exit(1)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join(LIMIT + 5)
    if process.exitcode == 0:
        count, seconds = results.get()
        return f"{count:,}", f"{seconds:.1f}"
    process.kill()
    process.join()
    return "-", f"over {LIMIT}"


def main(sizes: list[int]) -> None:
    """Print the table, a row for each size and way."""
    print("| letters | triples | way | derived | seconds |\n|---:|---:|---|---:|---:|")
    for letters in sizes:
        triples = docket(letters)
        for name, way in WAYS.items():
            print(f"| {letters} | {len(triples):,} | {name} | {' | '.join(timed(way, triples))} |", flush=True)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [2, 20, 200])
