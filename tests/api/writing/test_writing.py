"""A write on a store that holds a docket: derived anew as a build derives, checked as a build checks, or refused."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from claimgraph.api.build import Build, build
from claimgraph.api.growing.proven import is_sound, mark_sound
from claimgraph.api.soundness import derive_anew
from claimgraph.api.writing import pipeline
from claimgraph.api.writing.conditions import Conditions, graph_query, graph_tag
from claimgraph.api.writing.pipeline import (
    ConditionError,
    GraphMissingError,
    ProtectedGraphError,
    UnsoundError,
    WriteError,
    Written,
    write,
)
from claimgraph.ontology import PREFIXES
from claimgraph.store import (
    Change,
    Document,
    GraphChange,
    Query,
    StoreBusyError,
    StoreMovedError,
    StoreWrittenError,
    Update,
    evaluate,
    load_memory,
    open_current,
    publish,
)
from claimgraph.store.lock import build_lock

ROOT = Path(__file__).parents[2] / "corpora" / "lamps"
BASE = "https://example.org/lamps/"
PREFIX = "PREFIX cg: <https://w3id.org/claimgraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
DIGEST = "0" * 64
PLAIN = '<a:g> { <a:s> <a:p> 1, "01"^^<http://www.w3.org/2001/XMLSchema#integer> }'


@pytest.fixture(scope="module")
def made() -> Build:
    return build(ROOT)


@pytest.fixture(params=["known to be sound", "not known"])
def store(tmp_path: Path, made: Build, request: pytest.FixtureRequest) -> Path:
    generation = publish(tmp_path / "store", made.quads, made.inputs)
    if request.param == "known to be sound":
        mark_sound(generation)
    return tmp_path / "store"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory, made: Build) -> Path:
    """The same, for tests that leave it as it is."""
    directory = tmp_path_factory.mktemp("untouched") / "store"
    publish(directory, made.quads, made.inputs)
    return directory


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A store without a docket, where a write has nothing to derive and to validate."""
    publish(tmp_path / "store", parse(PLAIN, RdfFormat.TRIG), {"made": "1"})
    return tmp_path / "store"


def carry_out(store: Path, change: Change, conditions: Conditions | None = None, keep: int = 3) -> Written:
    return write(store, change, DIGEST, conditions or Conditions(), keep=keep, patience_seconds=0.3)


def content(store: Path, graph: str) -> frozenset[Quad]:
    return frozenset(load_memory(open_current(store)).quads_for_pattern(None, None, None, NamedNode(BASE + graph)))


def ntriples(quads: frozenset[Quad]) -> str:
    return (serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b"").decode()


def test_what_is_derived_is_what_a_build_of_the_new_content_derives(lamps: Path, store: Path, tmp_path: Path) -> None:
    path = lamps / "letters" / "acme.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("stance: affirms\n    proposition: cities-pay", "stance: qualifies\n    proposition: cities-pay")
    )
    other = build(lamps)
    publish(tmp_path / "other", other.quads, other.inputs)
    graphs = ("graph/docket", "graph/letter/acme", "graph/letter/borealis")
    assert content(store, "graph/derived") != content(tmp_path / "other", "graph/derived")
    clear = " ".join(f"CLEAR GRAPH <{BASE}{graph}> ;" for graph in graphs)
    data = " ".join(f"GRAPH <{BASE}{graph}> {{ {ntriples(content(tmp_path / 'other', graph))} }}" for graph in graphs)
    assert carry_out(store, Update(f"{clear} INSERT DATA {{ {data} }}")) == Written(2)
    assert open_current(store).manifest.content == open_current(tmp_path / "other").manifest.content


