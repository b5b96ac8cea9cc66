"""What belongs to a letter: its signatories and joined submissions, however many, its own tables and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse
from service_process import start, stop

from claimgraph.api.element_structure import Branch, Structure
from claimgraph.api.elements import structure_of
from claimgraph.api.examples import about
from claimgraph.api.letter_parts import LISTED
from claimgraph.api.service.graph import Row, read_table
from claimgraph.store import publish

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "api" / "static"
BASE = "https://example.org/data/lamps-1/"
MANY = 120
CAMPAIGN = """
    PREFIX cg: <https://w3id.org/claimgraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    INSERT {{ GRAPH <{base}graph/letter/birch> {{
        <{base}submission/s{n:04}> a cg:JoinedSubmission ; rdfs:label "Sender {n}" ; cg:joins <{base}letter/birch> ;
            cg:addedWords {more} . <{base}letter/birch> cg:signedBy <{base}person/birch/p{n:04}> .
        <{base}person/birch/p{n:04}> rdfs:label "Person {n}" ; cg:role "Keeper" . }} }} WHERE {{}}
"""
UNREAD = """
    PREFIX cg: <https://w3id.org/claimgraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    INSERT {{ GRAPH <{base}graph/letter/cedar> {{
        <{base}letter/cedar> a cg:CommentLetter ;
            cg:inDocket <{base}docket> ; cg:submittedBy <{base}organization/cedar> .
        <{base}organization/cedar> a cg:Respondent ; rdfs:label "Cedar" . }} }} WHERE {{}}
"""

TABLE = """
@base <https://example.org/t/> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<l> cg:currentText <text> .
cg:ModelDeveloper rdfs:label "makers" . cg:ModelConsumers rdfs:label "users" .
<table/1> a cg:Table ; cg:elementOf <l> ; cg:words "Kinds of risk" ;
  cg:wordedIn <p/0-13>, <p/14-18>, <p/19-25>, <p/26-31> .
<sale> a cg:DistributionMethod ; cg:elementOf <l> ; cg:inTable <table/1> ; cg:words "Sale" ; cg:wordedIn <p/32-36> .
<fire> a cg:Risk ; cg:elementOf <l> ; cg:inTable <table/1> ; cg:riskOf <sale> ; cg:riskFor cg:ModelConsumers ;
  cg:words "Fire" ; cg:wordedIn <p/37-41> ; cg:hasFootnote <n/1> .
<loss> a cg:Risk ; cg:elementOf <l> ; cg:inTable <table/1> ; cg:riskOf <sale> ; cg:riskFor cg:ModelDeveloper ;
  cg:words "Loss" ; cg:wordedIn <p/42-46> .
<loan> a cg:DistributionMethod ; cg:elementOf <l> ; cg:inTable <table/1> ; cg:words "Loan" ; cg:wordedIn <p/47-51> .
<both> a cg:Risk ; cg:elementOf <l> ; cg:inTable <table/1> ; cg:riskOf <loan> ;
  cg:riskFor cg:ModelConsumers, cg:ModelDeveloper ; cg:words "Both" ; cg:wordedIn <p/52-56> .
<stray> a cg:ReleaseConsideration ; cg:elementOf <l> ; cg:inTable <table/1> ; cg:words "Stray" .
<table/2> a cg:Table ; cg:elementOf <l> ; cg:words "Needs" .
<goal> a cg:IntendedOutcome ; cg:elementOf <l> ; cg:inTable <table/2> ; cg:words "Goal" ;
  cg:wordedIn <p/60-64>, <p/65-69>, <p/70-77> ; cg:requiresComponent <wick>, <oil> ; cg:hasFootnote <n/2>, <n/3> .
