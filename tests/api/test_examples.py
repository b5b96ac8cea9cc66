"""The queries that come with the service."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from claimgraph.api.examples import about, examples, page_query
from claimgraph.api.graph import read_table

FOLDER = Path(__file__).parents[2] / "api" / "queries"
ASH, BIRCH = "Ash & Sons", "Birch <script>alert(1)</script>"

# What each question answers on the small docket: every row, all columns but IRIs.
ANSWERS: dict[str, list[tuple[str | None, ...]]] = {
    "agree-or-disagree": [
        ("disagree", "Lamps are cheap.", ASH, "Buy lamps, they are cheap.", BIRCH, "Lamps cost too much."),
        (
            "agree",
            "Lamps are bright.",
            ASH,
            "Our “lamps” are bright & good.",
            BIRCH,
            "<b>Nobody</b> doubts it's bright.",
        ),
    ],
    "who-claims-what": [
        (ASH, "affirms", "Lamps are bright.", "Our “lamps” are bright & good."),
        (ASH, "affirms", "Lamps are cheap.", "Buy lamps, they are cheap."),
        (BIRCH, "affirms", "Lamps are bright.", "<b>Nobody</b> doubts it's bright."),
        (BIRCH, "denies", "Lamps are cheap.", "Lamps cost too much."),
    ],
    "questions-answered": [(ASH, "1", "Are lamps bright?", "On light")],
    "footnotes-marks-addresses": [("Letter of Ash & Sons", "1", "2", "1"), ("Letter of Birch", "1", "1", "2")],
    "works-cited": [("2", "1", "Survey of lamps")],
    "citing-oneself": [(ASH, "itself", "1", "Survey of lamps", ASH)],
    "alignments-by-kind": [
        ("agreement", "reviewed", "1"),
        ("disagreement", "reviewed", "1"),
        ("shared evidence", "derived", "1"),
    ],
    "who-relies-on-whom": [(ASH, ASH, "1")],
    "claims-without-evidence": [
        (BIRCH, "Light", "<b>Nobody</b> doubts it's bright."),
        (BIRCH, "Light", "Lamps cost too much."),
    ],
    "recommendations": [(ASH, "Buy lamps, they are cheap.", "Light", "The Mayor")],
}


def test_there_are_ten_and_each_has_its_answer_here() -> None:
    assert [each.name for each in examples()] == list(ANSWERS)
    assert len(ANSWERS) == 10


@pytest.mark.parametrize("name", ANSWERS)
def test_answer(client: httpx.Client, name: str) -> None:
    example = next(each for each in examples() if each.name == name)
    answer = client.post("/sparql", data={"query": example.query})
    assert answer.status_code == 200, answer.text
    rows = [
        tuple(term.value if term else None for term in row.values() if term is None or term.kind != "uri")
        for row in read_table(answer.content).rows
    ]
    assert rows == ANSWERS[name]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.rq")), ids=lambda path: path.stem)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    title, description, *query = path.read_text("utf-8").splitlines()
    assert re.fullmatch(r"# title: \S.*", title)
    assert re.fullmatch(r"# description: \S.*\.", description)
    declared = set(re.findall(r"^PREFIX (\w+):", "\n".join(query), re.MULTILINE))
    body = "\n".join(line for line in query if not line.startswith("PREFIX "))
    assert set(re.findall(r"\b(\w+):\w", re.sub(r"<[^>]*>|\"[^\"]*\"", "", body))) <= declared
    assert path.read_text("utf-8").endswith("}\n") or re.search(
        r"\n(ORDER BY|GROUP BY|LIMIT) .*\n\Z", path.read_text("utf-8")
    )


def test_the_query_of_an_example_is_without_its_title() -> None:
    assert all(each.query.startswith("PREFIX ") for each in examples())


@pytest.mark.parametrize("iri", ["a:b> . ?s ?p ?o #", "a:{b}", "a:b c", 'a:"', "a:\\u003e", "a:\nb"])
def test_an_iri_can_not_break_out_of_a_query(iri: str) -> None:
    with pytest.raises(ValueError, match="Invalid IRI"):
        about("resource-outgoing", iri)


def test_an_iri_takes_its_place_in_a_query() -> None:
    assert page_query("resource-known").count("<this:>") == about("resource-known", "a:b").count("<a:b>")
