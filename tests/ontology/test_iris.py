from __future__ import annotations

import copy
import doctest
import pickle
import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import claimgraph.ontology
from claimgraph.ontology import CG, ONTOLOGY_GRAPH, PREFIXES, Iris, Vocabulary, files, iris, name_slug, rule_iri, terms

BASE = "https://example.org/docket/"
IRIS = Iris(BASE)
SHA = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("node", "path"),
    [
        (IRIS.docket(), "docket"),
        (IRIS.request(), "request"),
        (IRIS.question("2d.i"), "question/2d.i"),
        (IRIS.letter("ibm"), "letter/ibm"),
        (IRIS.text("ibm", SHA), "letter/ibm/text/0123456789ab"),
        (IRIS.passage("ibm", SHA, 2789, 2864), "letter/ibm/text/0123456789ab/passage/2789-2864"),
        (IRIS.section("ibm", 3), "letter/ibm/section/3"),
        (IRIS.footnote("ibm", 7), "letter/ibm/footnote/7"),
        (IRIS.mark("ibm", 7, 1), "letter/ibm/footnote/7/mark/1"),
        (IRIS.citation("ibm", 12, 2), "letter/ibm/footnote/12/citation/2"),
        (IRIS.claim("ibm", "safety-is-contextual"), "claim/ibm/safety-is-contextual"),
        (IRIS.topic("evidence"), "topic/evidence"),
        (IRIS.proposition("safety-is-contextual"), "proposition/safety-is-contextual"),
        (IRIS.alignment("safety-is-contextual"), "alignment/safety-is-contextual"),
        (IRIS.organization("stanford-crfm"), "organization/stanford-crfm"),
        (IRIS.person("ibm", "Darío Gil"), "person/ibm/dario-gil"),
        (IRIS.source("arxiv-2211.14946"), "source/arxiv-2211.14946"),
        (IRIS.location("https://example.org/"), "location/8198d1bac40a1033"),
        (IRIS.affiliation("microsoft", "osi"), "affiliation/microsoft/osi"),
        (IRIS.docket_graph(), "graph/docket"),
        (IRIS.letter_graph("ibm"), "graph/letter/ibm"),
        (IRIS.derived_graph(), "graph/derived"),
    ],
)
def test_an_iri_is_what_the_model_says(node: NamedNode, path: str) -> None:
    assert node == NamedNode(BASE + path)


def test_the_iris_of_the_model_are_all_covered() -> None:
    model = (Path(claimgraph.ontology.__file__).parents[1] / "docs" / "model.md").read_text("utf-8")
    cells = [
        row.split("|")[2].strip() for row in model.splitlines() if row.startswith("| `cg:") or row.startswith("| org")
    ]
    first_steps = {match for cell in cells for match in re.findall(r"`([a-z]+)(?:/|`)", cell)}
    assert first_steps - set(dir(Iris)) <= {"graph"}


@pytest.mark.parametrize("base", ["https://example.org/docket", "docket/", "https://example.org/a docket/"])
def test_a_base_is_an_iri_with_a_slash_at_its_end(base: str) -> None:
    with pytest.raises(ValueError, match=r"slash|IRI"):
        Iris(base)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Natasha Crampton", "natasha-crampton"),
        ("  Łukasz O’Neill-Smith, Jr. ", "ukasz-oneill-smith-jr"),
        ("René", "rene"),
    ],
)
def test_a_name_becomes_a_slug(name: str, slug: str) -> None:
    assert name_slug(name) == slug


@pytest.mark.parametrize("name", ["", "李明", "—"])
def test_a_name_without_latin_letters_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="Latin"):
        name_slug(name)


def test_a_slug_that_fits_no_iri_is_refused() -> None:
    with pytest.raises(ValueError, match="IRI"):
        IRIS.letter("two words")


def test_rules_and_ontology_have_iris_of_their_own() -> None:
    assert rule_iri("agreement").value == "https://w3id.org/claimgraph/rule/agreement"
    assert ONTOLOGY_GRAPH.value + "#" == str(CG)


def test_a_vocabulary_gives_terms_by_attribute_and_by_key() -> None:
    assert CG.Claim == CG["Claim"] == NamedNode("https://w3id.org/claimgraph/ontology#Claim")
    assert CG.Claim in CG
    assert NamedNode("https://example.org/") not in CG
    assert "https://w3id.org/claimgraph/ontology#Claim" not in CG


def test_a_vocabulary_can_be_copied_and_pickled() -> None:
    assert str(copy.deepcopy(CG)) == str(pickle.loads(pickle.dumps(CG))) == str(CG)


def test_every_vocabulary_has_its_prefix() -> None:
    ours = {name.lower(): str(value) for name, value in vars(terms).items() if isinstance(value, Vocabulary)}
    assert ours == PREFIXES


@pytest.mark.parametrize("module", [terms, iris, files])
def test_the_examples_in_docstrings_run(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.failed == 0
    assert result.attempted > 0


def test_the_names_handed_out_are_all_there_and_sorted() -> None:
    names = claimgraph.ontology.__all__
    assert all(hasattr(claimgraph.ontology, name) for name in names)
    assert len(names) == len(set(names))
