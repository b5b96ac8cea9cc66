"""A thing as linked data, in the profile and format that were chosen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from claimgraph.api.examples import about
from claimgraph.api.forms.framed import framed
from claimgraph.api.forms.nanopub_process import Press
from claimgraph.api.forms.profiles import EXPANDED, NANOPUBLICATION, SCHEMA_ORG, TEXT, Form
from claimgraph.api.reader import Reader
from claimgraph.api.schema_org import schema_org_thing
from claimgraph.api.service.graph import Graph
from claimgraph.api.service.negotiation import Format
from claimgraph.ontology.terms import CG, PREFIXES, RDF

__all__ = ["described", "embedded", "schema_org_of", "script"]

LONG = 5000
"""How many characters a text may have that stands in a page twice, once for people and once for search engines."""

_TRIPLES = "application/n-triples"


async def described(graph: Graph, press: Press, iri: str, docket: str | None, form: Form, *, is_graph: bool) -> bytes:
    """Return the thing's representation. Raises Problem where there is none.

    A named graph is given as it is, since it has no one thing to nest all others in.
    """
    if form.profile is SCHEMA_ORG:
        document = await schema_org_of(graph, iri, docket)
        return document if form.format.name == "jsonld" else await asyncio.to_thread(_rewritten, document, form.format)
    if form.profile is NANOPUBLICATION:
        return await press.nanopublication(await _closure(graph, iri, docket), iri, form.format)
    if form.format is TEXT:
        words = [row["content"] for row in (await graph.table(about("resource-text", iri))).rows]
        return "".join(each.value for each in words if each).encode("utf-8")
    query = about("resource-graph" if is_graph else "resource-describe", iri)
    if form.format.name != "jsonld" or (is_graph and form.format is not EXPANDED):
        return await graph.answer(query, form.format.media_type)
    answer = await graph.answer(query, _TRIPLES)
    return await asyncio.to_thread(_expanded if form.format is EXPANDED else _framed, answer, iri)


async def schema_org_of(graph: Graph, iri: str, docket: str | None) -> bytes:
    """Return the thing in schema.org's terms as JSON-LD; nothing for what it has no term for. Raises Problem."""
    closure = await _closure(graph, iri, docket)
    return await asyncio.to_thread(_schema_org, closure, iri, docket or iri)


async def embedded(graph: Graph, iri: str, docket: str | None) -> str:
    """Return the thing in schema.org's terms as it may stand in a page's script element. Raises Problem.

    A letter's text, which the page has already, is left out.
    """
    document = json.loads(await schema_org_of(graph, iri, docket) or b"{}")
    if len(str(document.get("text", ""))) > LONG:
        del document["text"]
    return script(document) if document else ""


def script(document: Mapping[str, object]) -> str:
    r"""Return a document as JSON that no HTML parser finds an end of the script in.

    >>> script({"name": "</script>"})
    '{"name": "\\u003c/script>"}'
    """
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


async def _closure(graph: Graph, iri: str, docket: str | None) -> list[Quad]:
    """The statements that the other forms are made of, and which docket they are of."""
    triples = parse(await graph.answer(about("resource-closure", iri), _TRIPLES), RdfFormat.N_TRIPLES)
    found = {each.triple for each in triples}
    if docket:
        found.add(Triple(NamedNode(docket), RDF.type, CG.Docket))
    return [Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in sorted(found, key=str)]


def _schema_org(closure: Iterable[Quad], iri: str, docket: str) -> bytes:
    store = Store()
    store.extend(closure)
    document = schema_org_thing(Reader(store, NamedNode(docket)), NamedNode(iri))
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8") if document else b""


def _rewritten(document: bytes, wanted: Format) -> bytes:
    rdf_format = RdfFormat.from_media_type(wanted.media_type)
    assert rdf_format is not None  # noqa: S101 - the table of formats has only what there is
    triples = (each.triple for each in parse(document, RdfFormat.JSON_LD))
    prefixes = {} if wanted.name == "nt" else {"schema": "https://schema.org/", "cg": PREFIXES["cg"]}
    return serialize(sorted(set(triples), key=str), format=rdf_format, prefixes=prefixes) or b""


def _framed(answer: bytes, iri: str) -> bytes:
    return framed(iri, (each.triple for each in parse(answer, RdfFormat.N_TRIPLES)))


def _expanded(answer: bytes, iri: str) -> bytes:
    triples = (each.triple for each in parse(answer, RdfFormat.N_TRIPLES))
    return serialize(triples, format=RdfFormat.JSON_LD) or b""
