"""Dumps load into other people's programs without a warning, and say there what they say here."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Store, parse

from claimgraph.store import Generation

BENCH = Path(__file__).parents[3] / "bench"
OXIGRAPH = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
RAPTOR = {"nq": "nquads", "trig": "trig", "nt": "ntriples", "ttl": "turtle", "rdf": "rdfxml"}


@pytest.fixture(scope="module")
def dumps(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dumps of all and of each graph, unpacked."""
    folder = tmp_path_factory.mktemp("dumps")
    for path in [*exported.glob("claimgraph.*.gz"), *exported.glob("graphs/*.gz")]:
        (folder / path.name.removesuffix(".gz")).write_bytes(gzip.decompress(path.read_bytes()))
    return folder


def canonical(quads: Iterator[Quad]) -> Dataset:
    """The quads' triples, their blank nodes with canonical names."""
    dataset = Dataset(Quad(*quad.triple) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize("suffix", OXIGRAPH)
def test_oxigraph_loads_them(suffix: str, dumps: Path, generation: Generation) -> None:
    store = Store()
    store.bulk_load(path=dumps / f"claimgraph.{suffix}", format=OXIGRAPH[suffix])
    keeps_graphs = suffix in ("nq", "trig", "jsonld")
    assert len(store) == generation.manifest.quads
    assert len(list(store.named_graphs())) == (len(generation.manifest.graphs) if keeps_graphs else 0)


def rapper(path: Path) -> tuple[bytes, list[str]]:
    """What raptor reads in a file, as N-Triples, and what it says of it."""
    program = shutil.which("rapper")
    if program is None:
        pytest.skip("no rapper here; install raptor2-utils")
    command = [program, "-i", RAPTOR[path.suffix[1:]], "-o", "ntriples", str(path), "urn:base"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    usual = ("rapper: Parsing URI", "rapper: Serializing")
    told = [line for line in done.stderr.decode().splitlines() if not line.startswith(usual)]
    return done.stdout, [*told, *([f"exit code {done.returncode}"] if done.returncode else [])]


@pytest.mark.parametrize("suffix", RAPTOR)
def test_raptor_reads_them_without_a_warning(suffix: str, dumps: Path) -> None:
    for path in sorted(dumps.glob(f"*.{suffix}")):
        read, told = rapper(path)
        found = canonical(parse(read, RdfFormat.N_TRIPLES))
        assert told == [f"rapper: Parsing returned {len(found)} triples"], path.name
        assert found == canonical(parse(path=path, format=OXIGRAPH[suffix])), path.name


FAULTY = [
    ("x.ttl", '<urn:a> <urn:p> "x', "Error"),
    ("x.nt", '<urn:a> "p" <urn:b> .\n', "Error"),
    ("x.rdf", '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:D r:bagID="x"/></r:RDF>', "Warning"),
]


@pytest.mark.parametrize(("name", "text", "said"), FAULTY)
def test_raptor_tells_of_faults(name: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    _, told = rapper(tmp_path / name)
    assert any(said in line for line in told), told


@pytest.fixture(scope="module")
def servers() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        import servers

        yield servers


def test_virtuoso_loads_them(servers: ModuleType, dumps: Path, generation: Generation, tmp_path: Path) -> None:
    """N-Quads in their graphs; each other format but JSON-LD, which its loader doesn't know, in a graph of its own."""
    if not (shutil.which("virtuoso-t") and (isql := shutil.which("isql-vt"))):
        pytest.skip("no Virtuoso here; install virtuoso-opensource-7-bin")
    corpus = servers.Corpus(2, tmp_path, dumps / "claimgraph.nq")
    with servers.virtuoso(corpus, tmp_path, buffers=5000) as endpoint:
        load = "".join(
            f"ld_dir('{dumps}', 'claimgraph.{suffix}', 'urn:{suffix}');\n" for suffix in ("nt", "ttl", "rdf")
        )
        home = tmp_path / "virtuoso-2"
        (home / "spoilt.ttl").write_text('<urn:a> <urn:p> "x', "utf-8")  # so that the list of faults is seen to work
        load += f"ld_dir('{home}', 'spoilt.ttl', 'urn:spoilt');\n"
        faults = "SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_state <> 2 OR ll_error IS NOT NULL;\n"
        done = subprocess.run(
            [isql, str(endpoint.sql), "dba", "dba", "VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF"],
            input=f"{load}rdf_loader_run();\n{faults}".encode(),
            capture_output=True,
            check=True,
            timeout=120,
        )
        assert done.stderr.decode().split() == []
        listed = [line.rpartition("/")[2].split()[0] for line in done.stdout.decode().splitlines() if "/" in line]
        assert listed == ["spoilt.ttl"]
        query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        wanted = urlencode({"query": query, "format": "application/sparql-results+json"})
        with urlopen(f"http://127.0.0.1:{endpoint.port}{endpoint.path}?{wanted}", timeout=60) as answer:
            rows = json.load(answer)["results"]["bindings"]
    counts = {row["g"]["value"]: int(row["n"]["value"]) for row in rows}
    assert {graph: counts.get(graph) for graph in generation.manifest.graphs} == dict(generation.manifest.graphs)
    whole = len(canonical(parse(path=dumps / "claimgraph.nt", format=RdfFormat.N_TRIPLES)))
    assert {suffix: counts.get(f"urn:{suffix}") for suffix in ("nt", "ttl", "rdf")} == dict.fromkeys(
        ("nt", "ttl", "rdf"), whole
    )
