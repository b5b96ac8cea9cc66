"""Entities in RDF/XML: those that name namespaces are read, those that make much of little are not."""

from __future__ import annotations

import pytest

from claimgraph.store.documents import Document, read_triples
from claimgraph.store.errors import DataSyntaxError

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def document(entities: str, value: str) -> Document:
    text = (
        f"<?xml version='1.0'?><!DOCTYPE rdf:RDF [{entities}]><rdf:RDF xmlns:rdf='{RDF}' xmlns:x='urn:x:'>"
        f"<rdf:Description rdf:about='urn:a'><x:b>{value}</x:b></rdf:Description></rdf:RDF>"
    )
    return Document(text.encode(), "application/rdf+xml")


@pytest.mark.parametrize(
    ("entities", "value", "expected"),
    [
        ('<!ENTITY owl "http://www.w3.org/2002/07/owl#">', "&owl;Thing", "http://www.w3.org/2002/07/owl#Thing"),
        ('<!ENTITY a "b"> <!ENTITY c "d">', "&a;&c;&amp;", "bd&"),
        ('<!ENTITY a "x&#233;y">', "&a;", "xéy"),
    ],
)
def test_entities_that_are_read(entities: str, value: str, expected: str) -> None:
    [triple] = read_triples(document(entities, value), None)
    assert getattr(triple.object, "value", None) == expected


@pytest.mark.parametrize(
    ("entities", "value", "why"),
    [
        ('<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">', "&b;", "'b' is made of others"),
        ("<!ENTITY a 'aaaa'>", "&a;", "and not otherwise"),
        ('<!ENTITY\u00a0a "aaaa"><!ENTITY b "&a;&a;">', "&b;", "and not otherwise"),
        (f'<!ENTITY a "{"a" * 20_000}">', "&a;" * 1000, "more than 16,777,216 bytes"),
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;", "and not otherwise"),
    ],
)
def test_entities_that_are_refused(entities: str, value: str, why: str) -> None:
    with pytest.raises(DataSyntaxError, match=why):
        read_triples(document(entities, value), None)
