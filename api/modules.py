"""The ontology's modules at the paths of their IRIs and version IRIs, so that whoever follows an import finds it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pyoxigraph import RdfFormat, serialize

from claimgraph.api.ontology_page import ontology_document
from claimgraph.api.service.negotiation import DOCUMENT_FORMATS, GRAPH_FORMATS, HTML, choose, media_types
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import etag, matches
from claimgraph.ontology import ONTOLOGY_GRAPH, PREFIXES, ontology_modules

__all__ = ["modules"]

_RDF = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}


def modules() -> APIRouter:
    """Return the route below `/ontology`: a module's place on the ontology's page, or its triples."""
    router = APIRouter(include_in_schema=False)

    @router.get("/ontology/{rest:path}")
    async def module(request: Request, rest: str) -> Response:
        suffix = next((each for each in GRAPH_FORMATS if rest.endswith(f".{each.name}")), None)
        path = rest.removesuffix(f".{suffix.name}") if suffix else rest
        name = _module(path)
        chosen = suffix or choose(request.headers.get("accept"), DOCUMENT_FORMATS)
        if chosen is None:
            available = [each.media_type for each in DOCUMENT_FORMATS]
            detail = f"This can be had as {media_types(DOCUMENT_FORMATS)}."
            raise Problem("not-acceptable", detail, {"available": available}, {"Vary": "Accept"})
        if chosen is HTML:
            return Response(status_code=303, headers={"Location": f"/ontology#module-{name}", "Vary": "Accept"})
        triples = ontology_modules()[name]
        content = serialize(triples, format=_RDF[chosen.name], prefixes=PREFIXES) or b""
        tag = etag(content.decode("utf-8"))
        described = f'</ontology/{rest}>; rel="describedby"'
        headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag, "Link": described}
        headers["Content-Location"] = f"/ontology/{path}.{chosen.name}"
        if matches(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        return Response(content, 200, headers, chosen.content_type)

    return router


def _module(rest: str) -> str:
    """Return the module whose IRI or version IRI ends in this. Raises Problem where there is none."""
    iri = f"{ONTOLOGY_GRAPH.value}/{rest}"
    for module in ontology_document().modules:
        if iri in (module.iri, module.version):
            return module.name
    known = ", ".join(module.name for module in ontology_document().modules[1:])
    raise Problem("not-found", f"The ontology has no module {rest[:100]!r}; there are {known}.")
