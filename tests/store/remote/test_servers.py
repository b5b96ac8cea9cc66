"""The same cases against each real server: what is published comes back, whole, and whatever happens meanwhile."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, serialize
from pyoxigraph import RdfFormat as Format
from remote_contents import BASE, MARK, graph, marked, odd, typed
from sparql_servers import HASTY, graphs_on
from spoiling_proxy import Spoiling, spoilt

from claimgraph.store import (
    ForbiddenQueryError,
    Generation,
    Query,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreBusyError,
    StoreError,
    StoreMissingError,
    StoreWrittenError,
    evaluate,
    open_current,
    publish,
    write_name,
)
from claimgraph.store.remote import (
    Credentials,
    CredentialsError,
    Remote,
    UnfaithfulError,
    UnreachableError,
    ask,
    fetch,
    following,
    publish_remote,
)
from claimgraph.store.remote.lease import leased
from claimgraph.store.remote.pointer import read_pointer
from claimgraph.store.remote.record import Record

CSV = "text/csv"
MARKS = f"SELECT DISTINCT ?mark {{ ?s <{MARK.value}> ?mark }}"


def marks(remote: Remote) -> list[str]:
    return ask(remote, Query(MARKS, CSV)).body.decode().split()[1:]


def lines(quads: list[Quad]) -> list[bytes]:
    return sorted(set((serialize(quads, format=Format.N_QUADS) or b"").splitlines(keepends=True)))


def content(generation: Generation) -> bytes:
    with generation.lines() as held:
        return b"".join(held)


def needed(*records: Record) -> set[str]:
    return {name for record in records for name in record.names()}


def test_what_is_published_comes_back_to_the_byte(remote: Remote, tmp_path: Path) -> None:
    record = publish_remote(remote, odd(), {"a.yaml": "00"})
    fetched = fetch(remote, tmp_path / "copy")
    assert content(fetched) == b"".join(lines(odd()))
    assert (fetched.number, fetched.manifest.inputs) == (record.number, {"a.yaml": "00"})
    assert fetch(remote, tmp_path / "copy") == fetched


def test_the_answers_are_those_from_disk(remote: Remote, tmp_path: Path) -> None:
    publish_remote(remote, odd(), {})
    local = publish(tmp_path / "store", odd(), {})
    # Numbers are compared by value: servers write them in their own forms, and the engine here in its own.
    everything = Query("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")
    assert ask(remote, everything).body == b"".join(evaluate(local.open(), everything))


def test_a_graph_that_stays_the_same_is_not_sent_again(remote: Remote) -> None:
    first = publish_remote(remote, marked("one"), {})
    assert publish_remote(remote, marked("one"), {"other": "inputs"}) == first
    spoiling = Spoiling()
    changed = [*marked("one"), Quad(NamedNode("urn:b"), NamedNode("urn:p"), Literal("new"), graph("letter/3"))]
    with spoilt(remote, spoiling) as by_proxy:
        second = publish_remote(by_proxy, changed, {})
    assert second.number == first.number + 1
    assert [name for name, held in second.graphs.items() if held != first.graphs[name]] == [f"{BASE}letter/3"]
    assert len({target for method, target in spoiling.seen if method == "GET"}) == 1, "one graph is read back"


def test_only_what_differs_is_fetched(remote: Remote, tmp_path: Path) -> None:
    publish_remote(remote, marked("one"), {})
    before = fetch(remote, tmp_path)
    changed = [*marked("one"), Quad(NamedNode("urn:b"), NamedNode("urn:p"), Literal("new"), graph("letter/3"))]
    publish_remote(remote, changed, {})
    spoiling = Spoiling()
    with spoilt(remote, spoiling) as by_proxy:
        after = fetch(by_proxy, tmp_path)
    assert len({target for method, target in spoiling.seen if method == "GET"}) == 1
    assert (before.number, after.number) == (1, 2)
    assert content(after) == b"".join(lines(changed))


def test_the_last_generations_stay_and_nothing_else(remote: Remote, tmp_path: Path) -> None:
    records = [publish_remote(remote, marked(str(n)), {}, keep=2) for n in range(4)]
    with remote.server() as server:
        pointer = read_pointer(server)
    assert (len(pointer.kept), pointer.leftovers, pointer.leases) == (2, (), ())
    named = {name for name in graphs_on(remote) if "--version-" in name}
    assert named == needed(*records[2:])
    assert fetch(remote, tmp_path).number == 4


NAMES = f"PREFIX letter: <{BASE}letter/> "
QUERIES = {
    "counts": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "a graph": NAMES + "SELECT (COUNT(*) AS ?n) { GRAPH letter:1 { ?s ?p ?o } }",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "graphs by name": NAMES + "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(?g = letter:1) }",
    "graphs by values": NAMES + "SELECT (COUNT(*) AS ?n) { VALUES ?g { letter:1 letter:2 } GRAPH ?g { ?s ?p ?o } }",
    "names as text": "SELECT DISTINCT (STR(?g) AS ?t) { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'letter')) } "
    "ORDER BY ?t",
    "FROM": f"SELECT (COUNT(*) AS ?n) FROM <{BASE}letter/1> FROM <{BASE}docket> {{ ?s ?p ?o }}",
    "FROM NAMED": f"BASE <{BASE}> SELECT ?g (COUNT(*) AS ?n) FROM NAMED <docket> {{ GRAPH ?g {{ ?s ?p ?o }} }} "
    "GROUP BY ?g",
    "a name that is spoken of": f"SELECT ?o {{ <{BASE}letter/0> ?p ?o }}",
    "another's graph": "SELECT (COUNT(*) AS ?n) { GRAPH <urn:others> { ?s ?p ?o } }",
    "from another's graph": "SELECT (COUNT(*) AS ?n) FROM <urn:others> { ?s ?p ?o }",
    "nobody else's": "SELECT (COUNT(*) AS ?n) { ?s <urn:others> ?o }",
    "yes": "ASK { ?s ?p ?o }",
    "no": "ASK { ?s <urn:others> ?o }",
    "not in another's": "ASK { GRAPH <urn:others> { ?s ?p ?o } }",
    "blank nodes": "SELECT (COUNT(*) AS ?n) { ?s <urn:blank> ?o } ",
    "a blank node": "SELECT ?o { ?s <urn:blank> ?o }",
    "relative": "SELECT (COUNT(*) AS ?n) { <nothing> ?p ?o }",
}
FORMATS = ["text/csv", "text/tab-separated-values", "application/sparql-results+json"]


def asked_content() -> list[Quad]:
    return [
        *marked("one"),
        Quad(graph("letter/0"), NamedNode("urn:about"), Literal("a letter"), graph("docket")),
        Quad(NamedNode("urn:a"), NamedNode("urn:blank"), BlankNode("b7"), graph("docket")),
    ]


@pytest.fixture
def asked(remote: Remote, tmp_path: Path) -> tuple[Remote, Generation]:
    """A store on the server, which holds other people's graphs and older generations too, and the same on disk."""
    with remote.server() as server:
        server.add("urn:others", b"<urn:x> <urn:others> <urn:y> .\n")
    publish_remote(remote, marked("older"), {})
    publish_remote(remote, asked_content(), {})
    return remote, publish(tmp_path / "asked", asked_content(), {})


