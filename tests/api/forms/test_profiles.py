"""Content negotiation by profile: which form each request gets, and what its headers say of the others."""

from __future__ import annotations

import asyncio
import json
import re

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from claimgraph.api.forms.nanopub_process import Press
from claimgraph.api.forms.profiles import NANOPUBLICATION, PROFILES, choose_form, profiles_of
from claimgraph.api.reader import Reader
from claimgraph.api.schema_org import schema_org_document
from claimgraph.api.service.problems import Problem
from claimgraph.ontology import CG, OWL

CLAIM = "/lamps/claim/acme/brighter-lamps-reduce-accidents"
GRAPH = "https://w3id.org/claimgraph/profile/graph"
SCHEMA = "https://schema.org/"
NANOPUB = "http://www.nanopub.org/nschema#"
ANNO = "http://www.w3.org/ns/anno.jsonld"
EXPANDED = "http://www.w3.org/ns/json-ld#expanded"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "profiles", "arguments", "chosen"),
    [
        (None, None, "", "graph html"),
        (BROWSER, None, "", "graph html"),
        ("text/turtle", None, "", "graph ttl"),
        # by header
        ("*/*", f"<{SCHEMA}>", "", "schema jsonld"),
        ("text/turtle", f"<{SCHEMA}>", "", "schema ttl"),
        ("application/trig", f"<{NANOPUB}>", "", "nanopub trig"),
        ("*/*", f"<{SCHEMA}>;q=0.5, <{NANOPUB}>;q=0.6", "", "nanopub trig"),
        ("*/*", f"<{SCHEMA}>;q=0, <{GRAPH}>;q=0.1", "", "graph html"),
        ("*/*", "schema", "", "schema jsonld"),
        ("*/*", "<urn:other>, *;q=0.1", "", "graph html"),
        ("*/*", f"<urn:other>, <{SCHEMA}>;q=0.1", "", "schema jsonld"),
        ("*/*", "", "", "graph html"),
        ("*/*", "nonsense nonsense", "", "graph html"),
        # a listed profile beats a media type that is liked better
        ("text/html, application/ld+json;q=0.1", f"<{SCHEMA}>", "", "schema jsonld"),
        ("application/trig", f"<{SCHEMA}>, <{NANOPUB}>;q=0.1", "", "nanopub trig"),
        # by address, which decides before the headers do
        (BROWSER, None, "_profile=schema", "schema jsonld"),
        ("text/html", None, "_profile=schema", "schema jsonld"),
        ("text/html", f"<{SCHEMA}>", "", None),
        ("*/*", f"<{NANOPUB}>", "_profile=schema", "schema jsonld"),
        ("text/turtle", None, "_profile=schema&_mediatype=application/ld+json", "schema jsonld"),
        ("text/turtle", None, "_mediatype=application/n-triples", "graph nt"),
        ("text/turtle", None, "_mediatype=image/png,application/rdf+xml,text/turtle", "graph rdf"),
        ("*/*", None, f"_profile=<{SCHEMA}>", "schema jsonld"),
        ("*/*", None, f"_profile={SCHEMA}", "schema jsonld"),
        ("*/*", None, "_profile=other,nanopub,schema", "nanopub trig"),
        # by the media type's own parameter
        (f'application/ld+json;profile="{SCHEMA}"', None, "", "schema jsonld"),
        (f'application/ld+json; q=0.9; profile="urn:x {ANNO}", text/html;q=0.1', None, "", "annotation jsonld"),
        (f"application/ld+json;profile={ANNO}", None, "", "annotation jsonld"),
        (f'application/ld+json;profile="{EXPANDED}"', None, "", f"graph jsonld {EXPANDED}"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"', None, "", "graph jsonld"),
        (f'application/ld+json;profile="{ANNO}"', f"<{SCHEMA}>", "", "schema jsonld"),
        # nothing fits
        ("*/*", "<urn:other>", "", None),
        ("*/*", None, "_profile=other", None),
        ("*/*", None, "_profile=", "graph html"),
        ("image/png", None, "", None),
        ("application/trig", f"<{SCHEMA}>", "", None),
        ("*/*", None, "_profile=annotation&_mediatype=text/turtle", None),
    ],
)
def test_what_is_chosen(accept: str | None, profiles: str | None, arguments: str, chosen: str | None) -> None:
    headers = {"accept": accept} if accept else {}
    headers |= {} if profiles is None else {"accept-profile": profiles}
    given = dict(part.split("=", 1) for part in arguments.split("&") if part)
    offered = profiles_of({CG.Claim.value}, nanopubs=True)
    if chosen is None:
        with pytest.raises(Problem, match="this can be had as") as raised:
            choose_form(headers, given, None, offered)
        assert raised.value.status == 406
        assert [each["token"] for each in raised.value.members["profiles"]] == [each.token for each in offered]  # type: ignore[attr-defined]
        return
    form = choose_form(headers, given, None, offered)
    token, name, *shape = chosen.split()
    assert (form.profile.token, form.format.name) == (token, name)
    assert all(each in form.format.content_type for each in shape)


