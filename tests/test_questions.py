"""What the example questions answer on the project's own corpus, against the answers in `tests/questions/`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from counted import both
from pyowl2_profiles import detect_profiles
from pyoxigraph import Quad, Store

from claimgraph.api.build import build
from claimgraph.api.examples import Example, examples
from claimgraph.store import Query, evaluate

GOLDEN = Path(__file__).parent / "questions"
NUMBERED = {f"{number:02}-{each.name}": each for number, each in enumerate(examples(), start=1)}
MADE_ANEW = "CLAIMGRAPH_WRITE_GOLDEN=1 writes it anew; read the difference"

Ask = Callable[[Example], str]


@pytest.fixture(scope="session")
def quads(ntia: Path) -> tuple[Quad, ...]:
    return build(ntia).quads


@pytest.fixture(scope="session")
def ask(quads: tuple[Quad, ...]) -> Ask:
    return asked_of(quads)


def asked_of(quads: Iterator[Quad] | tuple[Quad, ...]) -> Ask:
    store = Store()
    store.bulk_extend(quads)
    return lambda example: b"".join(evaluate(store, Query(example.query, "text/csv"))).decode().replace("\r\n", "\n")


@pytest.mark.parametrize("name", NUMBERED)
def test_answer(ask: Ask, name: str) -> None:
    path = GOLDEN / f"{name}.csv"
    answer = ask(NUMBERED[name])
    if os.environ.get("CLAIMGRAPH_WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(answer, "utf-8")
    assert path.is_file(), f"there is no expected answer {path}: {MADE_ANEW}"
    expected = path.read_text("utf-8")
    gone = [f"- {line}" for line in sorted(set(expected.splitlines()) - set(answer.splitlines()))]
    new = [f"+ {line}" for line in sorted(set(answer.splitlines()) - set(expected.splitlines()))]
    changes = "\n".join([*gone, *new]) or "the same lines in another order"
    assert answer == expected, f"{NUMBERED[name].title} The answer is no longer {path}: {MADE_ANEW}.\n{changes}"


def test_every_answer_belongs_to_a_question() -> None:
    assert {path.stem for path in GOLDEN.glob("*.csv")} <= set(NUMBERED)


def test_answers_do_not_depend_on_the_order_in_which_the_graph_was_loaded(ask: Ask, quads: tuple[Quad, ...]) -> None:
    turned = asked_of(reversed(quads))
    assert [name for name, each in NUMBERED.items() if ask(each) != turned(each)] == []


CG = "https://w3id.org/claimgraph/ontology#"
COUNTED = {
    "citations by publisher and respondent": "SELECT ?publisher ?respondent (COUNT(?citation) AS ?citations) WHERE { "
    "?citation cg:citesSource/cg:publishedBy ?publisher ; cg:citedIn/cg:footnoteOf/cg:submittedBy ?respondent "
    "} GROUP BY ?publisher ?respondent ORDER BY DESC(?citations) ?publisher ?respondent LIMIT 20",
    "claims by topic": "SELECT ?topic (COUNT(DISTINCT ?claim) AS ?claims) WHERE { "
    "?claim cg:topic ?topic ; a cg:Claim } GROUP BY ?topic ORDER BY ?topic",
    "footnotes of a letter": "SELECT (COUNT(*) AS ?n) WHERE { "
    "?note cg:footnoteOf <https://w3id.org/claimgraph/ntia-2023-0009/letter/ibm> }",
    "works cited more than once": "SELECT ?work (COUNT(*) AS ?n) (COUNT(DISTINCT ?letter) AS ?letters) WHERE { "
    "?citation cg:citesSource ?work ; cg:citedIn/cg:footnoteOf ?letter } GROUP BY ?work HAVING (COUNT(*) > 1) "
    "ORDER BY DESC(?letters) DESC(?n) DESC(?work)",
    "types": "SELECT ?type (COUNT(?thing) AS ?n) WHERE { ?thing a ?type } GROUP BY ?type ORDER BY ?type",
}


def test_columns_count_as_the_engine_does(quads: tuple[Quad, ...], tmp_path: Path) -> None:
    found = both(tmp_path, quads)
    for name, text in COUNTED.items():
        rows = found.counted(f"PREFIX cg: <{CG}> {text}")
        assert rows == found.evaluated(f"PREFIX cg: <{CG}> {text}"), name
        assert rows is not None, name
        assert len(rows) > 1, name
    for each in examples():
        assert found.counted(each.query) in (None, found.evaluated(each.query)), each.name


def test_the_graph_holds_the_questions_word_for_word(quads: tuple[Quad, ...]) -> None:
    store = Store()
    store.bulk_extend(quads)
    rows = store.query(
        """
        PREFIX cg: <https://w3id.org/claimgraph/ontology#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?question ?position ?title ?description ?query {
          GRAPH <https://w3id.org/claimgraph/questions> {
            ?question a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ; rdfs:label ?title ;
              rdfs:comment ?description ; cg:position ?position ; sh:select ?query .
          }
        } ORDER BY ?position"""
    )
    found = [tuple(term.value for term in row) for row in rows]
    assert found == [
        (f"https://w3id.org/claimgraph/question/{each.name}", str(number), each.title, each.description, each.query)
        for number, each in enumerate(examples(), start=1)
    ]
    assert all(re.match(r"PREFIX \w+: <", row[4]) for row in found)


def test_the_questions_leave_the_ontology_in_owl_2_dl(quads: tuple[Quad, ...]) -> None:
    store = Store()
    graphs = {"https://w3id.org/claimgraph/ontology", "https://w3id.org/claimgraph/questions"}
    store.extend(Quad(*quad.triple) for quad in quads if quad.graph_name.value in graphs)
    verdict = detect_profiles(store)["dl"]
    assert (verdict["in_profile"], verdict["sample_violations"]) == (True, [])