def test_queries_see_one_generation_under_its_published_names(asked: tuple[Remote, Generation]) -> None:
    remote, local = asked
    wrong = {}
    for name, text in QUERIES.items():
        for media_type in FORMATS:
            answer = ask(remote, Query(text, media_type)).body
            if (wanted := b"".join(evaluate(local.open(), Query(text, media_type)))) != answer:
                wrong[name, media_type] = answer, wanted
    assert not wrong
    made = Query(
        "CONSTRUCT { ?g <urn:holds> ?s } { GRAPH ?g { ?s ?p ?o } }",
        "text/turtle",
        prefixes={"letter": f"{BASE}letter/"},
    )
    assert ask(remote, made).body == b"".join(evaluate(local.open(), made))


def test_whoever_asks_with_sparql_alone_finds_the_graphs(asked: tuple[Remote, Generation]) -> None:
    """The query that the documentation gives, sent as it is."""
    text = (Path(__file__).parents[3] / "docs" / "remote-stores.md").read_text("utf-8")
    query = text.partition("```sparql\n")[2].partition("```")[0]
    with asked[0].server() as server:
        found = {row["name"]: int(row["statements"]) for row in server.rows(query)}
    assert found == asked[1].manifest.graphs


def test_a_generation_of_many_graphs(remote: Remote) -> None:
    publish_remote(remote, marked("many", 150), {})
    assert marks(remote) == ["many"]