<wick> a cg:ModelComponent ; cg:elementOf <l> ; cg:words "wick" ; cg:partOf <lamp> .
<oil> a cg:ModelComponent ; cg:elementOf <l> ; cg:words "oil" ; cg:partOf <lamp> .
<lamp> a cg:ModelComponent ; cg:elementOf <l> ; cg:words "lamp" .
<n/1> cg:noteNumber 1 . <n/2> cg:noteNumber 2 . <n/3> cg:noteNumber 3 .
<m/1> cg:marks <n/1> ; oa:start 41 . <m/2> cg:marks <n/2> ; oa:start 64 . <m/3> cg:marks <n/3> ; oa:start 77 .
"""
SAID = {
    "0-13": "Kinds of risk",
    "14-18": "Way",
    "19-25": "Users",
    "26-31": "Makers",
    "32-36": "Sale",
    "37-41": "Fire",
    "42-46": "Loss",
    "47-51": "Loan",
    "52-56": "Both",
    "60-64": "Goal",
    "65-69": "wick",
    "70-77": "the oil",
}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service over the small docket, whose second letter many signed and joined, with a letter that nobody read."""
    directory = tmp_path_factory.mktemp("joined") / "store"
    publish(directory, _with_a_campaign(), {})
    running = start(directory)
    with httpx.Client(base_url=running.origin, timeout=30, headers={"Accept": "text/html"}) as client:
        yield client
    stop(running)


@pytest.fixture(scope="module")
def letter() -> Store:
    places = "".join(
        f'<p/{span}> cg:inText <text> ; oa:exact "{words}" ; oa:start {start} ; oa:end {end} .\n'
        for span, words in SAID.items()
        for start, end in [span.split("-")]
    )
    store = Store()
    store.load(f"{TABLE}{places}".encode(), RdfFormat.TURTLE)
    return store


def _with_a_campaign() -> Iterator[Quad]:
    store = Store()
    store.extend(parse(path=HERE / "docket.trig", format=RdfFormat.TRIG))
    for n in range(MANY):
        store.update(CAMPAIGN.format(base=BASE, n=n, more=n % 2))
    store.update(UNREAD.format(base=BASE))
    yield from store


def structure(letter: Store, name: str) -> Structure:
    def rows(query: str) -> tuple[Row, ...]:
        found = letter.query(about(query, f"https://example.org/t/{name}"))
        assert isinstance(found, QuerySolutions)
        return read_table(found.serialize(format=QueryResultsFormat.JSON) or b"").rows

    return structure_of(f"https://example.org/t/{name}", rows("element-statements"), rows("element-passages"))


def test_a_table_is_as_the_letter_has_it(letter: Store) -> None:
    found = structure(letter, "table/1")
    assert found.caption is not None
    assert [place.words for place in found.caption.places] == ["Kinds of risk"]
    [grid] = found.grids
    # The column of users comes first, since the risk that only they bear does.
    assert [head.words for head in grid.heads] == ["Way", "Users", "Makers"]
    assert [
        (line.head.words, [(cell.span, [each.words for each in cell.entries]) for cell in line.cells])
        for line in grid.lines
    ] == [("Sale", [(1, ["Fire"]), (1, ["Loss"])]), ("Loan", [(2, ["Both"])])]
    assert [each.notes for line in grid.lines for each in line.entries if each.words == "Fire"] == [
        (("https://example.org/t/n/1", "1"),)
    ]
    assert [each.words for each in found.others] == ["Stray"]
    assert [each.words for each in found.entries] == ["Sale", "Fire", "Loss", "Loan", "Both", "Stray"]


def test_what_an_outcome_requires_is_in_the_words_of_its_row(letter: Store) -> None:
    [grid] = structure(letter, "goal").grids
    [line] = grid.lines
    assert [head.words for head in grid.heads] == ["Intended outcome", "Required components", "To be considered"]
    assert [number for _, number in line.head.notes] == ["2"]
    # "the oil" is no component's words; but one place and one component are left over.
    assert [
        (each.words, each.iri.rpartition("/")[2], [number for _, number in each.notes])
        for each in line.cells[0].entries
    ] == [("wick", "wick", []), ("the oil", "oil", ["3"])]
    assert [each.words for each in grid.around("https://example.org/t/oil").lines[0].entries] == [
        "Goal",
        "wick",
        "the oil",
    ]
    assert grid.around("https://example.org/t/fire").lines == ()


