"""Updates on a store in memory: what they may do, what they may not, and the dataset that a request names for them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, Store, parse, serialize

from claimgraph.store import ForbiddenQueryError, QuerySyntaxError, Update, UpdateFailedError
from claimgraph.store.updates import apply_update, refuse_remote, with_dataset

BASE = "http://example.org/"
DATA = """
<http://example.org/s> <http://example.org/p> "default" .
<http://example.org/s> <http://example.org/p> "one" <http://example.org/one> .
<http://example.org/s> <http://example.org/p> "two" <http://example.org/two> .
"""


@pytest.fixture
def store() -> Store:
    made = Store()
    made.extend(parse(DATA, RdfFormat.N_QUADS))
    return made


@pytest.fixture
def trap() -> Iterator[tuple[str, list[object]]]:
    """An address that notes who connects to it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        seen: list[object] = []
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, peer = listener.accept()
                except TimeoutError:
                    continue
                seen.append(peer)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x", seen
        done.set()
        thread.join()


def lines(store: Store) -> set[str]:
    text = (serialize(store, format=RdfFormat.N_QUADS) or b"").decode()
    return {line.replace(BASE, "") for line in text.splitlines()}


WHOLE = {'<s> <p> "default" .', '<s> <p> "one" <one> .', '<s> <p> "two" <two> .'}
UPDATES = {
    "relative IRIs": ("INSERT DATA { <a> <b> 1 }", (), (), {*WHOLE, "<a> <b> 1 ."}),
    "several operations": ("DROP GRAPH <one> ; CLEAR DEFAULT", (), (), {'<s> <p> "two" <two> .'}),
    "patterns see the unnamed graph": ("DELETE WHERE { ?s ?p ?o }", (), (), WHOLE - {'<s> <p> "default" .'}),
    "nothing but a comment": ("# nothing", (), (), WHOLE),
    "one default graph": ("INSERT { <new> <p> ?o } WHERE { ?s ?p ?o }", ("one",), (), {*WHOLE, '<new> <p> "one" .'}),
    "two default graphs": (
        "INSERT { <new> <p> ?o } WHERE { ?s ?p ?o }",
        ("one", "two"),
        (),
        {*WHOLE, '<new> <p> "one" .', '<new> <p> "two" .'},
    ),
    "named graphs": (
        "INSERT { <n> <p> ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
        (),
        ("two",),
        {*WHOLE, '<n> <p> "two" .'},
    ),
    "named graphs leave the default graph empty": ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", (), ("two",), WHOLE),
    "delete where, in a dataset": ("DELETE WHERE { ?s ?p ?o }", ("one",), (), WHOLE),
    "delete where in the dataset's named graph": (
        "DELETE WHERE { GRAPH <two> { ?s ?p ?o } } ; INSERT DATA { <a> <b> 1 }",
        (),
        ("two",),
        {*WHOLE, "<a> <b> 1 ."} - {'<s> <p> "two" <two> .'},
    ),
    "delete where outside of it": ("DELETE WHERE { GRAPH <two> { ?s ?p ?o } }", (), ("one",), WHOLE),
}


@pytest.mark.parametrize("name", UPDATES)
def test_update(store: Store, name: str) -> None:
    text, using, named, expected = UPDATES[name]
    apply_update(store, Update(text, BASE, tuple(BASE + g for g in using), tuple(BASE + g for g in named)))
    assert lines(store) == {
        line.replace(" 1 .", ' "1"^^<http://www.w3.org/2001/XMLSchema#integer> .') for line in expected
    }