@pytest.mark.parametrize(
    ("kinds", "tokens"),
    [
        ([CG.Claim, CG.FactualClaim], "graph schema nanopub annotation"),
        ([CG.CommentLetter], "graph schema annotation"),
        ([CG.Alignment, CG.Reviewed], "graph nanopub"),
        ([CG.Alignment], "graph"),
        ([CG.Claim, CG.Unreviewed], "graph schema nanopub annotation"),
        ([CG.Footnote], "graph"),
        ([], "graph"),
    ],
)
def test_which_profiles_a_thing_has(kinds: list[NamedNode], tokens: str) -> None:
    found = profiles_of({each.value for each in kinds}, nanopubs=True)
    assert [each.token for each in found] == tokens.split()
    without = profiles_of({each.value for each in kinds}, nanopubs=False)
    assert [each.token for each in without] == [each for each in tokens.split() if each != "nanopub"]


def test_schema_org_by_profile_is_that_of_the_export(formed: httpx.Client, lamps_graph: Store) -> None:
    docket = NamedNode("https://example.org/lamps/docket")
    exported = json.loads(schema_org_document(Reader(lamps_graph, docket)))
    for thing in exported["@graph"]:
        answer = formed.get(thing["@id"].replace("https://example.org", ""), headers={"Accept-Profile": f"<{SCHEMA}>"})
        assert answer.headers["content-profile"] == f"<{SCHEMA}>"
        assert answer.json() == {"@context": exported["@context"], **thing}
    assert len(exported["@graph"]) > 25


def test_one_profile_says_the_same_in_all_formats(formed: httpx.Client) -> None:
    found = []
    for media_type in ("application/ld+json", "text/turtle", "application/n-triples", "application/rdf+xml"):
        answer = formed.get(CLAIM, params={"_profile": "schema", "_mediatype": media_type})
        assert answer.headers["content-type"].startswith(media_type)
        rdf_format = RdfFormat.from_media_type(media_type)
        assert rdf_format
        found.append({quad.triple for quad in parse(answer.content, rdf_format)})
    assert found[0]
    assert found == [found[0]] * 4


def test_a_nanopublication_is_that_of_the_library(formed: httpx.Client) -> None:
    pytest.importorskip("nanopub", reason="the extra nanopub is not installed")
    from claimgraph.api.nanopub_signing import check_nanopublication

    answer = formed.get(CLAIM, headers={"Accept-Profile": f"<{NANOPUB}>"})
    assert answer.headers["content-type"] == "application/trig"
    iri, is_signed = check_nanopublication(answer.content)
    assert "/np/RA" in iri
    assert not is_signed
    lines = formed.get(CLAIM, params={"_profile": "nanopub", "_mediatype": "application/n-quads"})
    assert set(parse(lines.content, RdfFormat.N_QUADS)) == set(parse(answer.content, RdfFormat.TRIG))
    reviewed = formed.get("/lamps/alignment/brightness-helps", params={"_profile": "nanopub"})
    check_nanopublication(reviewed.content)
    assert iri.encode() in reviewed.content, "it leads to the nanopublications of its claims"


def test_one_client_waits_for_two_nanopublications_at_most(lamps_graph: Store) -> None:
    quads = [Quad(*quad.triple) for quad in lamps_graph]
    iris = [f"https://example.org/lamps/claim/{name}" for name in ("acme/none", "acme/no-such", "acme/nor-this")]

    async def all_at_once() -> list[object]:
        press = Press()
        wanted = (press.nanopublication(quads, iri, NANOPUBLICATION.formats[0]) for iri in iris)
        return await asyncio.gather(*wanted, return_exceptions=True)

    # What there is no claim to can't be made; the third isn't even tried.
    kinds = [each.kind for each in asyncio.run(all_at_once()) if isinstance(each, Problem)]
    assert kinds == ["unavailable", "unavailable", "too-many-requests"]


def test_expanded_json_ld_says_what_turtle_says(formed: httpx.Client) -> None:
    wanted = f'application/ld+json;profile="{EXPANDED}"'
    answer = formed.get(CLAIM, headers={"Accept": wanted})
    assert answer.headers["content-type"] == wanted
    assert isinstance(answer.json(), list)
    turtle = formed.get(CLAIM, headers={"Accept": "text/turtle"})
    one, other = parse(answer.content, RdfFormat.JSON_LD), parse(turtle.content, RdfFormat.TURTLE)
    assert {quad.triple for quad in one} == {quad.triple for quad in other}


