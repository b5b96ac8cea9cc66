"""Writing over HTTP: who may, what comes back, and that it is there from then on."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from service_process import Running, start, stop

from claimgraph.store import load_memory, open_current, publish

TOKEN = "correct-horse-battery-staple"
TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}
G = "http://example.org/g"
ONE, TWO = "<a:s> <a:p> 1 .", "<a:s> <a:p> 2 ."
WRITING = {"max_body": 100_000, "queue": 6, "timeout_seconds": 5}


@pytest.fixture(scope="module")
def written_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("written") / "store"
    publish(directory, [], {})
    return directory


@pytest.fixture(scope="module")
def writable(written_store: Path) -> Iterator[Running]:
    running = start(written_store, timeout=5, token=TOKEN, writing=WRITING)
    yield running
    written = stop(running)
    assert running.process.returncode == 0, written
    assert "Traceback" not in written
    assert TOKEN not in written


@pytest.fixture(scope="module")
def writer(writable: Running) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=writable.origin, timeout=30, headers=headers) as made:
        yield made


@pytest.fixture
def empty(writer: httpx.Client) -> httpx.Client:
    """A client that may write to a store that is empty."""
    assert writer.post("/sparql", content="DROP ALL", headers=UPDATE).status_code == 204
    return writer


def values(client: httpx.Client, graph: str = G) -> list[str]:
    query = f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ORDER BY ?o"
    return client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).text.split()[1:]


# Who may

WRITES = {
    "put": ("PUT", f"/data?graph={G}", TURTLE, ONE),
    "post": ("POST", "/data?default", TURTLE, ONE),
    "post to the store": ("POST", "/data", TURTLE, ONE),
    "put below": ("PUT", "/data/one", TURTLE, ONE),
    "delete": ("DELETE", f"/data?graph={G}", {}, ""),
    "patch": ("PATCH", f"/data?graph={G}", UPDATE, "CLEAR DEFAULT"),
    "update": ("POST", "/sparql", UPDATE, "INSERT DATA { <a:s> <a:p> 1 }"),
    "update in a form": (
        "POST",
        "/sparql",
        {"Content-Type": "application/x-www-form-urlencoded"},
        "update=CLEAR%20DEFAULT",
    ),
}
WRONG = {
    "none": (None, False),
    "another": ("Bearer not-the-right-token-at-all", True),
    "a longer one": (f"Bearer {TOKEN}x", True),
    "its beginning": (f"Bearer {TOKEN[:-1]}", True),
    "an empty one": ("Bearer", True),
    "two": (f"Bearer {TOKEN} {TOKEN}", True),
    "another scheme": (f"Basic {TOKEN}", False),
    "no scheme": (TOKEN, False),
    "no ASCII": ("Bearer \xe4\xf6\xfc", True),
}


@pytest.mark.parametrize("name", WRITES)
def test_nobody_writes_where_there_is_no_token(client: httpx.Client, name: str) -> None:
    method, target, headers, body = WRITES[name]
    answer = client.request(method, target, headers={**headers, "Authorization": f"Bearer {TOKEN}"}, content=body)
    assert (answer.status_code, answer.json()["type"]) == (403, "/docs#read-only")
    assert "www-authenticate" not in answer.headers


@pytest.mark.parametrize("name", WRITES)
def test_nobody_writes_without_the_token(writable: Running, written_store: Path, name: str) -> None:
    method, target, headers, body = WRITES[name]
    before = open_current(written_store).number
    with httpx.Client(base_url=writable.origin) as client:
        for given, named in WRONG.values():
            authorization = {} if given is None else {"Authorization": given.encode("latin-1")}
            answer = client.request(method, target, headers={**headers, **authorization}, content=body)  # type: ignore[dict-item]
            assert (answer.status_code, answer.json()["type"]) == (401, "/docs#unauthorized")
            challenge = answer.headers["www-authenticate"]
            assert challenge.startswith("Bearer ")
            assert ("invalid_token" in challenge) == named
            assert TOKEN not in answer.text
    assert open_current(written_store).number == before


def test_a_long_body_is_not_read_of_one_who_may_not_write(writable: Running) -> None:
    host, port = writable.origin.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(
            b"PUT /data?default HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\nContent-Length: 99999\r\n\r\n"
        )
        answer = connection.recv(4096)
        assert answer.startswith(b"HTTP/1.1 401 ")
        assert b"connection: close" in answer.lower()


def test_methods(client: httpx.Client, writer: httpx.Client) -> None:
    for path in ("/data", "/data/one", f"/data?graph={G}"):
        assert client.options(path).headers["allow"] == "GET, HEAD, OPTIONS"
        assert writer.options(path).headers["allow"] == "GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS"
    answer = writer.request("BREW", "/data?default")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS")


def test_the_service_description_says_whether_updates_are_open(client: httpx.Client, writer: httpx.Client) -> None:
    update = "<http://www.w3.org/ns/sparql-service-description#SPARQL11Update>"
    for asked, is_open in ((client, False), (writer, True)):
        text = asked.get("/sparql.nt").text
        assert (update in text) == is_open
        assert ("Read-only" in text) != is_open
        assert text.count('<http://purl.org/dc/terms/description> "Who claims') == 1


# What comes back


def test_graph_by_graph(empty: httpx.Client) -> None:
    target = f"/data?graph={G}"
    assert empty.get(target).status_code == 404
    created = empty.put(target, content=ONE, headers=TURTLE)
    assert (created.status_code, created.content) == (201, b"")
    assert created.headers["cache-control"] == "no-store"
    number = int(created.headers["claimgraph-generation"])
    assert empty.get("/health").json()["generation"] == number
    assert values(empty) == ["1"]
    replaced = empty.put(target, content=TWO, headers=TURTLE)
    assert (replaced.status_code, int(replaced.headers["claimgraph-generation"])) == (204, number + 1)
    assert values(empty) == ["2"]
    merged = empty.post(target, content=ONE, headers=TURTLE)
    assert (merged.status_code, merged.json()) == (200, {"generation": number + 2})
    assert values(empty) == ["1", "2"]
    patched = empty.patch(target, content="DELETE WHERE { ?s ?p 1 }", headers=UPDATE)
    assert patched.status_code == 200
    assert values(empty) == ["2"]
    gone = empty.delete(target)
    assert gone.status_code == 200
    assert empty.get(target).status_code == empty.head(target).status_code == empty.delete(target).status_code == 404


def test_an_older_generation_can_still_be_had(empty: httpx.Client) -> None:
    number = empty.put("/data/old", content=ONE, headers=TURTLE).headers["claimgraph-generation"]
    empty.put("/data/old", content=TWO, headers=TURTLE)
    assert (
        '"1"' in empty.get("/data/old", params={"generation": number}, headers={"Accept": "application/n-triples"}).text
    )
    refused = empty.put(f"/data/old?generation={number}", content=ONE, headers=TURTLE)
    assert refused.status_code == 400


def test_a_new_graph_has_a_place(empty: httpx.Client) -> None:
    origin = str(empty.base_url).rstrip("/")
    created = empty.post("/data", content="<> <a:p> <#x> .", headers=TURTLE)
    assert created.status_code == 201
    place = created.headers["location"]
    assert place.startswith(f"{origin}/data/")
    text = empty.get(place, headers={"Accept": "application/n-triples"}).text
    assert text == f"<{place}> <a:p> <{place}#x> .\n"
    assert empty.get("/data", params={"graph": place}, headers={"Accept": "application/n-triples"}).text == text
    nothing = empty.post("/data", content="", headers=TURTLE)
    assert (nothing.status_code, "location" in nothing.headers) == (200, False)
    assert empty.put("/data/nothing", content="", headers=TURTLE).status_code == 204


def test_default_is_the_unnamed_graph(empty: httpx.Client) -> None:
    origin = str(empty.base_url).rstrip("/")
    empty.put(f"/data?graph={G}", content=ONE, headers=TURTLE)
    nothing = empty.get("/data?default", headers={"Accept": "application/n-triples"})
    assert (nothing.status_code, nothing.text) == (200, "")
    assert empty.put("/data?default", content="<x> <a:p> 2 .", headers=TURTLE).status_code == 201
    text = empty.get("/data?default", headers={"Accept": "application/n-triples"}).text
    assert text.startswith(f"<{origin}/x> <a:p> ")
    assert empty.delete("/data?default").status_code == 200
    assert values(empty) == ["1"]


def test_head_is_get_without_its_body(empty: httpx.Client) -> None:
    empty.put(f"/data?graph={G}", content=ONE, headers=TURTLE)
    got, head = empty.get(f"/data?graph={G}"), empty.head(f"/data?graph={G}")
    for name in ("content-type", "content-length", "etag", "vary", "claimgraph-generation"):
        assert got.headers[name] == head.headers[name]
    assert (got.headers["content-type"], head.content) == ("text/turtle; charset=utf-8", b"")


def test_blank_nodes_of_two_requests_never_meet(empty: httpx.Client) -> None:
    for _ in range(2):
        empty.post(f"/data?graph={G}", content="_:x <a:p> _:y .", headers=TURTLE)
        empty.post("/sparql", content=f"INSERT DATA {{ GRAPH <{G}> {{ _:x <a:p> _:y }} }}", headers=UPDATE)
    parts = {
        "one": ("1.ttl", "_:x <a:p> _:y .", "text/turtle"),
        "two": ("2.nt", "_:x <a:p> _:y .", "application/n-triples"),
    }
    assert empty.post(f"/data?graph={G}", files=parts).status_code == 200
    text = empty.get(f"/data?graph={G}", headers={"Accept": "application/n-triples"}).text
    stored = next(word for word in text.split() if word.startswith("_:"))
    assert len(text.splitlines()) == 6
    empty.post(f"/data?graph={G}", content=f"{stored} <a:p> 1 .", headers=TURTLE)
    assert (
        len(
            {
                line.split()[0]
                for line in empty.get(f"/data?graph={G}", headers={"Accept": "application/n-triples"}).text.splitlines()
            }
        )
        == 7
    )


def test_whoever_changes_what_another_changed_is_told(empty: httpx.Client) -> None:
    target = f"/data?graph={G}"
    first = empty.put(target, content=ONE, headers={**TURTLE, "If-None-Match": "*"})
    assert first.status_code == 201
    again = empty.put(target, content=ONE, headers={**TURTLE, "If-None-Match": "*"})
    assert (again.status_code, again.json()["type"]) == (412, "/docs#precondition")
    tags = {
        kind: empty.get(target, headers={"Accept": kind}).headers["etag"]
        for kind in ("text/turtle", "application/rdf+xml")
    }
    assert len(set(tags.values())) == 2
    assert empty.get(target, headers={"If-None-Match": tags["text/turtle"]}).status_code == 304
    empty.put("/data/another", content=TWO, headers=TURTLE)
    assert empty.get(target).headers["etag"] == tags["text/turtle"]
    assert (
        empty.post(target, content=TWO, headers={**TURTLE, "If-Match": tags["application/rdf+xml"]}).status_code == 200
    )
    for method in ("PUT", "POST", "DELETE"):
        stale = empty.request(method, target, content=ONE, headers={**TURTLE, "If-Match": tags["text/turtle"]})
        assert stale.status_code == 412
    assert values(empty) == ["1", "2"]


BAD = {
    "no graph": ("PUT", "/data", TURTLE, ONE, 400),
    "nor to delete": ("DELETE", "/data", {}, "", 400),
    "no graph to get": ("GET", "/data", {}, "", 400),
    "both": ("PUT", f"/data?default&graph={G}", TURTLE, ONE, 400),
    "two": ("PUT", f"/data?graph={G}&graph=a:b", TURTLE, ONE, 400),
    "a path and a graph": ("PUT", f"/data/x?graph={G}", TURTLE, ONE, 400),
    "a relative graph": ("PUT", "/data?graph=x", TURTLE, ONE, 400),
    "no IRI": ("PUT", "/data?graph=http://a/%20b", TURTLE, ONE, 400),
    "one that closes the query": ("GET", "/data?graph=a:b%3E%20%7B%7D%20%7D%20%23", {}, "", 400),
    "another parameter": ("PUT", "/data?name=x", TURTLE, ONE, 400),
    "not UTF-8 in the address": ("PUT", "/data?graph=a:%ff", TURTLE, ONE, 400),
    "no type": ("PUT", "/data?default", {}, ONE, 415),
    "quads": ("PUT", "/data?default", {"Content-Type": "application/trig"}, ONE, 415),
    "no update to patch with": ("PATCH", f"/data?graph={G}", TURTLE, ONE, 415),
    "another charset": ("PUT", "/data?default", {"Content-Type": "text/turtle; charset=latin-1"}, ONE, 415),
    "a coding": ("PUT", "/data?default", {**TURTLE, "Content-Encoding": "gzip"}, ONE, 415),
    "no Turtle": ("PUT", "/data?default", TURTLE, "<a:s> <a:p>", 400),
    "too long": ("PUT", "/data?default", TURTLE, "#" * 100_001, 413),
    "too long an update": ("POST", "/sparql", UPDATE, "#" * 100_001, 413),
    "a graph in no format on offer": ("GET", "/data?default", {"Accept": "image/png"}, "", 406),
    "an update and a query": (
        "POST",
        "/sparql",
        {"Content-Type": "application/x-www-form-urlencoded"},
        "update=a&query=b",
        400,
    ),
    "an update in an address": ("GET", "/sparql?update=CLEAR%20ALL", {}, "", 400),
    "an empty update": ("POST", "/sparql", UPDATE, " ", 400),
    "a query's dataset": ("POST", "/sparql?default-graph-uri=a:b", UPDATE, "CLEAR ALL", 400),
    "a relative dataset": ("POST", "/sparql?using-graph-uri=x", UPDATE, "CLEAR ALL", 400),
    "two datasets": (
        "POST",
        "/sparql?using-graph-uri=a:b",
        UPDATE,
        "WITH <a:b> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }",
        400,
    ),
    "LOAD": ("POST", "/sparql", UPDATE, "LOAD <http://127.0.0.1:9/>", 403),
    "the ontology": ("PUT", "/data?graph=https://w3id.org/claimgraph/ontology", TURTLE, ONE, 403),
    "a triple term in a claim's store": (
        "PUT",
        f"/data?graph={G}",
        TURTLE,
        "<a:c> a <https://w3id.org/claimgraph/ontology#Claim> ; <a:p> <<( <a:s> <a:p> 1 )>> .",
        422,
    ),
    "a base direction there": (
        "PUT",
        f"/data?graph={G}",
        TURTLE,
        '<a:c> a <https://w3id.org/claimgraph/ontology#Claim> ; <a:p> "x"@en--ltr .',
        422,
    ),
    "what the shapes refuse": (
        "PUT",
        f"/data?graph={G}",
        TURTLE,
        "<a:c> a <https://w3id.org/claimgraph/ontology#Claim> .",
        422,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_refused_and_nothing_changed(writer: httpx.Client, written_store: Path, name: str) -> None:
    method, target, headers, body, status = BAD[name]
    before = open_current(written_store).number
    answer = writer.request(method, target, headers=headers, content=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["detail"].endswith((".", "…"))
    assert "Traceback" not in answer.text
    assert str(written_store) not in answer.text
    assert open_current(written_store).number == before


def test_the_report_tells_what_is_wrong_where(writer: httpx.Client) -> None:
    claim = "<a:c> a <https://w3id.org/claimgraph/ontology#Claim> ."
    report = writer.put(f"/data?graph={G}", content=claim, headers=TURTLE).json()
    assert report["count"] == len(report["report"]) > 3
    assert {each["focus"] for each in report["report"]} == {"a:c"}
    assert all(
        each["message"] and each["shape"].startswith("https://w3id.org/claimgraph/shapes#") for each in report["report"]
    )


def test_no_context_is_fetched(writer: httpx.Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.2)
        context = f'{{"@context": "http://127.0.0.1:{trap.getsockname()[1]}/context", "name": "x"}}'
        answer = writer.put(f"/data?graph={G}", content=context, headers={"Content-Type": "application/ld+json"})
        assert answer.status_code == 400
        assert "nothing is fetched" in answer.json()["detail"]
        with pytest.raises(TimeoutError):
            trap.accept()


# What is there


def test_what_was_written_is_read_at_once_by_everyone(empty: httpx.Client, writable: Running) -> None:
    """The answer comes once the service serves it, and no answer that was kept hides it."""
    query = {"query": f"SELECT ?o {{ GRAPH <{G}> {{ ?s ?p ?o }} }}"}
    with httpx.Client(base_url=writable.origin, headers={"Accept": "text/csv"}) as reader:
        for number in range(5):
            assert empty.put(f"/data?graph={G}", content=f"<a:s> <a:p> {number} .", headers=TURTLE).status_code in (
                201,
                204,
            )
            for _ in range(2):
                assert reader.get("/sparql", params=query).text == f"o\r\n{number}\r\n"


def test_an_answer_from_before_is_not_kept_for_after(empty: httpx.Client, writable: Running) -> None:
    """A query may be answered from the generation that it began on, but the next one like it may not."""
    empty.put(f"/data?graph={G}", content=ONE, headers=TURTLE)
    values = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(28)))} }}" for name in "abcd")
    slow = f"SELECT ?o {{ GRAPH <{G}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ {values} FILTER(?a + ?b + ?c + ?d < 0) }} }}"

    def ask() -> str:
        with httpx.Client(base_url=writable.origin, headers={"Accept": "text/csv"}, timeout=30) as reader:
            return reader.post("/sparql", data={"query": slow}).text

    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(ask)
        time.sleep(0.1)  # so that it has begun
        empty.put(f"/data?graph={G}", content=TWO, headers=TURTLE)
        assert before.result() in ("o\r\n1\r\n", "o\r\n2\r\n")
    assert ask() == "o\r\n2\r\n"


def test_many_writers_take_their_turns(empty: httpx.Client, writable: Running) -> None:
    def put(number: int) -> tuple[int, httpx.Response]:
        with httpx.Client(base_url=writable.origin, timeout=60, headers=dict(empty.headers)) as client:
            return number, client.post(f"/data?graph={G}", content=f"<a:s> <a:p> {number} .", headers=TURTLE)

    with ThreadPoolExecutor(12) as pool:
        answers = dict(pool.map(put, range(12)))
    done = {number for number, answer in answers.items() if answer.status_code in (200, 201)}
    assert sorted(map(int, values(empty))) == sorted(done)
    for number in answers.keys() - done:
        assert answers[number].status_code == 503
        assert answers[number].json()["type"] == "/docs#write-busy"
        assert int(answers[number].headers["retry-after"]) > 0
    assert len(done) >= 6


def test_readers_see_one_generation_or_the_other(empty: httpx.Client, writable: Running) -> None:
    """Each write replaces 200 statements by 200 others: a reader counts 200, all with one value."""
    body = "\n".join(f"<a:s{number}> <a:p> <a:NUMBER> ." for number in range(200))
    empty.put(f"/data?graph={G}", content=body.replace("NUMBER", "0"), headers=TURTLE)
    seen, done = set(), threading.Event()

    def read() -> None:
        query = {"query": "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?o) AS ?values) (MIN(?o) AS ?o) { ?s <a:p> ?o }"}
        with httpx.Client(base_url=writable.origin, timeout=30, headers={"Accept": "text/csv"}) as reader:
            while not done.is_set():
                answer = reader.get("/sparql", params=query, headers={"Cache-Control": "no-cache"})
                assert answer.status_code == 200
                seen.add(answer.text.split()[1].rpartition(",")[0])

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for number in range(1, 8):
            empty.put(f"/data?graph={G}", content=body.replace("NUMBER", str(number)), headers=TURTLE)
        done.set()
        for each in readers:
            each.result()
    assert seen == {"200,1"}


def test_what_was_acknowledged_outlives_the_service(tmp_path: Path) -> None:
    """Everything is killed at once, as when the machine's power goes."""
    store = tmp_path / "store"
    publish(store, [], {})
    running = start(store, token=TOKEN)
    with httpx.Client(base_url=running.origin, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30) as client:
        assert client.put(f"/data?graph={G}", content=ONE, headers=TURTLE).status_code == 201
    family = subprocess.run(["pgrep", "-P", str(running.process.pid)], capture_output=True, text=True, check=True)
    subprocess.run(["kill", "-9", str(running.process.pid), *family.stdout.split()], check=True)
    running.process.communicate()
    assert [str(quad.object) for quad in load_memory(open_current(store))] == [
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    ]
    again = start(store, token=TOKEN)
    try:
        with httpx.Client(base_url=again.origin) as client:
            assert values(client) == ["1"]
    finally:
        stop(again)


def test_where_the_writer_dies_it_is_started_again(empty: httpx.Client, writable: Running) -> None:
    listed = subprocess.run(["ps", "-Aww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    (pid,) = (
        int(line.split()[0])
        for line in listed.splitlines()
        if line.split()[1] == str(writable.process.pid) and "writer_process" in line
    )
    subprocess.run(["kill", "-9", str(pid)], check=True)
    assert empty.put(f"/data?graph={G}", content=ONE, headers=TURTLE).status_code == 201
    assert values(empty) == ["1"]