REWRITTEN = {
    "lower case and a comment": ("delete #x\n where{?s ?p 1}", "delete #x\n {?s ?p 1} USING <a:a> where{?s ?p 1}"),
    "no blanks": ("INSERT{?s ?p 1}WHERE{?s ?p 2}", "INSERT{?s ?p 1}USING <a:a> WHERE{?s ?p 2}"),
    "run together": ("DELETEWHERE{?s ?p 1}", "DELETE{?s ?p 1} USING <a:a> WHERE{?s ?p 1}"),
    "a word in other places": (
        "PREFIX where: <a:where> INSERT DATA { where:where <a:b> 'WHERE' }",
        "PREFIX where: <a:where> INSERT DATA { where:where <a:b> 'WHERE' }",
    ),
    "a subquery's own": (
        "INSERT { ?s ?p 1 } WHERE { { SELECT * WHERE { ?s ?p 2 } } }",
        "INSERT { ?s ?p 1 } USING <a:a> WHERE { { SELECT * WHERE { ?s ?p 2 } } }",
    ),
    "a brace in a string": ("DELETE WHERE { ?s ?p '}' }", "DELETE { ?s ?p '}' } USING <a:a> WHERE { ?s ?p '}' }"),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_the_dataset_is_written_into_the_text(name: str) -> None:
    text, expected = REWRITTEN[name]
    assert with_dataset(text, ("a:a",), ()) == expected
    Store().update(expected)


REFUSED = {
    "a dataset of its own": ("INSERT { ?s ?p 1 } USING <one> WHERE { ?s ?p 2 }", QuerySyntaxError, "USING"),
    "a graph of its own": ("WITH <one> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", QuerySyntaxError, "WITH"),
    "one run together": ("INSERT { ?s ?p 1 } USINGNAMED<one>WHERE { ?s ?p 2 }", QuerySyntaxError, "USINGNAMED"),
    "no update": ("SELECT * { ?s ?p ?o }", QuerySyntaxError, "is a query"),
    "nonsense": ("CLEAR XYZ", QuerySyntaxError, "near XYZ"),
    "deep": ("INSERT DATA { <a> <b> " + "(" * 600 + ")" * 600 + " }", QuerySyntaxError, "601 deep"),
    "a graph that isn't there": ("DROP GRAPH <three>", UpdateFailedError, "three"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_nothing_changed(store: Store, name: str) -> None:
    text, kind, said = REFUSED[name]
    with pytest.raises(kind, match=said):
        apply_update(store, Update(f"{text}", BASE, using=(f"{BASE}one",)))
    assert lines(store) == WHOLE


REMOTE = [
    "LOAD <{0}>",
    "LOAD SILENT <{0}> INTO GRAPH <g>",
    "LOADSILENT<{0}>",
    "load<{0}>",
    "INSERT DATA {{ <a> <b> 1 }} ;LOAD<{0}>",
    "BASE<{0}>LOADSILENT<{0}>",
    "PREFIX load: <http://a/> INSERT DATA {{ load:a load:b 'LOAD' }} ; LOADSILENT <{0}>",
    r"L\u004FAD <{0}>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} WHERE {{ FILTER(true)SERVICE<{0}>{{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} WHERE {{ BIND(1AS?x)SERVICE<{0}>{{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} WHERE {{ {{ SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }}",
]


@pytest.mark.parametrize("text", REMOTE)
def test_no_update_reaches_out(store: Store, trap: tuple[str, list[object]], text: str) -> None:
    address, seen = trap
    with pytest.raises((ForbiddenQueryError, QuerySyntaxError)):
        apply_update(store, Update(text.format(address), BASE))
    assert not seen
    assert lines(store) == WHOLE


def test_what_slips_through_has_nothing_to_connect_with(
    store: Store, trap: tuple[str, list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second lock: even an update that is let through by mistake finds no file handle for a connection."""
    address, seen = trap
    monkeypatch.setattr("claimgraph.store.updates.refuse_remote", lambda text, base: None)
    with pytest.raises(UpdateFailedError):
        apply_update(store, Update(f"LOAD <{address}>", BASE))
    assert not seen
    monkeypatch.undo()
    Store().update(f"LOAD SILENT <{address}>")
    assert seen  # the trap works


HARMLESS = [
    "INSERT DATA { <http://example.org/download> <http://example.org/service> 'LOAD' }",
    "PREFIX load: <http://a/> PREFIX service: <http://b/> INSERT DATA { load:load service:service '''SERVICE <x>''' }",
    "# LOAD <http://a/>\nINSERT { ?load ?p 1 } WHERE { ?load ?p ?service }",
    "DROP GRAPH <http://example.org/loading-service>",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_words_that_only_look_so_pass(text: str) -> None:
    refuse_remote(text)
