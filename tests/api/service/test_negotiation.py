"""Which format an Accept header gets."""

from __future__ import annotations

import pytest

from claimgraph.api.service.negotiation import DOCUMENT_FORMATS, GRAPH_FORMATS, RESULT_FORMATS, choose
from claimgraph.store import RDF_FORMATS
from claimgraph.store import RESULT_FORMATS as STORE_RESULT_FORMATS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/*", "csv"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv; charset=utf-8", "csv"),
        ("text/tab-separated-values", "tsv"),
        ("application/json", "json"),
        ("application/xml", "xml"),
        ("application/sparql-results+xml", "xml"),
        # weights
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", "xml"),
        ("text/csv;q=0.123,application/sparql-results+xml;q=0.12", "csv"),
        ("text/csv ; q=0.1 , */*;q=0.05", "csv"),
        ("text/csv; Q=0.1, application/sparql-results+xml; Q=0.2", "xml"),
        ("application/sparql-results+json,*/*;q=0.9", "json"),
        # the more specific range gives the weight, whatever the order
        ("*/*;q=1, application/sparql-results+json;q=0.1", "xml"),
        ("application/sparql-results+json;q=0.1, */*", "xml"),
        ("text/*;q=0.2, text/csv;q=0.9, application/*;q=0.5", "csv"),
        # what is named beats what is only let through
        ("*/*, text/csv", "csv"),
        # q=0 bars
        ("*/*, application/sparql-results+json;q=0", "xml"),
        ("application/json;q=0, */*", "json"),
        ("text/csv;q=0", None),
        ("*/*;q=0", None),
        ("*/*;q=0, text/csv", "csv"),
        # nothing that is on offer
        ("image/png", None),
        ("text/turtle", None),
        # a broken part is passed over
        ("nonsense, text/csv", "csv"),
        ("nonsense", "json"),
        ("*/csv, text/csv;q=0.1", "csv"),
        ('text/csv;note="a,b";q=0.3, application/sparql-results+xml;q=0.2', "csv"),
        # real clients
        ("application/sparql-results+json,application/json,text/javascript,application/javascript", "json"),
        ("application/sparql-results+xml, application/rdf+xml", "xml"),
        (BROWSER, "xml"),
    ],
)
def test_results(accept: str | None, name: str | None) -> None:
    chosen = choose(accept, RESULT_FORMATS)
    assert (chosen and chosen.name) == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "ttl"),
        ("application/n-triples,*/*;q=0.9", "nt"),
        ("application/ld+json", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("application/json", "jsonld"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.3", "rdf"),
        ("application/turtle,text/turtle", "ttl"),
        ("text/csv", None),
    ],
)
def test_graphs(accept: str | None, name: str | None) -> None:
    chosen = choose(accept, GRAPH_FORMATS)
    assert (chosen and chosen.name) == name


@pytest.mark.parametrize(
    ("accept", "name"), [(None, "html"), (BROWSER, "html"), ("text/turtle", "ttl"), ("application/rdf+xml", "rdf")]
)
def test_documents(accept: str | None, name: str) -> None:
    chosen = choose(accept, DOCUMENT_FORMATS)
    assert chosen is not None
    assert chosen.name == name


def test_every_format_is_one_that_the_store_writes() -> None:
    assert {each.media_type for each in RESULT_FORMATS} == set(STORE_RESULT_FORMATS)
    assert {each.media_type for each in GRAPH_FORMATS} < set(RDF_FORMATS)


def test_a_long_header_is_read_in_one_go() -> None:
    assert choose("text/csv," * 5000 + ";" * 5000 + '"' * 5000, RESULT_FORMATS) == RESULT_FORMATS[2]