OWN = "http://example.org/notes"
NOTE = Document(b'<> <http://example.org/says> "a note", [ <http://example.org/x> 1 ] .', "text/turtle")
DERIVED = f"{BASE}graph/derived"
REFUSED: dict[str, tuple[Change, Conditions, type[WriteError], str]] = {
    "all at once": (Update("CLEAR ALL"), Conditions(), ProtectedGraphError, "name the graphs instead"),
    "the ontology": (
        Update("INSERT DATA { GRAPH <https://w3id.org/claimgraph/ontology> { <a:a> <a:b> 1 } }"),
        Conditions(),
        ProtectedGraphError,
        "made by the build",
    ),
    "the questions": (
        GraphChange("DELETE", "https://w3id.org/claimgraph/questions"),
        Conditions(),
        ProtectedGraphError,
        "made by the build",
    ),
    "the derived graph": (
        GraphChange("POST", DERIVED, (NOTE,), base=OWN),
        Conditions(),
        ProtectedGraphError,
        "rules derive",
    ),
    "a claim without its words": (
        Update(PREFIX + "DELETE { GRAPH ?g { ?c cg:quote ?q } } WHERE { GRAPH ?g { ?c cg:quote ?q } }"),
        Conditions(),
        UnsoundError,
        "flaws",
    ),
    "a quote that isn't in the letter": (
        Update(
            PREFIX + f"DELETE {{ GRAPH ?g {{ <{BASE}claim/acme/brightness-costs> cg:quote ?q }} }} "
            f"INSERT {{ GRAPH ?g {{ <{BASE}claim/acme/brightness-costs> cg:quote 'Brighter lamps cost less.' }} }} "
            f"WHERE {{ GRAPH ?g {{ <{BASE}claim/acme/brightness-costs> cg:quote ?q }} }}"
        ),
        Conditions(),
        UnsoundError,
        "flaw",
    ),
    "a claim in a graph of one's own": (
        Update(PREFIX + f"INSERT DATA {{ GRAPH <{OWN}> {{ <a:claim> a cg:Claim }} }}"),
        Conditions(),
        UnsoundError,
        "flaw",
    ),
    "a contradiction": (
        Update(PREFIX + f"INSERT DATA {{ GRAPH <{OWN}> {{ <{BASE}docket> a cg:Question }} }}"),
        Conditions(),
        UnsoundError,
        "flaw",
    ),
    "a graph that isn't there": (GraphChange("DELETE", OWN), Conditions(), GraphMissingError, OWN),
    "a patch of one": (GraphChange("PATCH", OWN, update="CLEAR DEFAULT"), Conditions(), GraphMissingError, OWN),
    "another graph than supposed": (
        GraphChange("PUT", f"{BASE}graph/docket", (NOTE,), base=OWN),
        Conditions(if_match='"0"'),
        ConditionError,
        "If-Match",
    ),
    "a graph supposed to be": (
        GraphChange("PUT", OWN, (NOTE,), base=OWN),
        Conditions(if_match="*"),
        ConditionError,
        "If-Match",
    ),
    "a graph supposed not to be": (
        GraphChange("PUT", f"{BASE}graph/docket", (NOTE,), base=OWN),
        Conditions(if_none_match="*"),
        ConditionError,
        "If-None-Match",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_nothing_changed(untouched: Path, name: str) -> None:
    change, conditions, kind, said = REFUSED[name]
    with pytest.raises(kind, match=said):
        carry_out(untouched, change, conditions)
    assert open_current(untouched).number == 1


def test_a_graph_of_ones_own_is_written_changed_and_taken_away(plain: Path) -> None:
    before = open_current(plain)
    assert carry_out(plain, GraphChange("PUT", OWN, (NOTE,), base=OWN)) == Written(2, created=True)
    assert carry_out(plain, GraphChange("POST", OWN, (NOTE,), base=OWN)) == Written(3)
    assert open_current(plain).manifest.graphs[OWN] == 5  # the note once, a blank node's two triples twice
    assert carry_out(plain, GraphChange("DELETE", OWN)) == Written(4)
    after = open_current(plain).manifest
    assert after.content == before.manifest.content
    assert after.inputs == {**before.manifest.inputs, "write/0002": DIGEST, "write/0003": DIGEST, "write/0004": DIGEST}


def test_a_write_that_changes_nothing_publishes_nothing(plain: Path) -> None:
    assert carry_out(plain, Update("DELETE DATA { <a:a> <a:b> 1 }")) == Written(1)
    assert open_current(plain).manifest.writes() == ()


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_whoever_has_the_graph_as_it_is_may_replace_it(plain: Path, media_type: str) -> None:
    carry_out(plain, GraphChange("PUT", OWN, (NOTE,), base=OWN))
    query = Query(graph_query(OWN), media_type, prefixes=PREFIXES, union=False)
    tag = graph_tag(media_type, b"".join(evaluate(load_memory(open_current(plain)), query)))
    carry_out(plain, GraphChange("PUT", f"{OWN}/other", (NOTE,), base=OWN))  # the tag is that of one graph
    put = GraphChange("PUT", OWN, (NOTE, NOTE), base=OWN)
    for weak in (f"W/{tag}", "nonsense", '"other"'):
        with pytest.raises(ConditionError):
            carry_out(plain, put, Conditions(if_match=weak))
    assert carry_out(plain, put, Conditions(if_match=f'"other", {tag}')) == Written(4)
    with pytest.raises(ConditionError):
        carry_out(plain, put, Conditions(if_match=tag))


def test_a_build_waits_for_no_write_and_drops_none(store: Path, made: Build) -> None:
    carry_out(store, GraphChange("PUT", OWN, (NOTE,), base=OWN))
    with pytest.raises(StoreWrittenError, match=r"1 change written .* \(write/0002 is the last\).* --replace"):
        publish(store, made.quads, made.inputs)
    assert open_current(store).number == 2
    assert publish(store, made.quads, made.inputs, replace=True).number == 3
    assert open_current(store).manifest.writes() == ()
    assert publish(store, made.quads, made.inputs).number == 3


def test_a_build_of_the_same_content_takes_the_store_back(store: Path, made: Build) -> None:
    for change in (GraphChange("PUT", OWN, (NOTE,), base=OWN), GraphChange("DELETE", OWN)):
        carry_out(store, change)
    assert publish(store, made.quads, made.inputs, replace=True).number == 4
    assert open_current(store).manifest.inputs == made.inputs


def test_a_write_waits_for_a_build_for_a_while(plain: Path) -> None:
    change = GraphChange("PUT", OWN, (NOTE,), base=OWN)
    with build_lock(plain), pytest.raises(StoreBusyError):
        carry_out(plain, change)
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with build_lock(plain):
            held.set()
            let_go.wait(0.1)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    assert carry_out(plain, change) == Written(2, created=True)
    thread.join()


def test_what_a_build_publishes_meanwhile_is_the_ground(store: Path, made: Build) -> None:
    """Without the lock held throughout, the content that a write started from may be old when it is published."""
    with pytest.raises(StoreMovedError, match="try again"):
        publish(store, made.quads, {}, after=7)
    extra = Quad(NamedNode("a:a"), NamedNode("a:b"), NamedNode("a:c"), NamedNode("http://example.org/build"))
    publish(store, (*made.quads, extra), made.inputs)
    carry_out(store, GraphChange("PUT", OWN, (NOTE,), base=OWN))
    assert extra in set(load_memory(open_current(store)))


def test_a_docket_may_go_and_come_with_all_that_is_derived(store: Path) -> None:
    before = open_current(store).manifest.content
    graphs = ("graph/docket", "graph/letter/acme", "graph/letter/borealis")
    data = " ".join(f"GRAPH <{BASE}{graph}> {{ {ntriples(content(store, graph))} }}" for graph in graphs)
    carry_out(store, Update(" ; ".join(f"DROP GRAPH <{BASE}{graph}>" for graph in graphs)))
    assert list(open_current(store).manifest.graphs) == [
        "https://w3id.org/claimgraph/ontology",
        "https://w3id.org/claimgraph/questions",
    ]
    carry_out(store, Update(f"INSERT DATA {{ {data} }}"))
    assert open_current(store).manifest.content == before


def test_a_store_of_something_else_is_not_the_shapes_to_judge(tmp_path: Path) -> None:
    publish(tmp_path, [], {})
    person = Document(b"<a:p> a <http://xmlns.com/foaf/0.1/Person> .", "text/turtle")
    assert carry_out(tmp_path, GraphChange("PUT", None, (person,))) == Written(2, created=True)
    claim = Document(b"<a:c> a <https://w3id.org/claimgraph/ontology#Claim> .", "text/turtle")
    with pytest.raises(UnsoundError):
        carry_out(tmp_path, GraphChange("PUT", "a:g", (claim,)))
    assert carry_out(tmp_path, Update("DROP ALL")) == Written(3)


def test_generations_are_kept_as_told(plain: Path) -> None:
    for number in range(4):
        carry_out(plain, GraphChange("PUT", f"{OWN}/{number}", (NOTE,), base=OWN), keep=2)
    assert sorted(path.name for path in (plain / "generations").iterdir()) == ["0004", "0005"]


def outcome(store: Path, change: Change) -> tuple[object, ...]:
    """What a write comes to: the flaws for which it is refused, or the content that is published."""
    try:
        carry_out(store, change)
    except UnsoundError as error:
        return error.flaws
    generation = open_current(store)
    assert is_sound(generation)
    return (generation.manifest.content, *sorted(generation.manifest.graphs.items()))


def test_a_write_on_what_is_known_to_be_sound_comes_to_the_same(
    made: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: list[object] = []
    monkeypatch.setattr(pipeline, "derive_anew", lambda *args: whole.append(args) or derive_anew(*args))
    quads = sorted((each for each in made.quads if "/graph/letter/" in str(each.graph_name)), key=str)
    before = publish(tmp_path / "first", made.quads, made.inputs)
    outcomes = []
    for number, quad in enumerate(quads[:: len(quads) // 12]):
        change = Update(f"DELETE DATA {{ GRAPH {quad.graph_name} {{ {quad.triple} }} }}")
        stores = [Path(shutil.copytree(tmp_path / "first", tmp_path / f"{number}-{known}")) for known in (0, 1)]
        mark_sound(open_current(stores[1]))
        one, other = (outcome(store, change) for store in stores)
        assert one == other
        outcomes.append(one)
    assert len(set(outcomes)) > 2
    assert len(whole) == len(outcomes), "of what is known to be sound not everything is derived anew"
    assert not is_sound(before), "nobody said so"


def test_what_was_found_by_another_program_is_not_known(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark_sound(open_current(store))
    assert is_sound(open_current(store))
    monkeypatch.setattr("claimgraph.api.growing.proven.program_version", lambda: "another")
    assert not is_sound(open_current(store))
