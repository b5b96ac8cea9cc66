"""What describes the export: figures that queries confirm, citations that TeX can read, a crate that is whole."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, parse

from claimgraph.api.downloads import Workshop
from claimgraph.api.downloads.citing import bibtex
from claimgraph.api.downloads.describing import description
from claimgraph.api.downloads.ro_crate import ro_crate
from claimgraph.store import Generation, load_memory
from claimgraph.store.handle import TABLES

VOID = "http://rdfs.org/ns/void#"
ROOT = "https://example.org/.well-known/void"


@pytest.fixture(scope="module")
def void(exported: Path) -> Store:
    store = Store()
    store.bulk_extend(parse(path=exported / "void.ttl", format=RdfFormat.TURTLE))
    return store


def rows(store: Store, query: str) -> set[tuple[str, ...]]:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return {tuple(term.value if isinstance(term, NamedNode | Literal) else "" for term in row) for row in found}


PARTITIONS = [
    (
        "SELECT ?c (STR(?e) AS ?n) { ?d void:classPartition [ void:class ?c ; void:entities ?e ] }",
        "SELECT ?c (STR(COUNT(DISTINCT ?s)) AS ?n) { ?s a ?c FILTER (isIRI(?c)) } GROUP BY ?c",
    ),
    (
        "SELECT ?p (STR(?t) AS ?n) (STR(?e) AS ?m) "
        "{ ?d void:propertyPartition [ void:property ?p ; void:triples ?t ; void:distinctSubjects ?e ] }",
        "SELECT ?p (STR(COUNT(*)) AS ?n) (STR(COUNT(DISTINCT ?s)) AS ?m) "
        "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } } GROUP BY ?p",
    ),
    (
        "SELECT (STR(?t) AS ?n) (STR(?e) AS ?m) "
        "{ ?d a <http://www.w3.org/ns/dcat#Dataset> ; void:triples ?t ; void:distinctSubjects ?e }",
        "SELECT (STR(COUNT(*)) AS ?n) (STR(COUNT(DISTINCT ?s)) AS ?m) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }",
    ),
    (
        "SELECT ?g (STR(?t) AS ?n) { ?d sd:namedGraph [ sd:name ?g ; sd:graph [ void:triples ?t ] ] }",
        "SELECT ?g (STR(COUNT(*)) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    ),
]


@pytest.mark.parametrize(("said", "counted"), PARTITIONS)
def test_figures_are_what_queries_count(said: str, counted: str, void: Store, generation: Generation) -> None:
    prefixes = f"PREFIX void: <{VOID}> PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
    found = rows(void, prefixes + said)
    assert found == rows(load_memory(generation), counted)
    assert found


def test_every_input_and_dump_is_there(void: Store, exported: Path, generation: Generation) -> None:
    prefix = "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX spdx: <http://spdx.org/rdf/terms#> "
    used = rows(
        void,
        prefix + "SELECT ?name ?sum { ?b prov:used ?u . ?u spdx:checksum/spdx:checksumValue ?sum ; "
        "<http://www.w3.org/2000/01/rdf-schema#label> ?name }",
    )
    assert used == set(generation.manifest.inputs.items())
    dumps = rows(void, f"SELECT ?f {{ ?d <{VOID}dataDump> ?f }}")
    names = {name.removeprefix("https://example.org/download/") for [name] in dumps}
    there = {str(path.relative_to(exported)) for path in exported.rglob("*.*") if path.suffix in (".gz", ".zst")}
    packed = {name for name in names if name.endswith((".gz", ".zst"))}
    assert {name for name in there if "/" not in name} <= packed <= there
    assert len({name for name in packed if "/" in name}) == 2 * len(generation.manifest.graphs)


def test_the_programs_that_made_it_are_named(void: Store, exported: Path, generation: Generation) -> None:
    made = generation.manifest.made_with
    assert set(made) == {"claimgraph", "pyoxigraph"}
    prefix = "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    names = rows(void, prefix + "SELECT ?name { ?d prov:wasGeneratedBy/prov:wasAssociatedWith/rdfs:label ?name }")
    assert names == {(f"{name} {number}",) for name, number in made.items()}
    assert json.loads((exported / "manifest.json").read_bytes())["madeWith"] == made
    graph = json.loads((exported / "ro-crate-metadata.json").read_bytes())["@graph"]
    assert {each["name"]: each["version"] for each in graph if each["@type"] == "SoftwareApplication"} == made


def test_a_store_that_names_no_programs_is_described(generation: Generation, tmp_path: Path) -> None:
    old = replace(generation, manifest=replace(generation.manifest, made_with={}))
    data = Workshop(old, tmp_path).dataset
    assert b'"claimgraph"' in description(data, {})
    assert b'"name": "claimgraph"' in ro_crate(data, [])


def test_no_node_is_blank_and_all_are_below_the_document(void: Store) -> None:
    assert {quad.subject.value.partition("#")[0] for quad in void if isinstance(quad.subject, NamedNode)} == {ROOT}
    assert all(isinstance(quad.subject, NamedNode) for quad in void)


def test_the_citation_file(exported: Path, generation: Generation) -> None:
    said = yaml.safe_load((exported / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(said)  # what the format asks for
    assert said["cff-version"] == "1.2.0"
    assert said["date-released"] == generation.published.date()
    hashed = json.loads((exported / "canonical.json").read_bytes())["canonical"]
    assert said["identifiers"][0]["value"] == f"sha256:{hashed}"


def test_the_crate_names_every_file(exported: Path) -> None:
    crate = json.loads((exported / "ro-crate-metadata.json").read_bytes())
    by_id = {each["@id"]: each for each in crate["@graph"]}
    assert len(by_id) == len(crate["@graph"])
    assert by_id["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = by_id["./"]
    assert {"name", "description", "datePublished", "license", "hasPart"} <= set(root)
    parts = {part["@id"] for part in root["hasPart"]}
    there = {str(path.relative_to(exported)) for path in exported.rglob("*") if path.is_file()}
    assert parts == there - {"ro-crate-metadata.json", "manifest.json", "SHA256SUMS"}
    for name in parts:
        content = (exported / name).read_bytes()
        assert by_id[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert by_id[name]["contentSize"] == str(len(content))


def test_every_source_is_in_the_bibliography(exported: Path) -> None:
    text = (exported / "sources.bib").read_text("utf-8")
    keys = re.findall(r"^@misc\{(.+),$", text, re.MULTILINE)
    lines = (exported / "tables" / "sources.csv").read_text("utf-8").splitlines()
    assert len(keys) == len(set(keys)) == len(lines) - 1


WORK = {
    "source": "https://example.org/x/source/Ärger_1",
    "title": "50% & {more}: a_b \\ $5 #1 ~ ^",
    "kind": "report",
    "publisher_name": "Smith and Sons",
    "creators": ("Ann Lee", "Lee, Ann", "Research and Development"),
    "date": "2024-03-27",
    "identifiers": ("ISO 9000",),
    "same_as": ("https://doi.org/10.1/a_b", "https://arxiv.org/abs/2211.14946"),
    "urls": ("https://example.org/a%20b?c={d}",),
}
FIELDS = {
    "title": r"{{50\% \& \{more\}: a\_b \textbackslash{} \$5 \#1 \textasciitilde{} \textasciicircum{}}}",
    "author": "{Ann Lee and {Lee, Ann} and {Research and Development}}",
    "publisher": "{{Smith and Sons}}",
    "year": "{2024}",
    "month": "mar",
    "day": "{27}",
    "doi": r"{10.1/a\_b}",
    "eprint": "{2211.14946}",
    "archiveprefix": "{arXiv}",
    "url": "{https://example.org/a%20b?c=%7Bd%7D}",
    "note": "{report; ISO 9000}",
}


def entries(*works: dict[str, object]) -> list[str]:
    names = [column.name for column in TABLES["sources"].columns]
    empty = {"creators": (), "identifiers": (), "same_as": (), "urls": (), "letters": ()}
    made = bibtex(tuple({**empty, **work}.get(name) for name in names) for work in works)  # type: ignore[misc]
    return [entry.decode() for entry in made]


def test_a_bibliography_entry() -> None:
    [entry] = entries(WORK)
    found = dict(re.findall(r"^  (\w+) = (.*),$", entry, re.MULTILINE))
    assert found == FIELDS
    assert entry.startswith("@misc{rger-1,\n")
    assert re.sub(r"\\[{}]", "", entry).count("{") == re.sub(r"\\[{}]", "", entry).count("}")


DATES = [("2024", {"year": "{2024}"}), ("2024-13", {"year": "{2024}"}), ("soon", {}), (None, {})]


@pytest.mark.parametrize(("said", "fields"), DATES)
def test_dates_in_a_bibliography(said: str | None, fields: dict[str, str]) -> None:
    [entry] = entries({"source": "urn:a/b", "date": said})
    assert dict(re.findall(r"^  (\w+) = (.*),$", entry, re.MULTILINE)) == fields


def test_keys_are_told_apart() -> None:
    made = entries({"source": "urn:a/b"}, {"source": "urn:c/b"}, {"source": "urn:c/é"})
    assert [entry.splitlines()[0] for entry in made] == ["@misc{b,", "@misc{b-x,", "@misc{source,"]
