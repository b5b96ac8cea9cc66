"""The graphs of the small corpus against a golden file, and what must hold of any graph that ingest makes."""

from __future__ import annotations

import os
from pathlib import Path

from pyoxigraph import Dataset, NamedNode, Quad, RdfFormat, parse, serialize

from claimgraph.ingest import Graph, check_references, docket_graph, letter_graph, load_corpus, read_letter
from claimgraph.ontology import PREFIXES

GOLDEN = Path(__file__).parent / "golden" / "lamps.trig"


def graphs(folder: Path) -> list[Graph]:
    corpus = load_corpus(folder)
    assert check_references(corpus) == ()
    return [
        docket_graph(corpus, corpus.respondents),
        *(letter_graph(corpus, read_letter(corpus, slug)) for slug in corpus.letters),
    ]


def quads(folder: Path) -> list[Quad]:
    return [quad for graph in graphs(folder) for quad in graph.quads()]


def test_golden(lamps: Path) -> None:
    made = quads(lamps)
    if os.environ.get("CLAIMGRAPH_WRITE_GOLDEN"):
        GOLDEN.write_bytes(serialize(made, format=RdfFormat.TRIG, prefixes=PREFIXES) or b"")
    golden = Dataset(parse(path=GOLDEN, format=RdfFormat.TRIG))
    assert Dataset(made) == golden


def test_graphs_do_not_depend_on_where_the_corpus_lies(lamps: Path, tmp_path: Path) -> None:
    elsewhere = lamps.rename(tmp_path / "moved")
    assert Dataset(quads(elsewhere)) == Dataset(parse(path=GOLDEN, format=RdfFormat.TRIG))


def test_triples_are_sorted_and_stand_once(lamps: Path) -> None:
    for graph in graphs(lamps):
        lines = [str(triple) for triple in graph.triples]
        assert lines == sorted(set(lines))


def test_every_subject_has_one_label_and_an_origin(lamps: Path) -> None:
    for graph in graphs(lamps):
        subjects = {triple.subject for triple in graph.triples}
        labels = [t.subject for t in graph.triples if t.predicate.value.endswith("rdf-schema#label")]
        assert sorted(map(str, labels)) == sorted(map(str, subjects))
        assert {subject.value for subject in subjects if isinstance(subject, NamedNode)} == set(graph.origins)


def test_origins_lead_to_the_line(lamps: Path) -> None:
    origins = {iri: place for graph in graphs(lamps) for iri, place in graph.origins.items()}
    for iri, words in [
        ("claim/acme/cities-should-pay", "slug: cities-should-pay"),
        ("source/guide", "slug: guide"),
        ("letter/acme/footnote/2", "² <https://studies"),
        ("letter/acme/footnote/4/mark/1", "Cities should pay for lamps,^{3,4}"),
        ("alignment/brightness-helps", "slug: brightness-helps"),
    ]:
        place = origins[f"https://example.org/lamps/{iri}"]
        assert words in Path(place.file).read_text("utf-8").splitlines()[place.line - 1]


def test_one_letter_s_graph_needs_no_other_letter(lamps: Path) -> None:
    before = {graph.iri: graph.triples for graph in graphs(lamps)}
    (lamps / "letters" / "borealis.yaml").unlink()
    (lamps / "alignments.yaml").write_text("alignments: []\n")
    after = {graph.iri: graph.triples for graph in graphs(lamps)}
    acme = NamedNode("https://example.org/lamps/graph/letter/acme")
    assert after[acme] == before[acme]