REFUSED = [
    ("SELECT * { ?s ?p }", QuerySyntaxError),
    ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", ForbiddenQueryError),
    ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", ForbiddenQueryError),
]


def test_a_query_that_takes_too_long_is_asked_once(asked: tuple[Remote, Generation]) -> None:
    remote, _ = asked
    asked_before: list[str] = []

    def is_third(method: str, target: str) -> bool:
        asked_before.append(target)
        return len(asked_before) >= 3  # after the pointer and the record

    spoiling = Spoiling(stall=is_third)
    with spoilt(remote, spoiling) as by_proxy, pytest.raises(QueryTimeoutError, match="--store-timeout"):
        ask(by_proxy, Query("SELECT * { ?s ?p ?o }", CSV), seconds=0.5)
    assert len(asked_before) == 3


def test_what_is_refused_is_not_sent(asked: tuple[Remote, Generation]) -> None:
    spoiling = Spoiling()
    with spoilt(asked[0], spoiling) as by_proxy:
        for text, error in REFUSED:
            with pytest.raises(error):
                ask(by_proxy, Query(text, CSV))
    assert spoiling.seen == []


def test_a_reader_sees_one_generation_or_the_other(remote: Remote) -> None:
    publish_remote(remote, marked("0"), {})
    over = threading.Event()
    seen: list[list[str]] = []

    def read() -> None:
        while not over.is_set():
            seen.append(marks(remote))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(1, 8):
            publish_remote(remote, marked(str(number)), {}, keep=2)
    finally:
        over.set()
        reader.join()
    assert all(len(each) == 1 for each in seen), seen
    assert [int(each[0]) for each in seen] == sorted(int(each[0]) for each in seen)
    assert len({each[0] for each in seen}) > 1, "it was switched under the reader"


PUBLISH = """
import json, sys
from pyoxigraph import RdfFormat, parse
from claimgraph.store.remote import Credentials, Patience, Remote, publish_remote
from claimgraph.store.remote.addresses import Endpoints
endpoints, credentials, patience = json.loads(sys.argv[1])
remote = Remote(Endpoints(**endpoints), credentials and Credentials(*credentials), Patience(**patience))
publish_remote(remote, parse(sys.stdin.buffer.read(), RdfFormat.N_QUADS), {})
"""


def is_upload(method: str, target: str) -> bool:
    return method == "POST" and "letter%2F3" in target


def is_record(method: str, target: str) -> bool:
    return method == "DELETE" and "generation" in target


class UpdateNumber:
    """Whether a request is the update of that number."""

    def __init__(self, number: int) -> None:
        self._left = number

    def __call__(self, method: str, target: str) -> bool:
        self._left -= method == "POST" and "graph" not in target and not target.endswith(("query", "sparql"))
        return self._left == 0


KILLED: dict[str, Callable[[], Callable[[str, str], bool]]] = {
    "with the lease": lambda: UpdateNumber(3),
    "before the record": lambda: is_record,
    "in mid-upload": lambda: is_upload,
    "at reading back": lambda: lambda method, target: method == "GET" and "letter%2F3" in target,
}


