"""Each shape has a valid and an invalid example in `examples/`; the valid ones together are one whole graph."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from claimgraph.ontology import PREFIXES, RDF, RDFS, Iris, derive
from claimgraph.shapes import Violation, shapes_files, validate
from claimgraph.shapes.judge import judge

EXAMPLES = Path(__file__).parent / "examples"
SHAPE = "https://w3id.org/claimgraph/shapes#"
SH = "http://www.w3.org/ns/shacl#"


def read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)]


def valid_triples() -> list[Triple]:
    return [triple for path in sorted(EXAMPLES.glob("*.valid.ttl")) for triple in read(path)]


def shapes_store() -> Store:
    store = Store()
    for text in shapes_files().values():
        store.load(text, format=RdfFormat.TURTLE)
    return store


def select(query: str) -> list[tuple[str, ...]]:
    prefixes = f"PREFIX sh: <{SH}> PREFIX shape: <{SHAPE}> "
    return [tuple(term.value for term in row) for row in shapes_store().query(prefixes + query)]


NODE_SHAPES = sorted(
    iri.removeprefix(SHAPE) for (iri,) in select("SELECT ?shape { ?shape a sh:NodeShape } ORDER BY ?shape")
)
PROPERTY_SHAPES = ["end", "label", "position", "start"]


@pytest.fixture(scope="module")
def violations() -> tuple[Violation, ...]:
    """What is wrong with all examples together, the valid and the invalid ones."""
    return validate(triple for path in sorted(EXAMPLES.glob("*.ttl")) for triple in read(path))


def test_the_report_is_that_of_pyshacl_asked_about_everything(violations: tuple[Violation, ...]) -> None:
    assert violations == judge(triple for path in sorted(EXAMPLES.glob("*.ttl")) for triple in read(path))


def test_the_valid_examples_together_have_no_violation() -> None:
    assert validate(valid_triples()) == ()


def test_what_the_rules_derive_has_no_violation() -> None:
    asserted = [triple for triple in valid_triples() if "alignment/" not in str(triple.subject)]
    store = Store()
    store.extend(quad for triple in asserted for quad in parse(f"{triple} .".encode(), format=RdfFormat.N_TRIPLES))
    derived = derive(store, Iris("https://example.org/docket/"))
    assert {triple.subject.value for triple in derived if "alignment/" in str(triple.subject)} == {
        f"https://example.org/docket/alignment/derived/{path}"
        for path in (
            "agreement/affirms/openness-improves-safety",
            "disagreement/safety-is-contextual",
            "shared-evidence/report",
        )
    }
    assert validate([*asserted, *derived]) == ()


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_a_shape_holds_of_its_valid_example_and_not_of_its_invalid_one(
    name: str, violations: tuple[Violation, ...]
) -> None:
    valid, invalid = (
        {str(triple.subject.value) for triple in read(EXAMPLES / f"{name}.{kind}.ttl")} for kind in ("valid", "invalid")
    )
    complaints = [violation for violation in violations if violation.shape == SHAPE + name]
    assert {violation.focus for violation in complaints} & invalid
    assert not {violation.focus for violation in complaints} & valid


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_the_invalid_example_fails_each_constraint_of_its_shape(name: str, violations: tuple[Violation, ...]) -> None:
    invalid = {str(triple.subject.value) for triple in read(EXAMPLES / f"{name}.invalid.ttl")}
    expected = {
        message
        for (message,) in select(
            f"SELECT DISTINCT ?message {{ shape:{name} (sh:property|sh:sparql)? ?part . ?part sh:message ?message }}"
        )
    }
    assert {violation.message for violation in violations if violation.focus in invalid} >= expected


@pytest.mark.parametrize("name", PROPERTY_SHAPES)
def test_a_shared_property_shape_is_named_where_it_fails(name: str, violations: tuple[Violation, ...]) -> None:
    assert any(violation.shape == SHAPE + name for violation in violations)


def test_there_is_no_example_without_a_shape() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == {
        f"{name}.{kind}.ttl" for name in NODE_SHAPES for kind in ("valid", "invalid")
    }


def test_violations_are_sorted_and_violate(violations: tuple[Violation, ...]) -> None:
    assert all(first < second for first, second in pairwise(violations))
    assert {violation.severity for violation in violations} == {"Violation"}
    assert all(violation.message for violation in violations)


@pytest.mark.parametrize(
    ("triple", "expected"),
    [
        (
            '<question/1> <http://www.w3.org/2004/02/skos/core#notation> "1 b"',
            {
                ("question/1", "skos:notation", "1 b", "Give the question's number once, as 2a or 7d.i.", "Question"),
                ("question/1", "skos:notation", "", "Give the question's number once, as 2a or 7d.i.", "Question"),
            },
        ),
        (
            f'<topic/safety> <{RDFS}label> "Security"',
            {
                (
                    "topic/safety",
                    "rdfs:label",
                    "",
                    "Give it one rdfs:label, in plain text without a language tag.",
                    "label",
                )
            },
        ),
        (
            f"<organization/forum> <{RDF}type> <{PREFIXES['cg']}Respondent>",
            {
                (
                    "organization/forum",
                    "^cg:submittedBy",
                    "",
                    "A respondent has submitted a letter; name it under the letter's respondents, "
                    "or don't call it one.",
                    "Respondent",
                )
            },
        ),
        (
            f"<claim/alpha/openness> <{PREFIXES['cg']}denies> <proposition/safety-is-contextual>",
            {
                (
                    "claim/alpha/openness",
                    "(cg:affirms|cg:denies|cg:qualifies)",
                    "",
                    "A claim takes a position on one proposition, and propositions.yaml describes it; "
                    "split a claim that speaks to two.",
                    "Claim",
                ),
            },
        ),
    ],
)
def test_one_wrong_triple_is_told_with_path_value_and_remedy(
    triple: str, expected: set[tuple[str, str, str, str, str]]
) -> None:
    base = "https://example.org/docket/"
    wrong = [quad.triple for quad in parse(f"{triple} .", format=RdfFormat.TURTLE, base_iri=base)]
    found = {
        (v.focus.removeprefix(base), v.path, v.value, v.message, v.shape.removeprefix(SHAPE))
        for v in validate([*valid_triples(), *wrong])
        if "alignment/" not in v.focus
    }
    assert found == expected


def test_every_constraint_has_a_message() -> None:
    silent = select(
        "SELECT ?part { { ?shape sh:property|sh:sparql ?part . ?shape a sh:NodeShape } "
        "UNION { ?part a sh:PropertyShape } "
        "UNION { ?part a sh:NodeShape ; sh:nodeKind|sh:pattern|sh:xone|sh:or ?constraint } "
        "FILTER NOT EXISTS { ?part sh:message ?message } }"
    )
    assert silent == []


def test_every_shape_has_a_target() -> None:
    assert select("SELECT ?s { ?s a sh:NodeShape FILTER NOT EXISTS { ?s sh:targetClass ?class } }") == []


def test_nothing_is_checked_without_data() -> None:
    assert validate([]) == ()


def test_validating_leaves_nothing_behind() -> None:
    wrong = [
        *valid_triples(),
        Triple(NamedNode("https://example.org/docket/question/2"), RDF.type, NamedNode(PREFIXES["cg"] + "Question")),
    ]
    assert validate(wrong) == validate(wrong) != ()
    assert validate(valid_triples()) == ()
