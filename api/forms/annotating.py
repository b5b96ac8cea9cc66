"""Annotations and their collections over HTTP: the reading half of the Web Annotation Protocol."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from claimgraph.api.examples import about
from claimgraph.api.forms.annotations import (
    ANNO,
    PAGE,
    Thing,
    annotation_page,
    annotation_path,
    annotations_of,
    collection,
    page_address,
)
from claimgraph.api.forms.finding import find
from claimgraph.api.forms.profiles import ANNOTATION
from claimgraph.api.service.negotiation import HTML, choose, not_acceptable
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import etag, matches, origin
from claimgraph.api.site import Site
from claimgraph.ontology.terms import CG

__all__ = ["annotated"]

_OFFERED = (*ANNOTATION.formats, HTML)
_INCLUDE = re.compile(r"return\s*=\s*representation\s*;\s*include\s*=\s*\"?([^\",]*)\"?", re.IGNORECASE)
_MINIMAL = "http://www.w3.org/ns/ldp#PreferMinimalContainer"
_IRIS = "http://www.w3.org/ns/oa#PreferContainedIRIs"
_DESCRIPTIONS = "http://www.w3.org/ns/oa#PreferContainedDescriptions"
_CONTAINER = (
    '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type", '
    '<http://www.w3.org/TR/annotation-protocol/>; rel="http://www.w3.org/ns/ldp#constrainedBy"'
)
_CONTAINER_PATH = re.compile(r"annotations/([^/]+)/")
_ONE_PATH = re.compile(r"annotation/([^/]+/[^/]+)")
_RESOURCE = '<http://www.w3.org/ns/ldp#Resource>; rel="type"'
_ALLOW = {"Allow": "GET, HEAD, OPTIONS", "Cache-Control": "no-cache"}


async def annotated(site: Site, request: Request, path: str) -> Response | None:
    """Return the answer at a path below a docket's `annotations/` or `annotation/`, None for any other.

    It isn't a route, since a letter may have the name `annotation`. Raises Problem where there is no such thing.
    """
    addresses = await site.addresses()
    for base in addresses.bases:
        here = (addresses.href(f"{base}x") or "/x").removesuffix("x")
        rest = path.removeprefix(here) if path.startswith(here) else ""
        if match := _CONTAINER_PATH.fullmatch(rest):
            return await _container(site, request, path, f"{here}letter/{match[1]}", _Place(base, here))
        if match := _ONE_PATH.fullmatch(rest):
            return await _one(site, request, path, f"{here}claim/{match[1]}", _Place(base, here))
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """A docket: the base of its IRIs, and the path that they have here."""

    base: str
    path: str


async def _container(site: Site, request: Request, path: str, letter: str, place: _Place) -> Response:
    found = await find(site, letter)
    if CG.CommentLetter.value not in found.kinds:
        raise Problem("not-found", f"There is no letter to the annotations at {path[:200]}.")
    if refused := _refused(request, letter):
        return refused
    rows = (await site.graph.table(about("annotation-claims", found.iri))).rows
    claims = [claim.value for row in rows if (claim := row["claim"])]
    address = f"{origin(request.scope)}{path}"
    if generation := request.query_params.get("generation"):  # a number, or the request wouldn't have come here
        address += f"?generation={generation}"
    included = _included(request.headers.get("prefer"))
    iris = request.query_params.get("iris") == "1" or _IRIS in included
    number = _number(request, len(claims))
    if number is not None:
        page = await _page(site, request, place, address, number, claims, iris=iris)
        return _sent(request, {"@context": ANNO, **page}, {"Vary": "Accept, Prefer", "Link": _RESOURCE})
    first: object = page_address(address, 0, iris=iris)
    if _MINIMAL not in included:
        first = await _page(site, request, place, address, 0, claims, iris=iris)
    headers = {"Link": _CONTAINER, "Vary": "Accept, Prefer"}
    if included:
        headers["Preference-Applied"] = f'return=representation; include="{" ".join(included)}"'
        headers["Content-Location"] = f"{address}{'&' if generation else '?'}iris=1" if iris else address
    label = f"What is claimed in the letter {found.iri.rpartition('/')[2]}"
    return _sent(request, collection(address, label, len(claims), first), headers)


async def _one(site: Site, request: Request, path: str, claim: str, place: _Place) -> Response:
    found = await find(site, claim)
    if refused := _refused(request, claim):
        return refused
    made = await _items(site, request, place, [found.iri])
    if not made or CG.Claim.value not in found.kinds:
        raise Problem("not-found", f"There is no claim in a current text to the annotation at {path[:200]}.")
    return _sent(request, {"@context": ANNO, **made[0]}, {"Vary": "Accept", "Link": _RESOURCE})


async def _page(
    site: Site, request: Request, place: _Place, address: str, number: int, claims: list[str], *, iris: bool
) -> Thing:
    shown = claims[number * PAGE : (number + 1) * PAGE]
    items: list[object] = [*(await _items(site, request, place, shown))] if not iris else []
    if iris:
        here = f"{origin(request.scope)}{place.path}"
        items = [here + annotation_path(each).removeprefix(place.base) for each in shown]
    return annotation_page(address, number, len(claims), items, iris=iris)


async def _items(site: Site, request: Request, place: _Place, claims: list[str]) -> list[Thing]:
    if not claims:
        return []
    rows = (await site.graph.table(about("annotation-bodies", *claims))).rows
    made = annotations_of(rows, place.base, f"{origin(request.scope)}{place.path}")
    return [made[each] for each in claims if each in made]


def _refused(request: Request, page: str) -> Response | None:
    """What sends a browser to the page of the thing. Raises Problem for who takes nothing of what there is."""
    accept = request.headers.get("accept")
    chosen = choose(accept, _OFFERED)
    if chosen is None:
        raise not_acceptable(accept, _OFFERED)
    return Response(status_code=303, headers={"Location": page, "Vary": "Accept"}) if chosen is HTML else None


def _included(prefer: str | None) -> list[str]:
    """The preferences that are known, in the client's order (RFC 7240, Web Annotation Protocol, section 4.2)."""
    match = _INCLUDE.search(prefer or "")
    return [each for each in (match[1].split() if match else ()) if each in (_MINIMAL, _IRIS, _DESCRIPTIONS)]


def _number(request: Request, total: int) -> int | None:
    """The page that the address names, from 0. Raises Problem where the collection has no such page."""
    given = request.query_params.get("page")
    if given is None:
        return None
    pages = max(1, -(-total // PAGE))
    if not (given.isascii() and given.isdecimal() and len(given) < 7 and int(given) < pages):
        raise Problem("not-found", f"There is no page {given[:20]!r}; the pages are 0 to {pages - 1}.")
    return int(given)


def _sent(request: Request, document: dict[str, object], headers: dict[str, str]) -> Response:
    body = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    tag = etag(body.decode("utf-8"))
    headers = {**_ALLOW, **headers, "ETag": tag, "Content-Profile": f"<{ANNOTATION.iri}>"}
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, ANNOTATION.formats[0].content_type)
