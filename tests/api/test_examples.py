"""The queries that come with the service."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, Store

from claimgraph.api.examples import about, examples, page_query
from claimgraph.api.service.graph import read_table
from claimgraph.ontology import PREFIXES

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
    "citing-oneself": [
        (ASH, "itself", "100", "1", "1", "1", "Survey of lamps"),
        (ASH, "affiliate", "0", "0", "1", "", ""),
        (ASH, "group", "0", "0", "1", "", ""),
        (ASH, "any of these", "100", "1", "1", "1", ""),
        (BIRCH, "itself", "0", "0", "2", "", ""),
        (BIRCH, "affiliate", "50", "1", "2", "1", "Essay"),
        (BIRCH, "group", "0", "0", "2", "", ""),
        (BIRCH, "any of these", "50", "1", "2", "1", ""),
    ],
    "alignments-by-kind": [
        ("reviewed", "agreement", "1", "Lamps are bright.", None, None, "Both say so."),
        ("reviewed", "disagreement", "1", "Lamps are cheap.", "Lamp Council", "low", "One denies it."),
        ("derived", "shared evidence", "1", "Survey of lamps", None, None, None),
    ],
    "who-relies-on-whom": [(ASH, ASH, "1")],
    "claims-without-evidence": [(BIRCH, "Light", "Lamps cost too much.")],
    "recommendations": [("Lamp Council", ASH, "advised", "Buy lamps, they are cheap.", "Light")],
    "same-source-different-strength": [
        ("Survey of lamps", ASH, "affirms", "Lamps are bright.", "asserted", None, "Our “lamps” are bright & good."),
        (
            "Survey of lamps",
            BIRCH,
            "affirms",
            "Lamps are bright.",
            "probable",
            "doubts",
            "<b>Nobody</b> doubts it's bright.",
        ),
    ],
    "cited-from-organization": [
        (ASH, "Survey of lamps", ASH, "1", "Our “lamps” are bright & good."),
        (ASH, "Survey of lamps", BIRCH, "1", "<b>Nobody</b> doubts it's bright."),
        ("Lamp Council", "Essay", BIRCH, "1", None, None),
    ],
    "licensing-or-export": [
        ("Lamps are cheap.", ASH, "affirms", "advised", None, "Buy lamps, they are cheap."),
        ("Lamps are cheap.", BIRCH, "denies", None, None, "Lamps cost too much."),
    ],
    "contradicting-propositions": [
        ("Lamps are bright.", "Lamps are cheap.", ASH, "Our “lamps” are bright & good."),
        ("Lamps are bright.", "Lamps are cheap.", BIRCH, "<b>Nobody</b> doubts it's bright."),
        ("Lamps are cheap.", "Lamps are bright.", ASH, "Buy lamps, they are cheap."),
    ],
    "hedged-or-conditional": [
        (ASH, "asserted", None, "at night", "Our “lamps” are bright & good."),
        (BIRCH, "probable", "doubts", None, "<b>Nobody</b> doubts it's bright."),
    ],
    "definitions": [("lamps", ASH, "Our “lamps” are bright & good.", "Survey of lamps")],
    "programmes": [
        ("Act on Lamps", "law", None, None, None, None),
        ("Lamp Code", "standard", "Lamp Council", BIRCH, "Lamps cost too much."),
    ],
    "availability-gradient": [
        (ASH, None, "Our “lamps”", None, None),
        (ASH, "1", "bright at night.", "Our “lamps”", None),
        (ASH, None, "Buy lamps, they are cheap.", None, "Our “lamps”"),
    ],
    "risks-by-distribution": [
        (ASH, "Our “lamps”", "model developer", "bright at night.", "A survey."),
        (ASH, "Our “lamps”", "model consumers", "they are", None),
        (ASH, "Our “lamps”", "model consumers", "bright at night.", "A survey."),
    ],
    "outcomes-and-components": [(ASH, "bright at night.", "oil · wick", "Buy lamps, they are cheap.")],
    "questions-unanswered": [
        (ASH, "1a", "Even by day?", "1"),
        (ASH, None, "Are lamps warm?", None),
        (BIRCH, "1", "Are lamps bright?", None),
        (BIRCH, "1a", "Even by day?", None),
        (BIRCH, None, "Are lamps warm?", None),
    ],
    "reported-views": [(ASH, "<i>Truly</i>", "Others swear by lamps.", "On light")],
    "people-named": [
        (ASH, "addressee", "The Mayor", "Mayor", "Lamp Council", "To the Mayor"),
        (BIRCH, "signatory", "B. Fir", None, None, None),
    ],
    "corrected-addresses": [
        (BIRCH, "1", None, "https://example.org/members", "The link was lost.", "Lamp Council"),
        (BIRCH, "1", "https://example.org/essay", "https://example.org/essays/1", "It was misprinted.", "Lamp Council"),
    ],
    "changed-claims": [
        (ASH, "new", None, "Our “lamps”¹ are bright & good. they are bright at night."),
        (ASH, "new", None, "Buy lamps, they are cheap."),
        (ASH, "no longer made", "They are warm.", None),
    ],
}


def test_there_are_twenty_five_and_each_has_its_answer_here() -> None:
    assert [each.name for each in examples()] == list(ANSWERS)
    assert len(ANSWERS) == 25


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


CASES = {
    # Graphs in which a question is easily answered wrongly: the question's name, the graph, the answer's first columns.
    "a claim in other words": (
        "changed-claims",
        """
        <letter> cg:submittedBy <ash> . <ash> rdfs:label "Ash" .
        <new> cg:versionOf <letter> ; prov:wasRevisionOf <old> .
        <old/1> cg:inText <old> ; oa:start 1 ; oa:exact "Lamps  are\\nbright" .
        <old/2> cg:inText <old> ; oa:start 9 ; oa:exact "and cheap." .
        <new/1> cg:inText <new> ; oa:start 2 ; oa:exact "Lamps are bright" .
        <new/2> cg:inText <new> ; oa:start 10 ; oa:exact "and cheap." .
        <new/3> cg:inText <new> ; oa:start 12 ; oa:exact "and dear." .
        <same> cg:assertedIn <old/1> , <old/2> , <new/1> , <new/2> .
        <other> cg:assertedIn <old/1> , <old/2> , <new/1> , <new/3> .
        """,
        [("Ash", "in other words", "Lamps are bright and cheap.", "Lamps are bright and dear.")],
    ),
    "a claim in the middle one of three versions": (
        "changed-claims",
        """
        <letter> cg:submittedBy <ash> . <ash> rdfs:label "Ash" .
        <two> cg:versionOf <letter> ; prov:wasRevisionOf <one> .
        <three> cg:versionOf <letter> ; prov:wasRevisionOf <two> .
        <two/1> cg:inText <two> ; oa:start 1 ; oa:exact "Lamps hum." .
        <hum> cg:formerlyIn <two/1> .
        """,
        [("Ash", "no longer made", "Lamps hum.", None), ("Ash", "new", None, "Lamps hum.")],
    ),
    "a respondent that contradicts itself": (
        "contradicting-propositions",
        """
        <dark> cg:statement "Dark." . <light> cg:statement "Light." ; cg:contradicts <dark> .
        <a> cg:affirms <dark> ; cg:madeBy <ash> ; cg:quote "It is dark." .
        <b> cg:affirms <light> ; cg:madeBy <ash> ; cg:quote "It is light." .
        <ash> rdfs:label "Ash" .
        """,
        [("Dark.", "Light.", "Ash", "It is dark."), ("Light.", "Dark.", "Ash", "It is light.")],
    ),
    "a question of which a part is answered": (
        "questions-unanswered",
        """
        <request> cg:inDocket <docket> . <letter> cg:inDocket <docket> ; cg:submittedBy <ash> . <ash> rdfs:label "Ash" .
        <1> cg:askedIn <request> ; cg:questionText "One?" ; cg:position 1 ; skos:notation "1" .
        <1a> cg:askedIn <request> ; cg:questionText "A?" ; cg:position 2 ; skos:notation "1a" ; cg:subQuestionOf <1> .
        <1b> cg:askedIn <request> ; cg:questionText "B?" ; cg:position 3 ; skos:notation "1b" ; cg:subQuestionOf <1> .
        <section> cg:sectionOf <letter> ; cg:answers <1a> .
        """,
        [("Ash", "1b", "B?", None)],
    ),
    "a question of another docket": (
        "questions-unanswered",
        """
        <request> cg:inDocket <docket> . <letter> cg:inDocket <other> ; cg:submittedBy <ash> . <ash> rdfs:label "Ash" .
        <1> cg:askedIn <request> ; cg:questionText "One?" ; cg:position 1 ; skos:notation "1" .
        """,
        [],
    ),
    "one respondent that puts one source in two ways": (
        "same-source-different-strength",
        """
        <ash> rdfs:label "Ash" . <work> rdfs:label "Work" . <light> cg:statement "Light." .
        <note> cg:citesSource <work> .
        <a> cg:hasCitation <note> ; cg:affirms <light> ; cg:madeBy <ash> ; cg:quote "So." ; cg:modality cg:Asserted .
        <b> cg:hasCitation <note> ; cg:affirms <light> ; cg:madeBy <ash> ; cg:quote "No." ; cg:modality cg:Possible .
        """,
        [],
    ),
    "a citation that is to an affiliate and within the group": (
        "citing-oneself",
        """
        <ash> rdfs:label "Ash" . <letter> cg:submittedBy <ash> . <work> rdfs:label "Work" .
        <note> cg:noteNumber 3 . <a> a cg:Citation , cg:AffiliatedCitation , cg:GroupCitation ; cg:citedIn <note> ;
          cito:hasCitingEntity <letter> ; cg:citesSource <work> .
        <b> a cg:Citation ; cg:citedIn <note> ; cito:hasCitingEntity <letter> .
        <c> a cg:Citation ; cg:citedIn <note> ; cito:hasCitingEntity <letter> .
        """,
        [
            ("Ash", "itself", "0"),
            ("Ash", "affiliate", "33.3"),
            ("Ash", "group", "33.3"),
            ("Ash", "any of these", "33.3"),
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_answer_in_a_case_of_its_own(case: str) -> None:
    name, graph, expected = CASES[case]
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    store = Store()
    store.load((prefixes + graph).encode(), format=RdfFormat.TURTLE, base_iri="https://example.org/")
    query = next(each.query for each in examples() if each.name == name)
    rows = [[term.value if term else None for term in row] for row in store.query(query)]
    assert [tuple(row[: len(expected[0])]) if expected else tuple(row) for row in rows] == expected


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


def test_examples_ask_in_an_order_of_their_own() -> None:
    assert [path.name[:2] for path in sorted(FOLDER.glob("[0-9]*.rq"))] == [f"{n:02}" for n in range(1, 26)]
    for each in examples():
        assert each.title.endswith("?")
        assert "ORDER BY " in each.query
    assert len({each.title for each in examples()}) == len({each.query for each in examples()}) == 25


def test_the_query_of_an_example_is_without_its_title() -> None:
    assert all(each.query.startswith("PREFIX ") for each in examples())


@pytest.mark.parametrize("iri", ["a:b> . ?s ?p ?o #", "a:{b}", "a:b c", 'a:"', "a:\\u003e", "a:\nb"])
def test_an_iri_can_not_break_out_of_a_query(iri: str) -> None:
    with pytest.raises(ValueError, match="Invalid IRI"):
        about("resource-outgoing", iri)


def test_an_iri_takes_its_place_in_a_query() -> None:
    assert page_query("resource-known").count("<this:>") == about("resource-known", "a:b").count("<a:b>")