@pytest.mark.parametrize("when", KILLED)
def test_a_killed_upload_leaves_what_was_and_is_cleared(when: str, remote: Remote, tmp_path: Path) -> None:
    first = publish_remote(remote, marked("one"), {})
    spoiling = Spoiling(stall=KILLED[when]())
    with spoilt(remote, spoiling) as by_proxy:
        # It gives a sign of life whenever it may, however fast it is: that is its third update.
        told = (asdict(by_proxy.endpoints), remote.credentials and ("dba", "dba"), asdict(replace(HASTY, beat=0)))
        process = subprocess.Popen([sys.executable, "-c", PUBLISH, json.dumps(told)], stdin=subprocess.PIPE)
        assert process.stdin is not None
        process.stdin.write(b"".join(lines(marked("two"))))
        process.stdin.close()
        assert spoiling.stalled.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert marks(remote) == ["one"]
    assert fetch(remote, tmp_path).number == first.number
    third = publish_remote(remote, marked("three"), {})
    assert marks(remote) == ["three"]
    with remote.server() as server:
        pointer = read_pointer(server)
    assert (pointer.leftovers, pointer.leases) == ((), ())
    # A request that was under way at the kill may be carried out after it was cleared: it can hurt nobody.
    late = {name for name in graphs_on(remote) if "letter/3" in name} if when == "in mid-upload" else set()
    assert {name for name in graphs_on(remote) if "--version-" in name} - late == needed(first, third) - late


def test_of_two_publishers_one_is_refused(remote: Remote) -> None:
    outcomes: list[str] = []

    def publish_marked(mark: str) -> None:
        try:
            publish_remote(remote, marked(mark, 20), {})
            outcomes.append(mark)
        except StoreBusyError:
            pass

    threads = [threading.Thread(target=publish_marked, args=(mark,)) for mark in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) <= 1, "one at a time; where they came at the very same moment, neither"
    publish_remote(remote, marked("three"), {})
    assert marks(remote) == ["three"]


def test_a_living_publisher_is_not_disturbed_and_a_dead_one_is_succeeded(remote: Remote) -> None:
    with remote.server() as server:
        with leased(server, HASTY) as lease:
            refused: list[StoreError] = []

            def try_it() -> None:
                try:
                    publish_remote(remote, marked("two"), {})
                except StoreError as error:
                    refused.append(error)

            other = threading.Thread(target=try_it)
            other.start()
            while other.is_alive():
                lease.beat()
                other.join(0.05)
            assert isinstance(refused[0], StoreBusyError)
            # From here on it gives no sign of life.
            publish_remote(remote, marked("three"), {})
            with pytest.raises(StoreBusyError, match="took over"):
                lease.change("", ":keeps <urn:nothing>")
        assert read_pointer(server).leases == ()
    assert marks(remote) == ["three"]


def test_nothing_is_published_yet(remote: Remote, tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="nothing has been published"):
        ask(remote, Query("ASK {}", CSV))
    with pytest.raises(StoreMissingError):
        fetch(remote, tmp_path)


LYING = {
    "drops what it is given": lambda: Spoiling(upload=lambda body: b"".join(body.splitlines(keepends=True)[1:])),
    "makes something up": lambda: Spoiling(upload=lambda body: body + b"<urn:made> <urn:up> <urn:here> .\n"),
    "changes words": lambda: Spoiling(upload=lambda body: body.replace(b'"two"', b'"too"')),
}


@pytest.mark.parametrize("how", LYING)
def test_a_server_that_lies_is_found_out(how: str, remote: Remote, tmp_path: Path) -> None:
    publish_remote(remote, marked("one"), {})
    with spoilt(remote, LYING[how]()) as by_proxy, pytest.raises(UnfaithfulError, match="nothing was published"):
        publish_remote(by_proxy, marked("two"), {})
    assert marks(remote) == ["one"]
    assert publish_remote(remote, marked("three"), {}).number == 2
    with (
        spoilt(remote, Spoiling(download=lambda body: body.partition(b"\n")[2])) as by_proxy,
        pytest.raises(UnfaithfulError, match="isn't what was published"),
    ):
        fetch(by_proxy, tmp_path)