@pytest.mark.parametrize(
    "path", [CLAIM, f"{CLAIM}.jsonld", f"{CLAIM}?_profile=schema", "/lamps/letter/acme", "/lamps/docket"]
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_every_form_that_link_names_is_there(formed: httpx.Client, path: str, accept: str) -> None:
    answer = formed.get(path, headers={"Accept": accept})
    assert {"Accept", "Accept-Profile"} <= set(answer.headers["vary"].split(", "))
    assert len(answer.headers["link"]) < 2600, "proxies read four or eight KB of headers"
    links = re.findall(r"<([^>]*)>((?:; [a-z]+=\"[^\"]*\")+)", answer.headers["link"])
    told = [(target, dict(re.findall(r"; ([a-z]+)=\"([^\"]*)\"", rest))) for target, rest in links]
    tokens = {each["anchor"]: each["token"] for _, each in told if each["rel"] == "type"}
    [own] = [target for target, each in told if each["rel"] == "profile"]
    assert answer.headers["content-profile"] == f"<{own}>"
    [canonical] = [target for target, each in told if each["rel"] == "canonical"]
    assert canonical == "https://example.org" + path.split("?")[0].removesuffix(".jsonld")
    others = [(target, each) for target, each in told if each["rel"] == "alternate"]
    assert {each["profile"] for _, each in others} <= set(tokens)
    assert len(others) >= 6
    for target, each in others:
        other = formed.get(str(answer.url.join(target)), follow_redirects=True)
        assert other.status_code == 200
        assert other.headers["content-type"].startswith(each["type"])
        assert other.headers["content-profile"] == f"<{each['profile']}>"


@pytest.mark.parametrize(
    ("accept", "profile", "location"),
    [
        ("text/turtle", GRAPH, f"{CLAIM}.ttl"),
        ("application/json", GRAPH, f"{CLAIM}.jsonld"),
        ("text/turtle", SCHEMA, f"{CLAIM}?_profile=schema&_mediatype=text/turtle"),
        ("application/ld+json", SCHEMA, f"{CLAIM}?_profile=schema&_mediatype=application/ld%2Bjson"),
    ],
)
def test_what_is_negotiated_has_an_address(formed: httpx.Client, accept: str, profile: str, location: str) -> None:
    answer = formed.get(CLAIM, headers={"Accept": accept, "Accept-Profile": f"<{profile}>"})
    assert answer.headers["content-location"] == location
    assert formed.get(location).content == answer.content
    older = formed.get(f"{CLAIM}?generation=1", headers={"Accept": accept, "Accept-Profile": f"<{profile}>"})
    assert "content-location" not in older.headers


def test_the_list_of_forms(formed: httpx.Client) -> None:
    answer = formed.get(f"{CLAIM}?_profile=all", headers={"Accept": BROWSER})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-profile"] == "<http://www.w3.org/ns/dx/conneg/profile/qsa>"
    listed = answer.json()
    assert listed["resource"] == f"https://example.org{CLAIM}"
    assert [each["uri"] for each in listed["profiles"]] == [GRAPH, SCHEMA, NANOPUB, ANNO]
    for each in listed["profiles"]:
        assert len(each["addresses"]) == len(each["media_types"])


def test_what_is_refused_says_what_there_is(formed: httpx.Client) -> None:
    answer = formed.get("/lamps/docket", headers={"Accept-Profile": "<urn:none>", "Accept": "*/*"})
    assert answer.status_code == 406
    assert [each["token"] for each in answer.json()["profiles"]] == ["graph", "schema"]
    assert "schema <https://schema.org/>" in answer.json()["detail"]
    page = formed.get(f"{CLAIM}?_profile=none", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (406, "text/html; charset=utf-8")


def test_the_same_tag_is_never_of_two_forms(formed: httpx.Client) -> None:
    tags = [
        formed.get(CLAIM, headers={"Accept": accept, "Accept-Profile": f"<{profile}>"}).headers["etag"]
        for accept, profile in (
            ("application/ld+json", GRAPH),
            (f'application/ld+json;profile="{EXPANDED}"', GRAPH),
            ("application/ld+json", SCHEMA),
            ("text/turtle", SCHEMA),
            ("text/turtle", GRAPH),
        )
    ]
    assert len(set(tags)) == 5
    headers = {"Accept": "text/turtle", "Accept-Profile": f"<{SCHEMA}>", "If-None-Match": tags[3]}
    assert formed.get(CLAIM, headers=headers).status_code == 304


@pytest.mark.parametrize("path", ["/profile", *(f"/profile/{each.token}" for each in PROFILES)])
def test_profiles_are_described(formed: httpx.Client, path: str) -> None:
    answer = formed.get(path, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    store = Store()
    store.load(answer.content, RdfFormat.TURTLE)
    prof = "http://www.w3.org/ns/dx/prof/"
    for each in PROFILES:
        found = {
            quad.subject for quad in store.quads_for_pattern(None, NamedNode(f"{prof}hasToken"), Literal(each.token))
        }
        [own] = found
        same = {quad.object for quad in store.quads_for_pattern(own, OWL.sameAs, None)}  # type: ignore[arg-type]
        assert NamedNode(each.iri) in {own, *same}
    assert formed.get("/profile/none").status_code == 404


def test_a_letters_text_is_text(formed: httpx.Client, lamps_graph: Store) -> None:
    for quad in lamps_graph.quads_for_pattern(None, CG.content, None):
        path = str(quad.subject).strip("<>").replace("https://example.org", "")
        for answer in (formed.get(path, headers={"Accept": "text/plain"}), formed.get(f"{path}.txt")):
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert Literal(answer.text) == quad.object
    assert formed.get(CLAIM, headers={"Accept": "text/plain"}).status_code == 406
    assert formed.get(f"{CLAIM}.txt").status_code == 404
