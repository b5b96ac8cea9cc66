"""The export in schema.org's terms: against a golden graph, and whole."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Dataset, NamedNode, RdfFormat, Store, parse, serialize
from rdflib import Graph

from claimgraph.api.build import build
from claimgraph.api.errors import ExportError
from claimgraph.api.export_for import export_schema_org
from claimgraph.api.schema_org import KINDS, schema_org_files
from claimgraph.ingest.fields import SourceKind
from claimgraph.ontology import CG, RDF, mapping_set

CORPORA = Path(__file__).parent.parent / "corpora"
GOLDEN = Path(__file__).parent / "golden" / "lamps-schema-org.nt"
SCHEMA = "https://schema.org/"


def built(corpus: str) -> Store:
    store = Store()
    store.bulk_extend(build(CORPORA / corpus).quads)
    return store


@pytest.fixture(scope="module")
def lamps_store() -> Store:
    return built("lamps")


@pytest.fixture(scope="module")
def harbour() -> dict[str, Any]:
    """The harbour corpus's document, its things by IRI."""
    [(name, content)] = schema_org_files(built("harbour")).items()
    assert name == "harbour.jsonld"
    return {thing["@id"]: thing for thing in json.loads(content)["@graph"]}


def test_golden(lamps_store: Store) -> None:
    [content] = schema_org_files(lamps_store).values()
    made = Dataset(parse(content, RdfFormat.JSON_LD))
    if os.environ.get("CLAIMGRAPH_WRITE_GOLDEN"):
        lines = serialize(sorted((quad.triple for quad in made), key=str), format=RdfFormat.N_TRIPLES)
        GOLDEN.write_bytes(lines or b"")
    assert made == Dataset(parse(path=GOLDEN, format=RdfFormat.N_TRIPLES))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own parser uses it
def test_rdflib_reads_the_same_and_fetches_nothing(lamps_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(*_: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("socket.socket.connect", fetched)
    [content] = schema_org_files(lamps_store).values()
    read = Graph().parse(data=content, format="json-ld")
    assert set(read) == set(Graph().parse(GOLDEN, format="nt"))


def test_same_graph_same_bytes(lamps_store: Store) -> None:
    assert schema_org_files(lamps_store) == schema_org_files(built("lamps"))


def test_every_claim_is_there_with_its_words_and_its_pages(harbour: dict[str, Any]) -> None:
    store = built("harbour")
    claims = {quad.subject.value for quad in store.quads_for_pattern(None, RDF.type, CG.Claim)}
    assert {iri for iri, thing in harbour.items() if thing["@type"] == "Claim"} == claims
    assert len(claims) > 10
    for iri in claims:
        thing, claim = harbour[iri], NamedNode(iri)
        [quote] = [quad.object.value for quad in store.quads_for_pattern(claim, CG.quote, None)]
        authors = {quad.object.value for quad in store.quads_for_pattern(claim, CG.madeBy, None)}
        assert (thing["text"], thing["url"]) == (quote, iri)
        assert {each["@id"] for each in many(thing["author"])} == authors
        pages = [each["url"] for each in many(thing["appearance"])]
        letter = iri.replace("/claim/", "/letter/").rpartition("/")[0]
        assert pages
        assert all(page.startswith(f"{letter}/text/") and "#c" in page for page in pages)


def test_a_claim_in_full(harbour: dict[str, Any]) -> None:
    base = "https://example.org/harbour/"
    claim = dict(harbour[f"{base}claim/northgate/open-charts-safer"])
    [quotation] = many(claim.pop("appearance"))
    assert claim == {
        "@id": f"{base}claim/northgate/open-charts-safer",
        "@type": "Claim",
        "name": "Northgate Charts: Open charts make shipping safer.",
        "about": [{"@id": f"{base}proposition/openness-helps"}, {"@id": f"{base}topic/safety"}],
        "author": {"@id": f"{base}organization/northgate"},
        "citation": {"@id": f"{base}source/wrecks"},
        "text": "Open charts make shipping safer.",
        "additionalType": f"{CG}FactualClaim",
        "cg:affirms": {"@id": f"{base}proposition/openness-helps"},
        "url": f"{base}claim/northgate/open-charts-safer",
    }
    # The first wording stands in a text that was corrected since, and doesn't appear.
    assert quotation["text"] == "Open charts make shipping safer."
    assert harbour[quotation["isPartOf"]["@id"]]["encodesCreativeWork"] == quotation["isBasedOn"]


def test_what_no_longer_holds_and_what_judges_is_left_out(harbour: dict[str, Any]) -> None:
    assert "https://example.org/harbour/claim/northgate/paper-is-dated" not in harbour
    assert "ClaimReview" not in {thing["@type"] for thing in harbour.values()}
    assert not [iri for iri in harbour if "/alignment/" in iri]


def test_its_terms_are_those_of_the_mapping_set_or_listed(harbour: dict[str, Any]) -> None:
    mapped = {iri.value.removeprefix(SCHEMA) for iri in mapping_set().substitutes("schema").values()}
    types = {thing["@type"] for thing in harbour.values()}
    assert types <= mapped | set(KINDS.values())
    keys = {key for thing in harbour.values() for key in thing if not key.startswith(("@", "cg:"))}
    assert keys - mapped == {"additionalType", "dateCreated", "encodingFormat", "sdLicense"}


def test_kinds_are_kinds_of_works() -> None:
    assert set(KINDS) <= set(SourceKind.__args__)  # type: ignore[attr-defined]


def test_where_it_is_written(lamps_store: Store, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    [content] = schema_org_files(lamps_store).values()
    assert export_schema_org(lamps_store, None) == []
    assert capfdbinary.readouterr().out == content
    assert export_schema_org(lamps_store, tmp_path) == [tmp_path / "lamps.jsonld"]
    assert export_schema_org(lamps_store, tmp_path / "x.json") == [tmp_path / "x.json"]
    assert (tmp_path / "lamps.jsonld").read_bytes() == (tmp_path / "x.json").read_bytes() == content


def test_two_dockets_need_a_folder(lamps_store: Store, tmp_path: Path) -> None:
    both = Store()
    both.bulk_extend([*lamps_store, *built("harbour")])
    with pytest.raises(ExportError, match="2 dockets, each a file of its own"):
        export_schema_org(both, tmp_path / "one.jsonld")
    export_schema_org(both, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["harbour.jsonld", "lamps.jsonld"]
    alone = schema_org_files(lamps_store)
    assert (tmp_path / "lamps.jsonld").read_bytes() == alone["lamps.jsonld"]


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