def test_components_are_a_tree(letter: Store) -> None:
    def said(branch: Branch) -> tuple[str, list[object]]:
        return branch.entry.words, [said(each) for each in branch.parts]

    assert [said(each) for each in structure(letter, "oil").components] == [("lamp", [("oil", []), ("wick", [])])]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("letter/ash/table/1", "&lt;i&gt;Truly&lt;/i&gt;"),
        ("letter/ash/table/1", "A table of the letter <a"),
        ("letter/ash/table/1", '<th scope="col">Risks for model developer</th>'),
        ("letter/ash/table/1", "A step of the gradient in the same words"),
        ("letter/ash/risk/bright", '<mark aria-current="true">bright at night.</mark>'),
        ("letter/ash/risk/bright", "A claim of"),
        ("letter/ash/risk/bright", "An intended outcome in the same words"),
        ("letter/ash/availability-level/lit", '<li value="1"><mark aria-current="true">bright at night.</mark>'),
        ("letter/ash/component/wick", "All components that the letter names"),
        ("letter/ash/component/wick", "No claim rests on these words"),
        ("letter/ash", '<a href="/lamps-1/letter/ash/table/1">Ash, table 1</a>'),
        ("letter/ash", '<a href="/lamps-1/submission/elm">LAMPS-1-0007</a>'),
        ("docket", '<a href="/lamps-1/letter/ash#joined">1 other submission</a>'),
        ("submission/elm", "Of the runs of three words in either, 87.5 % are in both."),
        ("submission/elm", "<blockquote>&lt;b&gt;Me&lt;/b&gt; too, Mayor</blockquote>"),
        ("submission/elm", '<a href="/lamps-1/letter/ash#joined">'),
        ("submission/elm", "A program read this, and nobody has reviewed it."),
        ("letter/birch", '<a href="/lamps-1/person/birch/fir">B. Fir</a>'),
        ("letter/ash/risk/bright", 'Footnote 1</a> <span class="words">A survey.</span>'),
        ("source/survey", '<a href="/lamps-1/letter/ash/risk/bright">bright at night.</a>'),
        ("question/1", 'Question 1a</a> <span class="words">Even by day?</span>'),
    ],
)
def test_what_a_page_says(client: httpx.Client, path: str, words: str) -> None:
    answer = client.get(f"/lamps-1/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert words in answer.text


@pytest.mark.parametrize(
    ("query", "signed", "joined"),
    [
        ("", LISTED, LISTED),
        ("?signed=3&joined=2", MANY + 1 - 2 * LISTED, LISTED),
        ("?joined=99", LISTED, MANY % LISTED),
    ],
)
def test_the_page_of_a_form_letter_stays_small(campaign: httpx.Client, query: str, signed: int, joined: int) -> None:
    text = campaign.get(f"/lamps-1/letter/birch{query}").text
    assert len(re.findall(r'<li><a href="/lamps-1/person/birch/', text)) == signed
    assert len(re.findall(r'<li><a href="/lamps-1/submission/', text)) == joined
    assert f"{MANY} submissions say what it says" in text
    assert f"{MANY // 2} add words" in text
    # What sorts behind the signatories isn't lost.
    assert '<a href="/lamps-1/organization/birch">' in text


def test_a_letter_whose_claims_nobody_noted_is_not_called_silent(campaign: httpx.Client) -> None:
    text = campaign.get("/lamps-1/docket?show=all").text
    assert text.count(">not read</span>") == 2
    assert ">silent</span>" not in text
    compared = campaign.get("/compare?one=ash&other=cedar").text
    assert "Nobody has noted the claims of Cedar’s letter yet" in compared


def test_what_is_meant_for_the_ear_is_hidden_from_the_eye() -> None:
    style = STATIC.joinpath("style.css").read_text("utf-8")
    assert re.search(r"^\.hidden \{[^}]*clip-path", style, re.MULTILINE)
