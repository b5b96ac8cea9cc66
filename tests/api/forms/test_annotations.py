"""Claims as Web Annotations: by the model's rules, in the protocol's pages, on the characters of the letter's text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from pyld import jsonld
from pyoxigraph import Store

from claimgraph.api.forms.annotations import PAGE, annotation_page, annotations_of, collection
from claimgraph.api.service.graph import Row, Term
from claimgraph.ontology import CG

ANNO = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
SCHEMA = json.loads(Path(__file__).with_name("annotation.schema.json").read_text("utf-8"))
TERMS = json.loads(Path(__file__).with_name("anno-terms.jsonld").read_text("utf-8"))
OA, RDF_VALUE = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"


def is_valid(document: dict[str, Any], kind: str) -> None:
    jsonschema.validate(document, {**SCHEMA, "$ref": f"#/$defs/{kind}"}, cls=jsonschema.Draft202012Validator)


def claims(graph: Store, letter: str) -> set[str]:
    made = {quad.subject.value for quad in graph.quads_for_pattern(None, CG.quote, None)}  # type: ignore[union-attr]
    return {each for each in made if f"/claim/{letter}/" in each}


@pytest.mark.parametrize("letter", ["acme", "borealis"])
def test_a_letters_claims_are_a_collection(formed: httpx.Client, lamps_graph: Store, letter: str) -> None:
    answer = formed.get(f"/lamps/annotations/{letter}/", headers={"Accept": ANNO})
    assert answer.headers["content-type"] == ANNO
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type"' in answer.headers["link"]
    assert 'rel="http://www.w3.org/ns/ldp#constrainedBy"' in answer.headers["link"]
    assert answer.headers["vary"] == "Accept, Prefer"
    document = answer.json()
    is_valid(document, "collection")
    assert document["id"] == str(answer.url)
    items = document["first"]["items"]
    linked = {body["source"] for each in items for body in each["body"] if body.get("purpose") == "identifying"}
    assert linked == claims(lamps_graph, letter)
    assert document["total"] == len(items)
    tag = {"If-None-Match": answer.headers["etag"]}
    assert formed.get(f"/lamps/annotations/{letter}/", headers=tag).status_code == 304
    head = formed.head(f"/lamps/annotations/{letter}/")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])


def test_every_selector_finds_its_words(formed: httpx.Client) -> None:
    for letter in ("acme", "borealis"):
        last = 0
        for each in formed.get(f"/lamps/annotations/{letter}/").json()["first"]["items"]:
            targets = each["target"] if isinstance(each["target"], list) else [each["target"]]
            for target in targets:
                text = formed.get(
                    target["source"].replace("https://example.org", ""), headers={"Accept": "text/plain"}
                ).text
                quote, place = target["selector"]
                assert text[place["start"] : place["end"]] == quote["exact"]
                assert text[: place["start"]].endswith(quote.get("prefix", ""))
                assert text[place["end"] :].startswith(quote.get("suffix", ""))
            first = min(target["selector"][1]["start"] for target in targets)
            assert first >= last, "in the order of the text"
            last = first


def test_an_annotation_has_an_address_of_its_own(formed: httpx.Client) -> None:
    [one, *_] = formed.get("/lamps/annotations/acme/").json()["first"]["items"]
    answer = formed.get(one["id"])
    assert answer.headers["link"] == '<http://www.w3.org/ns/ldp#Resource>; rel="type"'
    is_valid(answer.json(), "document")
    assert answer.json() == {"@context": "http://www.w3.org/ns/anno.jsonld", **one}
    claim = one["canonical"].replace("/annotation/", "/claim/").replace("https://example.org", "")
    by_profile = formed.get(claim, headers={"Accept": ANNO})
    assert (by_profile.status_code, str(formed.base_url.join(by_profile.headers["location"]))) == (303, one["id"])
    to_page = formed.get(one["id"], headers={"Accept": "text/html"})
    assert (to_page.status_code, to_page.headers["location"]) == (303, claim)


@pytest.mark.parametrize(
    ("prefer", "first", "location"),
    [
        ("{oa}PreferContainedIRIs", "iris", "?iris=1"),
        ("{oa}PreferContainedDescriptions", "descriptions", ""),
        ("{ldp}PreferMinimalContainer", "address", ""),
        ("{ldp}PreferMinimalContainer {oa}PreferContainedIRIs", "iri address", "?iris=1"),
        ("{ldp}PreferMembership", "descriptions", None),
    ],
)  # fmt: skip
def test_what_a_client_prefers(formed: httpx.Client, prefer: str, first: str, location: str | None) -> None:
    path = "/lamps/annotations/acme/"
    wanted = prefer.format(oa=OA, ldp="http://www.w3.org/ns/ldp#")
    answer = formed.get(path, headers={"Prefer": f'return=representation;include="{wanted}"'})
    document = answer.json()
    is_valid(document, "collection")
    here = str(formed.base_url.join(path))
    assert answer.headers.get("content-location") == (None if location is None else f"{here}{location}")
    assert ("preference-applied" in answer.headers) == (location is not None)
    shown = document["first"]
    assert first == (
        ("iri address" if "iris=1" in shown else "address") if isinstance(shown, str)
        else "iris" if isinstance(shown["items"][0], str) else "descriptions"
    )  # fmt: skip
    page = formed.get(shown if isinstance(shown, str) else shown["id"])
    is_valid(page.json(), "page")
    assert isinstance(page.json()["items"][0], str) == ("iri" in first)


def test_an_older_generation_stays_one(formed: httpx.Client) -> None:
    older = formed.get("/lamps/annotations/acme/?generation=1").json()
    assert older["id"].endswith("/?generation=1")
    assert older["last"].endswith("/?generation=1&page=0")
    assert formed.get(older["last"]).json()["partOf"]["id"] == older["id"]


def test_pages_lead_to_each_other() -> None:
    total = 2 * PAGE + 1
    pages = [annotation_page("https://e.org/a/", number, total, ["https://e.org/x"], iris=False) for number in range(3)]
    for each in pages:
        is_valid({"@context": "http://www.w3.org/ns/anno.jsonld", **each}, "page")
    assert [each["startIndex"] for each in pages] == [0, PAGE, 2 * PAGE]
    assert [each.get("next") for each in pages] == [pages[1]["id"], pages[2]["id"], None]
    assert [each.get("prev") for each in pages] == [None, pages[0]["id"], pages[1]["id"]]
    whole = collection("https://e.org/a/", "A", total, pages[0])
    is_valid(whole, "collection")
    assert whole["last"] == pages[2]["id"]


def test_a_letter_without_claims_has_an_empty_collection(client: httpx.Client) -> None:
    empty = collection("https://e.org/a/", "A", 0, annotation_page("https://e.org/a/", 0, 0, [], iris=False))
    is_valid(empty, "collection")
    assert (empty["total"], "first" in empty) == (0, False)
    answer = client.get("/lamps-1/annotations/birch/")
    assert answer.json()["total"] == 0


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/lamps/annotations/none/", "*/*", 404),
        ("/lamps/annotations/acme/?page=1", "*/*", 404),
        ("/lamps/annotations/acme/?page=x", "*/*", 404),
        ("/lamps/annotations/acme/?page=0", "*/*", 200),
        ("/lamps/annotation/acme/none", "*/*", 404),
        ("/lamps/annotation/acme/withdrawn", "*/*", 410),
        ("/lamps/annotations/acme", "*/*", 404),
        ("/lamps/letter/acme/annotations/x/", "*/*", 404),
        ("/lamps/annotations/acme/", "image/png", 406),
        ("/lamps/annotations/acme/", "application/json", 200),
    ],
)
def test_what_there_is(formed: httpx.Client, path: str, accept: str, status: int) -> None:
    assert formed.get(path, headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_a_letter_and_its_text_lead_to_their_annotations(formed: httpx.Client, lamps_graph: Store, accept: str) -> None:
    [text] = [each.subject for each in lamps_graph.quads_for_pattern(None, CG.content, None) if "/acme/" in str(each)]
    for path in ("/lamps/letter/acme", str(text).strip("<>").replace("https://example.org", "")):
        answer = formed.get(path, headers={"Accept": accept})
        service = '</lamps/annotations/acme/>; rel="http://www.w3.org/ns/oa#annotationService"'
        assert answer.headers["link"].count(service) == 1
    assert "annotationService" not in formed.get("/lamps/docket", headers={"Accept": accept}).headers["link"]


def test_only_who_may_write_writes(formed: httpx.Client) -> None:
    assert formed.post("/lamps/annotations/acme/", json={}).status_code == 405


def row(**given: str) -> Row:
    names = ("claim", "stance", "proposition", "statement", "text", "start", "end", "exact", "prefix", "suffix")
    return {name: Term("literal", given[name]) if name in given else None for name in names}


def test_a_claim_without_a_position_and_with_two_spans() -> None:
    claim = "https://e.org/d/claim/a/b"
    spans = [row(claim=claim, text="urn:t", start=str(at), end=str(at + 1), exact="x") for at in (3, 9, 3)]
    made = annotations_of(spans, "https://e.org/d/", "http://here/d/")[claim]
    is_valid({"@context": "http://www.w3.org/ns/anno.jsonld", **made}, "document")
    assert made["id"] == "http://here/d/annotation/a/b"
    assert made["body"] == [{"type": "SpecificResource", "purpose": "identifying", "source": claim}]
    assert isinstance(made["target"], list)
    assert [each["selector"][1]["start"] for each in made["target"]] == [3, 9]


def test_a_processor_reads_annotations_as_rdf(formed: httpx.Client) -> None:
    """With the terms that annotations use, as the Web Annotation vocabulary has them: none is dropped."""

    def loaded(url: str, options: object) -> dict[str, Any]:
        assert url == "http://www.w3.org/ns/anno.jsonld"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": TERMS}

    [one, *_] = formed.get("/lamps/annotations/acme/").json()["first"]["items"]
    document = {"@context": "http://www.w3.org/ns/anno.jsonld", **one}
    [made] = jsonld.expand(document, {"documentLoader": loaded})
    assert made["@type"] == [f"{OA}Annotation"]
    assert made[f"{OA}motivatedBy"] == [{"@id": f"{OA}describing"}]
    assert made[f"{OA}hasBody"][0][RDF_VALUE] == [{"@value": "affirms"}]
    [target] = made[f"{OA}hasTarget"]
    assert target[f"{OA}hasSource"][0]["@id"].startswith("https://example.org/lamps/letter/acme/text/")
    quote, place = target[f"{OA}hasSelector"]
    assert (quote["@type"], place["@type"]) == ([f"{OA}TextQuoteSelector"], [f"{OA}TextPositionSelector"])
    assert isinstance(place[f"{OA}start"][0]["@value"], int)

    def keys(value: object) -> set[str]:
        if isinstance(value, list):
            return {key for each in value for key in keys(each)}
        return {*value, *(key for each in value.values() for key in keys(each))} if isinstance(value, dict) else set()

    assert keys(document) - {"@context"} <= set(TERMS["@context"]), "a term that the vocabulary doesn't have is lost"
