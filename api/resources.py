"""A page, or linked data, for every IRI that the graph has."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from claimgraph.api.examples import about
from claimgraph.api.graph import Row, Term
from claimgraph.api.negotiation import DOCUMENT_FORMATS, GRAPH_FORMATS, HTML, Format, choose, media_types
from claimgraph.api.problems import Problem
from claimgraph.api.replies import etag, matches
from claimgraph.api.site import Site
from claimgraph.ontology.terms import CG, RDF, RDFS, XSD

__all__ = ["resources"]

SHOWN = 500
SHOWN_MEMBERS = 1000

_NUMBERS = re.compile(r"([0-9]+)")
_LABEL, _TYPE, _QUOTE = RDFS.label.value, RDF.type.value, CG.quote.value


@dataclass(frozen=True, slots=True)
class Value:
    """What one statement says, with the label and the quote of the thing it names."""

    term: Term
    label: str | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one property."""

    property: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as its page shows it."""

    iri: str
    label: str
    types: tuple[tuple[str, str], ...]
    quote: str | None
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    members: tuple[Row, ...]
    cut: bool


def resources(site: Site) -> APIRouter:
    """Return the route that takes every path that no other one has."""
    router = APIRouter(include_in_schema=False)

    @router.get("/{path:path}")
    async def resource(request: Request) -> Response:
        raw = request.scope.get("raw_path") or request.url.path.encode()
        path, chosen = _format(raw.decode("latin-1").split("?")[0], request.headers.get("accept"))
        iri, is_graph = await _known(site, path)
        if chosen is HTML:
            thing = await _thing(site, iri, is_graph)
            return await site.page(
                request, "resource.html", thing=thing, path=path, formats=GRAPH_FORMATS, any_uri=XSD.anyURI.value
            )
        tag = etag(site.graph.content, iri, chosen.media_type)
        headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag, "Link": f'<{path}>; rel="describedby"'}
        if matches(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        query = about("resource-graph" if is_graph else "resource-describe", iri)
        return Response(await site.graph.answer(query, chosen.media_type), 200, headers, chosen.content_type)

    return router


def _format(path: str, accept: str | None) -> tuple[str, Format]:
    """Return the path without a format's suffix, and that format; without a suffix, what Accept chooses."""
    for each in GRAPH_FORMATS:
        if path.endswith(f".{each.name}"):
            return path.removesuffix(f".{each.name}"), each
    chosen = choose(accept, DOCUMENT_FORMATS)
    if chosen is None:
        available = [each.media_type for each in DOCUMENT_FORMATS]
        detail = f"This can be had as {media_types(DOCUMENT_FORMATS)}."
        raise Problem("not-acceptable", detail, {"available": available}, {"Vary": "Accept"})
    return path, chosen


async def _known(site: Site, path: str) -> tuple[str, bool]:
    """Return the IRI that the path stands for, and whether it names a graph. Raises Problem where there is none."""
    for iri in (await site.addresses()).iris(path):
        try:
            query = about("resource-known", iri)
        except ValueError:
            continue  # a path with characters that no IRI has
        for row in (await site.graph.table(query)).rows:
            is_graph = _is_true(row["graph"])
            if is_graph or _is_true(row["known"]):
                return iri, is_graph
    raise Problem("not-found", f"The graph has nothing at {path[:200]}.")


async def _thing(site: Site, iri: str, is_graph: bool) -> Thing:
    short = (await site.addresses()).short
    outgoing = (await site.graph.table(about("resource-outgoing", iri))).rows
    incoming = (await site.graph.table(about("resource-incoming", iri))).rows
    members = (await site.graph.table(about("resource-members", iri))).rows if is_graph else ()
    groups = {group.property: group for group in _groups(outgoing[:SHOWN], short)}
    label, types, quote = (groups.pop(each, None) for each in (_LABEL, _TYPE, _QUOTE))
    return Thing(
        iri,
        label.values[0].term.value if label else short(iri),
        tuple((value.label or short(value.term.value), value.term.value) for value in types.values) if types else (),
        quote.values[0].term.value if quote else None,
        tuple(groups.values()),
        tuple(_groups(incoming[:SHOWN], short)),
        members[:SHOWN_MEMBERS],
        max(len(outgoing), len(incoming)) > SHOWN or len(members) > SHOWN_MEMBERS,
    )


def _groups(rows: Iterable[Row], short: Callable[[str], str]) -> list[Group]:
    """Return the rows by property; a value that has two labels is shown with the first."""
    found: dict[str, dict[Term, Value]] = {}
    labels: dict[str, str] = {}
    for row in rows:
        named, value = row["property"], row["value"]
        if named is None or value is None:
            continue
        iri = named.value
        labels.setdefault(iri, _text(row["propertyLabel"]) or short(iri))
        found.setdefault(iri, {}).setdefault(value, Value(value, _text(row["label"]), _text(row["quote"])))
    return [Group(iri, labels[iri], tuple(sorted(values.values(), key=_order))) for iri, values in found.items()]


def _order(value: Value) -> list[tuple[int, str]]:
    """Return a key that puts footnote 2 before footnote 10."""
    return [(int(part) if part.isdecimal() else 0, part) for part in _NUMBERS.split(value.label or value.term.value)]


def _text(term: Term | None) -> str | None:
    return term.value if term else None


def _is_true(term: Term | None) -> bool:
    return term is not None and term.value == "true"