def test_a_graph_that_somebody_changed_is_found_out(remote: Remote, tmp_path: Path) -> None:
    record = publish_remote(remote, marked("one"), {})
    with remote.server() as server:
        server.add(record.names()[0], b"<urn:x> <urn:others> <urn:y> .\n")
    with pytest.raises(UnfaithfulError, match="somebody has changed"):
        fetch(remote, tmp_path)


TROUBLE = {
    "fails twice": lambda: Spoiling(fails=2),
    "closes twice": lambda: Spoiling(closes=2),
    "cuts once": lambda: Spoiling(cuts=1),
    "all of it": lambda: Spoiling(closes=1, fails=1, cuts=1),
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_trouble_on_the_way_is_got_over(trouble: str, remote: Remote, tmp_path: Path) -> None:
    with spoilt(remote, TROUBLE[trouble]()) as by_proxy:
        publish_remote(by_proxy, marked("one", 2), {})
        assert marks(by_proxy) == ["one"]
        assert content(fetch(by_proxy, tmp_path)) == b"".join(lines(marked("one", 2)))


def test_trouble_without_end_is_told(remote: Remote) -> None:
    with spoilt(remote, Spoiling(fails=100)) as by_proxy, pytest.raises(UnreachableError, match="asked 4 times"):
        publish_remote(by_proxy, marked("one"), {})


def test_credentials(remote: Remote) -> None:
    wrong = Credentials("dba", "not-the-password")
    with spoilt(remote, Spoiling(password="open sesame")) as by_proxy:
        if remote.credentials is None:
            publish_remote(replace(by_proxy, credentials=Credentials("ada", "open sesame")), marked("one"), {})
        for given in (None, wrong):
            with pytest.raises(CredentialsError) as caught:
                publish_remote(replace(by_proxy, credentials=given), marked("two"), {})
            assert "not-the-password" not in str(caught.value)
    if remote.credentials is not None:
        for given in (None, wrong):
            with pytest.raises(CredentialsError):
                publish_remote(replace(remote, credentials=given), marked("two"), {})


def test_a_directory_follows(remote: Remote, tmp_path: Path) -> None:
    publish_remote(remote, marked("one"), {})
    told: list[str] = []
    with following(remote, tmp_path, 0.05, told.append):
        assert open_current(tmp_path).number == 1
        publish_remote(remote, marked("two"), {})
        while open_current(tmp_path).number == 1:
            threading.Event().wait(0.02)
    nobody = replace(remote, endpoints=replace(remote.endpoints, query="http://127.0.0.1:9/query"))
    with following(nobody, tmp_path, 60, told.append):
        assert open_current(tmp_path).number == 2
    assert ["can't be reached" in each for each in told] == [True]
    with pytest.raises(UnreachableError), following(nobody, tmp_path / "new", 60, told.append):
        pass


CHANGED = [typed("12345678901234567890", "integer"), typed("P1D", "duration")]


@pytest.mark.parametrize("value", CHANGED, ids=str)
def test_values_that_virtuoso_changes_are_refused(value: Literal, started: Callable[[str], Remote]) -> None:
    said = Quad(NamedNode("urn:a"), NamedNode("urn:p"), value, graph("changed"))
    with pytest.raises(UnfaithfulError, match=r"missing is .* in excess is"):
        publish_remote(started("virtuoso"), [said], {})


def test_what_was_written_in_a_directory_is_not_replaced(remote: Remote, tmp_path: Path) -> None:
    publish_remote(remote, marked("one"), {})
    written = publish(tmp_path, marked("mine"), {write_name(1): "00"})
    with pytest.raises(StoreWrittenError):
        fetch(remote, tmp_path)
    assert open_current(tmp_path) == written


def test_a_graph_larger_than_the_answers_that_virtuoso_gives(started: Callable[[str], Remote]) -> None:
    """It gives back so many statements of a graph as its settings let it (`ResultSetMaxRows`), and says nothing."""
    remote = started("virtuoso")
    many = (Quad(NamedNode(f"urn:s{n}"), MARK, typed(str(n), "integer"), graph("many")) for n in range(5_010))
    with pytest.raises(UnfaithfulError, match="limit on rows"):
        publish_remote(remote, many, {})
