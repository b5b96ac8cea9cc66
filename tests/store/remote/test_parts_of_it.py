"""What needs no server: addresses, credentials, names, and the content in its parts."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, serialize
from pyoxigraph import RdfFormat as Format
from remote_contents import marked, odd, typed

from claimgraph.store import publish
from claimgraph.store.remote import (
    LAYOUTS,
    Credentials,
    CredentialsError,
    Remote,
    ServerAddressError,
    UnfaithfulError,
    UnfitContentError,
    endpoints_of,
    is_address,
    parse_credentials,
    publish_generation,
    publish_remote,
    read_credentials,
)
from claimgraph.store.remote import parts as parts_module
from claimgraph.store.remote.asking import _iris
from claimgraph.store.remote.comparison import alteration, restored
from claimgraph.store.remote.names import SKOLEM
from claimgraph.store.remote.parts import lines, part_graphs


@pytest.mark.parametrize("server", LAYOUTS)
def test_endpoints_lie_below_the_address(server: str) -> None:
    found = endpoints_of("https://example.org/db/", server)
    assert all(url.startswith("https://example.org/db") for url in (found.query, found.update, found.graphs))


BAD_ADDRESSES = [
    ("https://", "oxigraph", "no address"),
    ("ftp://example.org/", "oxigraph", "http:// or https://"),
    ("https://example.org:port/", "oxigraph", "no address"),
    ("https://ada:secret-word@example.org/", "oxigraph", "would be seen by others"),
    ("https://example.org/?a=b", "oxigraph", "without"),
    ("https://example.org/ a", "oxigraph", "ASCII"),
    ("https://example.org/", "mystery", "no kind of server"),
    ("https://example.org/", "query,update", "no kind of server"),
]


@pytest.mark.parametrize(("address", "server", "said"), BAD_ADDRESSES)
def test_addresses_that_are_none(address: str, server: str, said: str) -> None:
    with pytest.raises(ServerAddressError, match=said) as caught:
        endpoints_of(address, server)
    assert "secret-word" not in str(caught.value)


@pytest.mark.parametrize("store", ["https://example.org/", "HTTP://example.org", "https:nothing"])
def test_what_is_an_address(store: str) -> None:
    assert is_address(store)
    assert not is_address(f"./{store}")


GOOD = [
    ("ada:correct horse: battery\n", Credentials("ada", "correct horse: battery")),
    ("Bearer abc.def==", Credentials("", "abc.def==")),
    ("ada:", Credentials("ada", "")),
]
BAD = ["", "\n", "one-word", ":no-name", "a:b\nc:d", "Bearer \u00fc", 'a"b:c', "a:\x01", "a:" + "b" * 5000]


@pytest.mark.parametrize(("text", "wanted"), GOOD)
def test_credentials_are_read(text: str, wanted: Credentials, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(text, "utf-8")
    assert read_credentials(tmp_path / "file") == wanted
    assert not wanted.secret or wanted.secret not in repr(wanted)


@pytest.mark.parametrize("text", BAD)
def test_what_are_no_credentials(text: str) -> None:
    with pytest.raises(CredentialsError, match=r"^a file: ") as caught:
        parse_credentials(text, "a file")
    assert len(text) < 3 or text not in str(caught.value)


def test_credentials_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff:\xff")
    for name in ("missing", "bytes"):
        with pytest.raises(CredentialsError, match=str(tmp_path / name)):
            read_credentials(tmp_path / name)


CHALLENGE = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
DIGESTS = {
    "MD5": "8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
}


@pytest.mark.parametrize("algorithm", DIGESTS)
def test_digest_is_that_of_the_specification(algorithm: str) -> None:
    """RFC 7616, section 3.9.1."""
    mufasa = Credentials("Mufasa", "Circle of Life")
    nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    said = mufasa.digest(CHALLENGE.format(algorithm), "GET", "/dir/index.html", 1, nonce)
    assert f'response="{DIGESTS[algorithm]}"' in said
    assert 'opaque="FQhe/' in said


@pytest.mark.parametrize("challenge", ['Digest realm="x", nonce="y"', 'Digest qop="auth", algorithm=SHA-512-256'])
def test_other_digests_are_refused(challenge: str) -> None:
    with pytest.raises(CredentialsError, match="kind of Digest"):
        Credentials("a", "b").digest(challenge, "GET", "/", 1, "z")


IRIS = [
    ("SELECT * { GRAPH <urn:a> { <urn:b> ?p '<urn:c>' } } # <urn:d>", [("urn:a", "GRAPH"), ("urn:b", "")]),
    ("PREFIX g: <urn:g:> SELECT * FROM g:a FROM NAMED g:b {}", [("urn:g:a", "FROM"), ("urn:g:b", "NAMED")]),
    ("base <http://a/b/> prefix : <c/> ask { graph :d {} }", [("http://a/b/c/d", "GRAPH")]),
    ("SELECT * { GRAPH ?g {} FILTER(?g IN (<urn:a>, <urn:b>)) }", [("urn:a", ""), ("urn:b", "")]),
    ("ASK { GRAPH <here> { ?s ?p ?o } }", [("https://w3id.org/claimgraph/here", "GRAPH")]),
    (r"PREFIX p: <urn:> ASK { GRAPH p:a\/b {} }", [("urn:a/b", "GRAPH")]),
    (r"ASK { GRAPH <urn:\u0061> {} }", [("urn:a", "GRAPH")]),
    ("ASK { ?s nobody:knows ?o }", []),
    ("ASK { ?a a <urn:t> FILTER(?a<?b && ?c>?d) }", [("urn:t", "A")]),
]


@pytest.mark.parametrize(("text", "wanted"), IRIS)
def test_iris_in_queries(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(iri, before) for _, _, iri, before in _iris(text)] == wanted


@pytest.mark.parametrize("held_bytes", [1, 1000, 10**9])
def test_content_is_parted_by_graphs(held_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_module, "HELD_BYTES", held_bytes)
    quads = [*marked("one"), *odd(), *marked("one")]
    held = sorted(set((serialize(quads, format=Format.N_QUADS) or b"").splitlines(keepends=True)))
    parts = part_graphs(held, tmp_path)
    for name, part in parts.items():
        told = {quad.triple for quad in quads if quad.graph_name == NamedNode(name)}
        written = (serialize([triple], format=Format.N_TRIPLES) or b"" for triple in told)
        assert list(lines(part.path)) == sorted(set(written)), name
        text = part.path.read_bytes()
        assert (part.statements, part.bytes) == (len(told), len(text))
        assert part.sha256 == hashlib.sha256(text).hexdigest()
    assert len(parts) == len({quad.graph_name for quad in quads})


SAID = f"<{SKOLEM}b>"
UNFIT = [f"{SAID} <urn:p> <urn:o> <urn:g> .", f"<urn:s> <urn:p> {SAID} <urn:g> .", f"_:a <urn:p> {SAID} <urn:g> ."]
FIT = [
    f'<urn:s> <urn:p> "a {SAID} <urn:g> ." <urn:g> .',
    f'<urn:s> <urn:p> "{SAID}" <urn:g> .',
    "_:a <urn:p> _:b <urn:g> .",
]


@pytest.mark.parametrize("line", [*UNFIT, *FIT])
def test_iris_that_stand_for_blank_nodes_are_unfit(line: str, tmp_path: Path) -> None:
    with pytest.raises(UnfitContentError, match="stands for a blank") if line in UNFIT else nullcontext():
        part_graphs([f"{line}\n".encode()], tmp_path)


NAMELESS = [
    Quad(NamedNode("urn:a"), NamedNode("urn:p"), Literal("x")),
    Quad(NamedNode("urn:a"), NamedNode("urn:p"), Literal("x"), BlankNode("g")),
]


def test_statements_outside_named_graphs_are_unfit(tmp_path: Path) -> None:
    nowhere = Remote(endpoints_of("http://127.0.0.1:9"))
    for quad in NAMELESS:
        with pytest.raises(UnfitContentError, match="no graph that has a name"):
            publish_remote(nowhere, [quad], {})
    with pytest.raises(UnfitContentError, match=r"1 statements stand in no graph"):
        publish_generation(nowhere, publish(tmp_path, NAMELESS[:1], {}))


def written(path: Path, objects: list[Literal]) -> Path:
    lines = (f"<urn:s{n}> <urn:p> {value} .\n" for n, value in enumerate(objects))
    path.write_text("".join(sorted(lines)), "utf-8")
    return path


EQUAL = [
    (typed("01", "integer"), typed("1", "integer")),
    (typed("2", "nonNegativeInteger"), typed("2", "integer")),
    (typed("1", "boolean"), typed("true", "boolean")),
    (typed("1.50", "decimal"), typed("1.5", "decimal")),
    (Literal("x", language="en-US"), Literal("x", language="en-us")),
    (Literal("x"), Literal("x")),
]
OTHER = [
    (typed("1", "integer"), typed("2", "integer")),
    (typed("1", "integer"), typed("1", "decimal")),
    (Literal("x"), Literal("X")),
    (Literal("x", language="en"), Literal("x")),
    (Literal("x" * 1000), Literal("x" * 999)),
    (Literal("e\u0301"), Literal("\u00e9")),
]


@pytest.mark.parametrize(("given", "kept"), EQUAL, ids=str)
def test_other_forms_of_a_value_are_noted(given: Literal, kept: Literal, tmp_path: Path) -> None:
    ours, theirs = written(tmp_path / "a", [given, Literal("y")]), written(tmp_path / "b", [kept, Literal("y")])
    found = alteration("urn:g", ours, theirs)
    assert len(found.given) == len(found.kept) == (given != kept)
    assert list(restored(lines(theirs), found)) == list(lines(ours))


@pytest.mark.parametrize(("given", "kept"), OTHER, ids=str)
def test_other_values_are_refused(given: Literal, kept: Literal, tmp_path: Path) -> None:
    ours, theirs = written(tmp_path / "a", [given]), written(tmp_path / "b", [kept])
    with pytest.raises(UnfaithfulError, match="gives back 1 statements for 1"):
        alteration("urn:g", ours, theirs)
